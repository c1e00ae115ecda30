import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SessionFailedError } from '../../../src/index.js';
import { fragileMachine, supervisorOf } from '../../support/fragile-machine.js';
import { LiveSystem } from '../../support/live-system.js';
import { record } from '../../support/records.js';
import { changesOf, inWords, register, request } from '../../support/supervisors.js';
import { catchWarnings, type Warnings } from '../../support/warnings.js';

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => {
  expect(warnings.messages).toEqual([]);
  warnings.restore();
});

function fragile() {
  const parts = fragileMachine();
  return { ...parts, supervisor: supervisorOf(parts.machine) };
}

describe('a failure', () => {
  it('of an actor by itself is heard of without another command', async () => {
    const live = new LiveSystem({ max: 1 });
    register(live.supervisor, 'arch-ctm');
    const changes = changesOf(live.supervisor);
    live.failNow('s1');
    await Promise.resolve();
    expect(changes.map(inWords)).toEqual(['stale failed s1']);
    live.supervisor.stop();
  });

  it('in waking a session tells the record it had before', () => {
    const { supervisor, breakAt } = fragile();
    supervisor.insertStale(record());
    const before = supervisor.get('codex:a');
    const changes = changesOf(supervisor);
    breakAt('waking');
    supervisor.setTag('codex:a', 't');
    const failed = { type: 'stale', reason: 'failed', error: expect.any(Error) };
    expect(changes).toEqual([{ ...failed, record: before, previous: before }]);
  });

  it('at its birth leaves a session in the middle of its first turn', () => {
    const { supervisor, breakAt } = fragile();
    breakAt('birth');
    expect(() => supervisor.register(request('a'))).toThrow(SessionFailedError);
    expect(supervisor.getThreadState('codex:1')).toBe('busy');
  });
});
