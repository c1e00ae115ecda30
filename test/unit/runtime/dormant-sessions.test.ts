import { describe, expect, it } from 'vitest';
import type { InspectionEvent } from 'xstate';
import { parseRegistrySnapshot, type SessionSupervisor } from '../../../src/index.js';
import { entry, record } from '../../support/records.js';
import { granted, register, request, supervisorWith } from '../../support/supervisors.js';

/** A supervisor restored from a stale, an active and a closed entry, and the actors it makes. */
function restored() {
  const born: string[] = [];
  const inspect = ({ type, actorRef }: InspectionEvent) => {
    if (type === '@xstate.actor' && 'id' in actorRef) born.push(String(actorRef.id));
  };
  const { snapshot } = parseRegistrySnapshot({
    sessions: [
      entry({ agent_id: 'stale', thread_id: 'thread-1' }),
      entry({ agent_id: 'active', status: 'active', thread_state: 'busy' }),
      entry({ agent_id: 'closed', status: 'closed', thread_state: 'closed' }),
    ],
  });
  const supervisor = supervisorWith({ snapshot, inspect });
  expect(born).toEqual(['supervisor', 'sessions']);
  born.length = 0;
  return { supervisor, born };
}

describe('a session that sleeps since a restore', () => {
  it('is woken by no read', () => {
    const { supervisor, born } = restored();
    for (const id of ['stale', 'active', 'closed']) {
      supervisor.get(id);
      supervisor.getThreadState(id);
      expect(supervisor.session(id)).toBeUndefined();
    }
    supervisor.findByIdentity('arch-ctm');
    supervisor.findByThreadId('thread-1');
    supervisor.list({ status: 'stale' });
    supervisor.toSnapshot();
    expect(supervisor.activeCount).toBe(0);
    expect(born).toEqual([]);
  });

  it('is woken by nothing that does not concern it', () => {
    const { supervisor, born } = restored();
    expect(supervisor.markAllStale()).toBe(0);
    supervisor.markLost('stale');
    supervisor.park('stale');
    supervisor.close('closed');
    supervisor.setTag('closed', 't');
    supervisor.resume('closed');
    supervisor.insertStale(record({ agentId: 'stale' }));
    supervisor.forget('closed');
    supervisor.stop();
    expect(born).toEqual([]);
  });

  const COMMANDS: readonly [string, (supervisor: SessionSupervisor, id: string) => unknown][] = [
    ['resume', (s, id) => granted(s.resume(id))],
    ['setTag', (s, id) => s.setTag(id, 't')],
    ['setThreadId', (s, id) => s.setThreadId(id, 'thread-2')],
    ['touch', (s, id) => s.touch(id, {})],
    ['annotate', (s, id) => s.annotate(id, { a: 1 })],
    ['close', (s, id) => s.close(id)],
    ['setThreadState', (s, id) => s.setThreadState(id, 'closed')],
  ];

  it.each(COMMANDS)('gets its one actor at its first command: %s', (_, command) => {
    const { supervisor, born } = restored();
    expect(command(supervisor, 'active')).not.toBe(false);
    supervisor.setTag('active', 'again');
    expect(born).toEqual(['active']);
  });

  it('wakes as its record says, with no turn running', () => {
    const { supervisor } = restored();
    supervisor.setTag('active', 't');
    const snapshot = supervisor.session('active')?.getSnapshot();
    expect(snapshot?.value).toEqual({ status: 'stale', thread: 'busy' });
    expect(snapshot?.context).toMatchObject({ tag: 't', turnId: null, lastEndedTurnId: null });
    granted(supervisor.resume('active'));
    expect(supervisor.report('active', { type: 'turn.started', turnId: 't1' })).toBe(true);
  });

  it('is no longer there once it is closed, and comes back by a reopening', () => {
    const { supervisor, born } = restored();
    supervisor.close('stale');
    expect(supervisor.session('stale')).toBeUndefined();
    granted(supervisor.resume('stale', { reopen: true }));
    expect(supervisor.session('stale')?.id).toBe('stale');
    expect(born).toEqual(['stale', 'stale']);
  });
});

describe('a restored supervisor', () => {
  it('differs from what was saved only in active sessions that are stale', () => {
    const first = supervisorWith();
    for (const identity of ['a', 'b', 'c', 'd']) register(first, identity, { tag: identity });
    first.setThreadState('codex:2', 'idle');
    first.close('codex:3');
    first.markLost('codex:4');
    const saved = first.toSnapshot();
    const second = supervisorWith({ snapshot: saved });
    expect(second.toSnapshot()).toEqual({
      ...saved,
      sessions: saved.sessions.map((session) =>
        session.status === 'active' ? { ...session, status: 'stale' } : session,
      ),
    });
    expect(saved.sessions[0]?.status).toBe('active');
  });

  it('admits up to the maximum, whoever was active before', () => {
    const first = supervisorWith();
    for (const identity of ['a', 'b', 'c']) register(first, identity);
    const ids = ['x', 'y', 'z'];
    const second = supervisorWith({
      snapshot: first.toSnapshot(),
      maxConcurrent: 2,
      createAgentId: () => ids.shift() ?? 'none',
    });
    expect(granted(second.resume('codex:1')).status).toBe('active');
    expect(second.register(request('a')).ok).toBe(false);
    register(second, 'b');
    expect(second.resume('codex:3')).toMatchObject({ refusal: { code: 'max_sessions_exceeded' } });
  });
});
