import { describe, expect, it } from 'vitest';
import {
  changesOf,
  granted,
  inWords,
  refusedWith,
  register,
  request,
  supervisorWith,
} from '../../support/supervisors.js';

describe('close', () => {
  it('is true for every known session, however often', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    const changes = changesOf(supervisor);
    expect([supervisor.close(agentId), supervisor.close(agentId)]).toEqual([true, true]);
    expect(supervisor.close('codex:unknown')).toBe(false);
    expect(changes.map(inWords)).toEqual(['closed codex:1']);
  });

  it('frees the identity and the slot of an active session, busy or idle', () => {
    const supervisor = supervisorWith({ maxConcurrent: 1 });
    for (const state of ['busy', 'idle'] as const) {
      const { agentId } = register(supervisor, 'arch-ctm');
      supervisor.setThreadState(agentId, state);
      supervisor.close(agentId);
      expect(supervisor.activeCount).toBe(0);
    }
    expect(supervisor.list().map(({ status }) => status)).toEqual(['closed', 'closed']);
  });

  it('frees the thread: another session may bind it', () => {
    const supervisor = supervisorWith();
    const [one, two] = [register(supervisor, 'one').agentId, register(supervisor, 'two').agentId];
    supervisor.setThreadId(one, 'thread-1');
    expect(supervisor.setThreadId(two, 'thread-1')).toBe(false);
    supervisor.close(one);
    expect(supervisor.setThreadId(two, 'thread-1')).toBe(true);
  });
});

describe('park', () => {
  it('puts an idle session aside, and only an idle and active one', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    const changes = changesOf(supervisor);
    expect(supervisor.park(agentId)).toBe(false);
    supervisor.setThreadState(agentId, 'idle');
    expect(supervisor.park(agentId)).toBe(true);
    expect(supervisor.get(agentId)).toMatchObject({ status: 'stale', threadState: 'idle' });
    expect(supervisor.activeCount).toBe(0);
    expect(supervisor.park(agentId)).toBe(false);
    supervisor.close(agentId);
    expect(supervisor.park(agentId)).toBe(false);
    expect(changes.map(inWords)).toEqual([
      'changed codex:1',
      'stale parked codex:1',
      'closed codex:1',
    ]);
  });
});

describe('markLost', () => {
  it('keeps the thread state, which tells whether it was lost in the middle of a turn', () => {
    for (const state of ['busy', 'idle'] as const) {
      const supervisor = supervisorWith();
      const { agentId } = register(supervisor, 'arch-ctm');
      supervisor.setThreadState(agentId, state);
      const changes = changesOf(supervisor);
      expect(supervisor.markLost(agentId)).toBe(true);
      expect(supervisor.get(agentId)).toMatchObject({ status: 'stale', threadState: state });
      expect(supervisor.markLost(agentId)).toBe(false);
      expect(changes.map(inWords)).toEqual(['stale lost codex:1']);
    }
  });

  it('of all: counts the active sessions and tells them in their order', () => {
    const supervisor = supervisorWith();
    for (const identity of ['a', 'b', 'c', 'd']) register(supervisor, identity);
    supervisor.close('codex:2');
    supervisor.markLost('codex:3');
    const changes = changesOf(supervisor);
    expect(supervisor.markAllStale()).toBe(2);
    expect(supervisor.markAllStale()).toBe(0);
    expect(changes.map(inWords)).toEqual(['stale lost codex:1', 'stale lost codex:4']);
  });
});

describe('resume', () => {
  it('keeps the record, takes the new identity and starts a turn', () => {
    const supervisor = supervisorWith();
    const before = register(supervisor, 'arch-ctm', { tag: 't', extra: { note: 1 } });
    supervisor.setThreadId(before.agentId, 'thread-1');
    supervisor.setThreadState(before.agentId, 'idle');
    supervisor.park(before.agentId);
    const changes = changesOf(supervisor);
    const resumed = granted(supervisor.resume(before.agentId, { identity: 'qa' }));
    expect(resumed).toEqual({ ...before, identity: 'qa', threadId: 'thread-1' });
    expect(supervisor.findByIdentity('qa')).toBe(before.agentId);
    expect(supervisor.findByIdentity('arch-ctm')).toBeUndefined();
    expect(changes).toMatchObject([
      { type: 'resumed', record: resumed, previous: { identity: 'arch-ctm', status: 'stale' } },
    ]);
  });

  it('reopens a closed session in its old place, with its record', () => {
    const supervisor = supervisorWith();
    const before = register(supervisor, 'arch-ctm', { tag: 't' });
    register(supervisor, 'qa');
    supervisor.close(before.agentId);
    const changes = changesOf(supervisor);
    expect(granted(supervisor.resume(before.agentId, { reopen: true }))).toEqual(before);
    expect(supervisor.list().map(({ agentId }) => agentId)).toEqual(['codex:1', 'codex:2']);
    expect(changes).toMatchObject([{ type: 'resumed', previous: { status: 'closed' } }]);
    expect(supervisor.close(before.agentId)).toBe(true);
  });
});

describe('forget', () => {
  it('removes a closed session, and no other', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.setThreadId(agentId, 'thread-1');
    const changes = changesOf(supervisor);
    expect(supervisor.forget(agentId)).toBe(false);
    supervisor.markLost(agentId);
    expect(supervisor.forget(agentId)).toBe(false);
    supervisor.close(agentId);
    const closed = supervisor.get(agentId);
    expect([supervisor.forget(agentId), supervisor.forget(agentId)]).toEqual([true, false]);
    expect(supervisor.get(agentId)).toBeUndefined();
    expect(supervisor.findByThreadId('thread-1')).toBeUndefined();
    expect(supervisor.toSnapshot().sessions).toEqual([]);
    expect(refusedWith(supervisor.resume(agentId, { reopen: true }))).toBe('session_not_found');
    expect(changes.find(({ type }) => type === 'forgotten')).toMatchObject({ record: closed });
  });
});

describe('drain', () => {
  it('refuses register and resume, and lets everything else work', () => {
    const supervisor = supervisorWith();
    const [a, b] = [register(supervisor, 'a').agentId, register(supervisor, 'b').agentId];
    supervisor.markLost(b);
    supervisor.drain();
    supervisor.drain();
    expect(refusedWith(supervisor.register(request('c')))).toBe('shutting_down');
    expect(refusedWith(supervisor.resume(b))).toBe('shutting_down');
    expect(refusedWith(supervisor.resume('codex:unknown'))).toBe('shutting_down');
    expect([
      supervisor.report(a, { type: 'turn.completed' }),
      supervisor.setTag(a, 't'),
      supervisor.setThreadId(b, 'thread-1'),
      supervisor.annotate(a, { n: 1 }),
      supervisor.park(a),
      supervisor.close(a),
      supervisor.close(b),
      supervisor.forget(b),
    ]).not.toContain(false);
    expect(supervisor.list().map(({ status }) => status)).toEqual(['closed']);
  });
});
