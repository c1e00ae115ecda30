import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sessionMachine } from '../../../machines/index.js';
import { SessionFailedError, type SessionSupervisor } from '../../../src/index.js';
import { fragileMachine, supervisorOf } from '../../support/fragile-machine.js';
import { record } from '../../support/records.js';
import { changesOf, granted, inWords, register, request } from '../../support/supervisors.js';
import { catchWarnings, type Warnings } from '../../support/warnings.js';

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => {
  expect(warnings.messages).toEqual([]);
  warnings.restore();
});

/** A supervisor with room for one session, so that a slot not freed shows. */
function fragile() {
  const parts = fragileMachine();
  const supervisor = supervisorOf(parts.machine, { maxConcurrent: 1 });
  return { ...parts, supervisor };
}

/** The session is stale and holds nothing, and the supervisor works as if it had been lost. */
function expectRecovered(supervisor: SessionSupervisor, agentId: string): void {
  expect(supervisor.get(agentId)?.status).toBe('stale');
  expect(supervisor.session(agentId)).toBeUndefined();
  expect(supervisor.activeCount).toBe(0);
  expect(supervisor.findByIdentity('arch-ctm')).toBeUndefined();
  expect(supervisor.actor.getSnapshot().status).toBe('active');
  const other = register(supervisor, 'arch-ctm');
  supervisor.close(other.agentId);
  expect(granted(supervisor.resume(agentId))).toMatchObject({ agentId, status: 'active' });
  expect(supervisor.session(agentId)?.getSnapshot().status).toBe('active');
  expect(supervisor.close(agentId)).toBe(true);
  expect(supervisor.get(agentId)?.status).toBe('closed');
}

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('an actor that fails in an admission', () => {
  it('makes register throw with the cause, its record stale and known', () => {
    const { supervisor, boom, breakAt, mend } = fragile();
    const changes = changesOf(supervisor);
    breakAt('birth');
    const error = thrownBy(() => supervisor.register(request('arch-ctm')));
    mend();
    expect(error).toBeInstanceOf(SessionFailedError);
    expect(error).toMatchObject({ code: 'session_failed', agentId: 'codex:1', cause: boom });
    expect(changes).toMatchObject([
      { type: 'stale', reason: 'failed', error: boom, record: { agentId: 'codex:1' } },
    ]);
    expectRecovered(supervisor, 'codex:1');
  });

  it('makes resume throw with the cause, its record stale under its own name', () => {
    const { supervisor, boom, breakAt, mend } = fragile();
    const { agentId } = register(supervisor, 'arch-ctm', { tag: 't' });
    supervisor.markLost(agentId);
    const [before, changes] = [supervisor.get(agentId), changesOf(supervisor)];
    breakAt('session.resume');
    const error = thrownBy(() => supervisor.resume(agentId, { identity: 'qa' }));
    mend();
    expect(error).toMatchObject({ code: 'session_failed', cause: boom });
    expect(supervisor.get(agentId)).toEqual(before);
    expect(supervisor.findByIdentity('qa')).toBeUndefined();
    expect(changes.map(inWords)).toEqual(['stale failed codex:1']);
    expectRecovered(supervisor, agentId);
  });

  it('makes the resume of a sleeping session throw, when it cannot be woken either', () => {
    for (const point of ['waking', 'session.resume'] as const) {
      const { supervisor, boom, breakAt, mend } = fragile();
      supervisor.insertStale(record());
      breakAt(point);
      const error = thrownBy(() => supervisor.resume('codex:a'));
      mend();
      expect(error).toMatchObject({ code: 'session_failed', cause: boom });
      expect(supervisor.get('codex:a')).toEqual(record());
      expectRecovered(supervisor, 'codex:a');
    }
  });

  it('makes a reopening throw, and the session is stale', () => {
    const { supervisor, boom, breakAt, mend } = fragile();
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.close(agentId);
    const changes = changesOf(supervisor);
    breakAt('birth');
    const error = thrownBy(() => supervisor.resume(agentId, { reopen: true }));
    mend();
    expect(error).toMatchObject({ code: 'session_failed', cause: boom });
    expect(changes).toMatchObject([
      { type: 'stale', reason: 'failed', error: boom, previous: { status: 'closed' } },
    ]);
    expectRecovered(supervisor, agentId);
  });
});

type Command = (supervisor: SessionSupervisor, agentId: string) => unknown;

/** What fails, the command it fails in, and what that answers. */
const COMMANDS: readonly [string, string, Command, unknown][] = [
  ['report', 'turn.started', (s, id) => s.report(id, { type: 'turn.started' }), false],
  ['setThreadId', 'thread.bound', (s, id) => s.setThreadId(id, 'thread-1'), false],
  ['setCwd', 'cwd.changed', (s, id) => s.setCwd(id, '/'), false],
  ['setTag', 'tag.changed', (s, id) => s.setTag(id, 't'), false],
  ['setAgentSource', 'source.recorded', (s, id) => s.setAgentSource(id, 'a'), false],
  ['touch', 'context.refreshed', (s, id) => s.touch(id, {}), false],
  ['annotate', 'extra.merged', (s, id) => s.annotate(id, { a: 1 }), false],
  ['setThreadState busy', 'turn.started', (s, id) => s.setThreadState(id, 'busy'), false],
  ['setThreadState closed', 'session.close', (s, id) => s.setThreadState(id, 'closed'), false],
  ['close', 'session.close', (s, id) => s.close(id), true],
  ['park', 'session.parked', (s, id) => s.park(id), true],
  ['markLost', 'session.lost', (s, id) => s.markLost(id), true],
  ['markAllStale', 'session.lost', (s) => s.markAllStale(), 1],
];

describe('an actor that fails in a command', () => {
  it.each(COMMANDS)(
    '(%s) leaves its last record, stale, and frees all',
    (...[, at, command, answer]) => {
      const { supervisor, boom, breakAt, mend } = fragile();
      const { agentId } = register(supervisor, 'arch-ctm', { tag: 'kept' });
      supervisor.setThreadState(agentId, 'idle');
      const [before, changes] = [supervisor.get(agentId), changesOf(supervisor)];
      breakAt(at);
      expect(command(supervisor, agentId)).toBe(answer);
      mend();
      const failed = { ...before, status: 'stale' };
      expect(supervisor.get(agentId)).toEqual(failed);
      expect(changes).toEqual([
        { type: 'stale', reason: 'failed', error: boom, previous: before, record: failed },
      ]);
      expectRecovered(supervisor, agentId);
    },
  );

  it('while it is stale stays stale, and the change tells of it', () => {
    const { supervisor, breakAt, mend } = fragile();
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.markLost(agentId);
    const changes = changesOf(supervisor);
    breakAt('tag.changed');
    expect(supervisor.setTag(agentId, 't')).toBe(false);
    mend();
    expect(changes.map(inWords)).toEqual(['stale failed codex:1']);
    expectRecovered(supervisor, agentId);
  });

  it('does not keep a record from being inserted over it, nor the supervisor from stopping', () => {
    const { supervisor, breakAt, mend } = fragile();
    const { agentId } = register(supervisor, 'arch-ctm');
    breakAt('tag.changed');
    supervisor.setTag(agentId, 't');
    mend();
    expect(supervisor.insertStale(record({ agentId, identity: 'qa' }))).toBe(true);
    granted(supervisor.resume(agentId));
    breakAt('session.lost', 'xstate.stop');
    const changes = changesOf(supervisor);
    expect(() => supervisor.stop()).not.toThrow();
    expect(supervisor.get(agentId)).toMatchObject({ status: 'stale', identity: 'qa' });
    expect(changes.map(inWords)).toEqual(['stale failed codex:1']);
  });

  it('when it is stopped for an inserted record does not harm the record', () => {
    const { supervisor, breakAt, mend } = fragile();
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.markLost(agentId);
    breakAt('xstate.stop');
    expect(supervisor.insertStale(record({ agentId, identity: 'qa' }))).toBe(true);
    mend();
    expect(supervisor.get(agentId)).toMatchObject({ status: 'stale', identity: 'qa' });
    expect(granted(supervisor.resume(agentId)).identity).toBe('qa');
  });

  it('does not touch the others', () => {
    const { machine, breakAt, mend } = fragileMachine();
    const supervisor = supervisorOf(machine, { maxConcurrent: 3 });
    for (const identity of ['a', 'b', 'c']) register(supervisor, identity);
    breakAt('tag.changed');
    supervisor.setTag('codex:2', 't');
    mend();
    expect(supervisor.list().map(({ status }) => status)).toEqual(['active', 'stale', 'active']);
    expect(supervisor.activeCount).toBe(2);
    expect(supervisor.setTag('codex:1', 't')).toBe(true);
  });
});

describe('an action of the machine that throws', () => {
  const boom = new Error('boom');
  const explode = () => {
    throw boom;
  };

  it.each([
    ['bindThread', (s: SessionSupervisor, id: string) => s.setThreadId(id, 'thread-1')],
    ['endTurn', (s: SessionSupervisor, id: string) => s.report(id, { type: 'turn.completed' })],
  ] as const)('(%s) makes the session stale', (action, command) => {
    const machine = sessionMachine.provide({ actions: { [action]: explode } });
    const supervisor = supervisorOf(machine);
    const { agentId } = register(supervisor, 'arch-ctm');
    const changes = changesOf(supervisor);
    expect(command(supervisor, agentId)).toBe(false);
    expect(changes).toMatchObject([{ type: 'stale', reason: 'failed', error: boom }]);
    expect(supervisor.activeCount).toBe(0);
  });

  it('(resume) makes resume throw, as often as it is tried', () => {
    const supervisor = supervisorOf(sessionMachine.provide({ actions: { resume: explode } }));
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.markLost(agentId);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(thrownBy(() => supervisor.resume(agentId))).toMatchObject({ cause: boom });
      expect(supervisor.get(agentId)?.status).toBe('stale');
      expect(supervisor.activeCount).toBe(0);
    }
  });
});
