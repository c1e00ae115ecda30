import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../../src/index.js';
import { record } from '../../support/records.js';
import {
  changesOf,
  granted,
  inWords,
  register,
  supervisorWith,
} from '../../support/supervisors.js';
import { catchWarnings, type Warnings } from '../../support/warnings.js';

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => warnings.restore());

describe('insertStale', () => {
  it('puts a record in as it is, without actor, slot or identity', () => {
    const supervisor = supervisorWith({ maxConcurrent: 1 });
    const changes = changesOf(supervisor);
    const given = record({ threadId: 'thread-1', tag: 't', extra: { future: [1] } });
    expect(supervisor.insertStale(given)).toBe(true);
    expect(supervisor.get('codex:a')).toEqual(given);
    expect(supervisor.session('codex:a')).toBeUndefined();
    expect(supervisor.activeCount).toBe(0);
    expect(changes).toEqual([{ type: 'inserted', record: given }]);
    expect(register(supervisor, 'arch-ctm').status).toBe('active');
  });

  it('is refused over an active and over a closed session', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    expect(supervisor.insertStale(record({ agentId }))).toBe(false);
    supervisor.close(agentId);
    const [before, changes] = [supervisor.toSnapshot(), changesOf(supervisor)];
    expect(supervisor.insertStale(record({ agentId, status: 'active' }))).toBe(false);
    expect(supervisor.toSnapshot()).toEqual(before);
    expect(changes).toEqual([]);
  });

  it('replaces a stale session that has an actor, and ends that actor', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.setThreadId(agentId, 'thread-old');
    supervisor.markLost(agentId);
    const [view, previous] = [supervisor.session(agentId), supervisor.get(agentId)];
    const changes = changesOf(supervisor);
    const given = record({ agentId, identity: 'qa', threadId: 'thread-new' });
    expect(supervisor.insertStale(given)).toBe(true);
    expect(view?.getSnapshot().status).toBe('stopped');
    expect(supervisor.session(agentId)).toBeUndefined();
    expect(supervisor.get(agentId)).toEqual(given);
    expect(changes).toEqual([{ type: 'inserted', record: given, previous }]);
    expect(supervisor.findByThreadId('thread-old')).toBeUndefined();
    expect(granted(supervisor.resume(agentId))).toMatchObject({ identity: 'qa', status: 'active' });
    expect(supervisor.findByThreadId('thread-new')).toBe(agentId);
  });

  it.each([
    ['2026-01-01T00:00:05Z', '2026-01-01T00:00:09Z', '2026-01-01T00:00:09Z'],
    ['2026-01-01T00:00:09Z', '2026-01-01T00:00:05Z', '2026-01-01T00:00:09Z'],
    ['2026-01-01T01:00:00+01:00', '2026-01-01T00:30:00Z', '2026-01-01T00:30:00Z'],
    ['2026-01-01T00:30:00Z', '2026-01-01T01:00:00+01:00', '2026-01-01T00:30:00Z'],
  ])('over a session last active %s with %s keeps %s', (known, given, kept) => {
    const supervisor = supervisorWith();
    supervisor.insertStale(record({ lastActive: known }));
    expect(supervisor.insertStale(record({ lastActive: given, identity: 'qa' }))).toBe(true);
    expect(supervisor.get('codex:a')).toMatchObject({ lastActive: kept, identity: 'qa' });
  });

  it('stores a closed record as closed, and closed it stays', () => {
    const supervisor = supervisorWith();
    supervisor.insertStale(record({ status: 'closed', threadState: 'closed' }));
    expect(supervisor.get('codex:a')?.status).toBe('closed');
    expect(supervisor.insertStale(record())).toBe(false);
    expect(supervisor.forget('codex:a')).toBe(true);
  });

  it('repairs an illegal pair, and does not do so in silence', () => {
    const supervisor = supervisorWith();
    expect(supervisor.insertStale(record({ status: 'active', threadState: 'closed' }))).toBe(true);
    expect(supervisor.get('codex:a')).toMatchObject({ status: 'closed', threadState: 'closed' });
    expect(warnings.messages).toHaveLength(1);
  });

  it('drops `__proto__` from unknown fields, and does not do so in silence', () => {
    const supervisor = supervisorWith();
    const extra = JSON.parse('{"__proto__":{"polluted":true},"keep":1}');
    expect(supervisor.insertStale(record({ extra }))).toBe(true);
    expect(supervisor.get('codex:a')?.extra).toEqual({ keep: 1 });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(warnings.messages).toHaveLength(1);
  });

  it('takes the extremes of the limits and refuses what is beyond', () => {
    const supervisor = supervisorWith();
    expect(supervisor.insertStale(record({ agentId: '__proto__', identity: '' }))).toBe(true);
    expect(supervisor.insertStale(record({ agentId: 'x'.repeat(256) }))).toBe(true);
    expect(() => supervisor.insertStale(record({ agentId: 'x'.repeat(257) }))).toThrow(
      InvalidArgumentError,
    );
    expect(supervisor.list().map(({ agentId }) => agentId.length)).toEqual([9, 256]);
  });

  it('lets a session without a name be resumed under one, and under none', () => {
    const supervisor = supervisorWith();
    supervisor.insertStale(record({ identity: '' }));
    const changes = changesOf(supervisor);
    expect(granted(supervisor.resume('codex:a')).identity).toBe('');
    supervisor.markLost('codex:a');
    expect(granted(supervisor.resume('codex:a', { identity: 'qa' })).identity).toBe('qa');
    expect(changes.map(inWords)).toEqual([
      'resumed codex:a',
      'stale lost codex:a',
      'resumed codex:a',
    ]);
  });
});
