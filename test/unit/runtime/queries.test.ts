import { describe, expect, it } from 'vitest';
import { record } from '../../support/records.js';
import { granted, register, supervisorWith } from '../../support/supervisors.js';

describe('list', () => {
  it('is in the order in which sessions became known, whatever happens to them', () => {
    const supervisor = supervisorWith();
    for (const identity of ['a', 'b', 'c']) register(supervisor, identity);
    supervisor.insertStale(record({ agentId: 'codex:x' }));
    register(supervisor, 'd');
    supervisor.close('codex:2');
    supervisor.markLost('codex:1');
    supervisor.insertStale(record({ agentId: 'codex:1' }));
    granted(supervisor.resume('codex:x'));
    granted(supervisor.resume('codex:2', { reopen: true }));
    const ids = supervisor.list().map(({ agentId }) => agentId);
    expect(ids).toEqual(['codex:1', 'codex:2', 'codex:3', 'codex:x', 'codex:4']);
    supervisor.close('codex:2');
    supervisor.forget('codex:2');
    supervisor.insertStale(record({ agentId: 'codex:2' }));
    expect(supervisor.list().at(-1)?.agentId).toBe('codex:2');
    expect(supervisor.toSnapshot().sessions).toEqual(supervisor.list());
  });

  it('filters by every field given', () => {
    const supervisor = supervisorWith();
    register(supervisor, 'a', { repoName: 'x', tag: 't' });
    register(supervisor, 'b', { repoName: 'x' });
    register(supervisor, 'c', { tag: 't' });
    supervisor.markLost('codex:3');
    const listed = (filter: Parameters<typeof supervisor.list>[0]) =>
      supervisor.list(filter).map(({ identity }) => identity);
    expect(listed({})).toEqual(['a', 'b', 'c']);
    expect(listed({ status: undefined })).toEqual(['a', 'b', 'c']);
    expect(listed({ status: 'active' })).toEqual(['a', 'b']);
    expect(listed({ identity: 'c' })).toEqual(['c']);
    expect(listed({ repoName: 'x' })).toEqual(['a', 'b']);
    expect(listed({ repoName: null })).toEqual(['c']);
    expect(listed({ tag: 't' })).toEqual(['a', 'c']);
    expect(listed({ tag: 't', status: 'stale' })).toEqual(['c']);
    expect(listed({ tag: 't', identity: 'b' })).toEqual([]);
  });

  it('is a new array each time: sorting it changes nothing', () => {
    const supervisor = supervisorWith();
    register(supervisor, 'a');
    supervisor.list().pop();
    expect(supervisor.list()).toHaveLength(1);
  });
});

describe('findByThreadId', () => {
  it('gives the active session before one that was bound later', () => {
    const supervisor = supervisorWith();
    const [one, two] = [register(supervisor, 'one').agentId, register(supervisor, 'two').agentId];
    supervisor.setThreadId(one, 'thread-1');
    supervisor.markAllStale();
    supervisor.setThreadId(two, 'thread-1');
    expect(supervisor.findByThreadId('thread-1')).toBe(two);
    granted(supervisor.resume(one));
    expect(supervisor.findByThreadId('thread-1')).toBe(one);
    supervisor.close(one);
    expect(supervisor.findByThreadId('thread-1')).toBe(two);
  });

  it('follows a session to its new thread', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'one');
    supervisor.setThreadId(agentId, 'thread-1');
    supervisor.setThreadId(agentId, 'thread-2');
    expect(supervisor.findByThreadId('thread-1')).toBeUndefined();
    expect(supervisor.findByThreadId('thread-2')).toBe(agentId);
    expect(supervisor.findByThreadId('__proto__')).toBeUndefined();
  });

  it('knows the threads of restored and inserted sessions', () => {
    const first = supervisorWith();
    first.setThreadId(register(first, 'one').agentId, 'thread-1');
    const supervisor = supervisorWith({ snapshot: first.toSnapshot() });
    supervisor.insertStale(record({ agentId: 'codex:x', threadId: 'thread-2' }));
    expect(supervisor.findByThreadId('thread-1')).toBe('codex:1');
    expect(supervisor.findByThreadId('thread-2')).toBe('codex:x');
  });
});

describe('what is handed out', () => {
  it('is frozen: records, their unknown fields and snapshots', () => {
    const supervisor = supervisorWith();
    const extra = { note: { deep: [1] } };
    const given = register(supervisor, 'a', { extra });
    extra.note.deep.push(2);
    const closed = register(supervisor, 'b');
    supervisor.close(closed.agentId);
    const snapshot = supervisor.toSnapshot();
    const records = [given, supervisor.get('codex:1'), ...supervisor.list(), ...snapshot.sessions];
    for (const one of records) {
      expect(() => Object.assign(one ?? {}, { identity: 'other' })).toThrow(TypeError);
    }
    expect(supervisor.get('codex:1')?.extra).toEqual({ codex_sessions: { note: { deep: [1] } } });
    const notes = supervisor.get('codex:1')?.extra.codex_sessions as { note: { deep: number[] } };
    expect(() => notes.note.deep.push(3)).toThrow(TypeError);
    expect(() => (snapshot.sessions as unknown[]).push(1)).toThrow(TypeError);
    expect(() => Object.assign(snapshot, { version: 2 })).toThrow(TypeError);
  });

  it('does not follow the session: a record is what it was', () => {
    const supervisor = supervisorWith();
    const before = register(supervisor, 'a');
    const snapshot = supervisor.toSnapshot();
    supervisor.setTag(before.agentId, 't');
    supervisor.close(before.agentId);
    expect(before).toMatchObject({ status: 'active' });
    expect(snapshot.sessions).toEqual([before]);
  });

  it('is a supervisor that nobody can change', () => {
    const supervisor = supervisorWith();
    expect(() => Object.assign(supervisor, { close: () => true })).toThrow(TypeError);
    expect(() => Object.assign(supervisor, { activeCount: 7 })).toThrow(TypeError);
    expect(supervisor.activeCount).toBe(0);
  });

  it('can be called without the supervisor: no method needs its `this`', () => {
    const { register: registering, get } = supervisorWith();
    expect(get(granted(registering({ identity: 'a', team: 't', cwd: '/' })).agentId)).toBeDefined();
  });
});

describe('a thread with very many sessions', () => {
  it('is looked up, left and joined like any other', () => {
    const supervisor = supervisorWith();
    for (let index = 0; index < 50_000; index += 1) {
      const states = { status: 'closed', threadState: 'closed' } as const;
      supervisor.insertStale(record({ agentId: `codex:${index}`, threadId: 't', ...states }));
    }
    expect(supervisor.findByThreadId('t')).toBe('codex:49999');
    for (let index = 49_999; index > 10; index -= 1) {
      supervisor.forget(`codex:${index}`);
      expect(supervisor.findByThreadId('t')).toBe(`codex:${index - 1}`);
    }
    supervisor.forget('codex:5');
    granted(supervisor.resume('codex:7', { reopen: true }));
    expect(supervisor.findByThreadId('t')).toBe('codex:7');
    expect(supervisor.setThreadId('codex:7', 'u')).toBe(true);
    expect(supervisor.findByThreadId('t')).toBe('codex:10');
  });
});
