import { describe, expect, it } from 'vitest';
import { record } from '../../support/records.js';
import {
  changesOf,
  inWords,
  refusedWith,
  register,
  request,
  settableClock,
  supervisorWith,
} from '../../support/supervisors.js';

/** A supervisor with an active, a stale and a closed session. */
function inhabited() {
  const supervisor = supervisorWith({ clock: settableClock() });
  const ids = ['active', 'stale', 'closed'].map((name) => register(supervisor, name).agentId);
  supervisor.setThreadId('codex:1', 'thread-1');
  supervisor.markLost('codex:2');
  supervisor.close('codex:3');
  return { supervisor, ids };
}

describe('stop', () => {
  it('makes active sessions stale as after a crash, closes none, and says why', () => {
    const { supervisor } = inhabited();
    const before = supervisor.get('codex:1');
    const changes = changesOf(supervisor);
    supervisor.stop();
    expect(supervisor.list().map(({ status }) => status)).toEqual(['stale', 'stale', 'closed']);
    expect(supervisor.get('codex:1')).toEqual({ ...before, status: 'stale' });
    expect(changes.map(inWords)).toEqual(['stale stopped codex:1']);
    expect(changes).toMatchObject([{ previous: before }]);
    expect(supervisor.activeCount).toBe(0);
  });

  it('is idempotent', () => {
    const { supervisor } = inhabited();
    supervisor.stop();
    const [after, changes] = [supervisor.toSnapshot(), changesOf(supervisor)];
    supervisor.stop();
    supervisor.drain();
    expect(supervisor.toSnapshot()).toEqual(after);
    expect(changes).toEqual([]);
  });

  it('leaves the reads answering', () => {
    const { supervisor } = inhabited();
    supervisor.stop();
    expect(supervisor.get('codex:1')?.identity).toBe('active');
    expect(supervisor.getThreadState('codex:3')).toBe('closed');
    expect(supervisor.findByIdentity('active')).toBeUndefined();
    expect(supervisor.findByThreadId('thread-1')).toBe('codex:1');
    expect(supervisor.list({ status: 'stale' })).toHaveLength(2);
    expect(supervisor.toSnapshot().sessions).toHaveLength(3);
    expect(supervisor.maxConcurrent).toBe(10);
    expect(supervisor.actor.getSnapshot().status).toBe('stopped');
  });

  it('makes every write refuse, return false or 0, and change nothing', () => {
    const { supervisor, ids } = inhabited();
    supervisor.stop();
    const before = supervisor.toSnapshot();
    expect(refusedWith(supervisor.register(request('new')))).toBe('shutting_down');
    expect(supervisor.markAllStale()).toBe(0);
    expect(supervisor.insertStale(record())).toBe(false);
    for (const id of ids) {
      expect(refusedWith(supervisor.resume(id, { reopen: true }))).toBe('shutting_down');
      const state = supervisor.getThreadState(id) ?? 'busy';
      expect([
        supervisor.close(id),
        supervisor.park(id),
        supervisor.markLost(id),
        supervisor.forget(id),
        supervisor.report(id, { type: 'tag.changed', tag: 't' }),
        supervisor.setThreadId(id, 'thread-2'),
        supervisor.setThreadState(id, state),
        supervisor.setThreadState(id, 'closed'),
        supervisor.setAgentSource(id, 'a.md'),
        supervisor.setCwd(id, '/'),
        supervisor.setTag(id, 't'),
        supervisor.touch(id, {}),
        supervisor.annotate(id, { a: 1 }),
      ]).not.toContain(true);
    }
    expect(supervisor.toSnapshot()).toEqual(before);
  });

  it('ends the session actors: no view is left, and an old one shows a stopped actor', () => {
    const { supervisor } = inhabited();
    const views = [supervisor.session('codex:1'), supervisor.session('codex:2')];
    supervisor.stop();
    expect(views.map((view) => view?.getSnapshot().status)).toEqual(['stopped', 'stopped']);
    expect(views[0]?.getSnapshot().value).toEqual({ status: 'stale', thread: 'busy' });
    expect([supervisor.session('codex:1'), supervisor.session('codex:2')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('from inside a listener ends what comes after, and what was queued is still heard', () => {
    const { supervisor } = inhabited();
    const heard: string[] = [];
    supervisor.subscribe((change) => {
      heard.push(inWords(change));
      if (heard.length === 1) supervisor.stop();
    });
    supervisor.setTag('codex:1', 't');
    expect(heard).toEqual(['changed codex:1', 'stale stopped codex:1']);
    expect(supervisor.setTag('codex:1', 'u')).toBe(false);
  });

  it('of an empty supervisor works too, and bad arguments still throw', () => {
    const supervisor = supervisorWith();
    supervisor.stop();
    expect(() => supervisor.register({} as never)).toThrow(TypeError);
    expect(() => supervisor.setTag('codex:1', '')).toThrow(TypeError);
    expect(supervisor.list()).toEqual([]);
  });
});

describe('the machine of a stopped supervisor', () => {
  it('is draining, and believes nobody active', () => {
    const { supervisor } = inhabited();
    supervisor.stop();
    expect(supervisor.actor.getSnapshot().value).toBe('draining');
    expect(supervisor.activeCount).toBe(0);
  });
});
