import { describe, expect, it } from 'vitest';
import { changedElsewhere, NO_SPACE, pass, timeStandsStill } from '../../../support/durable.js';
import { granted } from '../../../support/supervisors.js';

timeStandsStill();

describe('a setter on a stale session', () => {
  it('is written behind, and claims nothing', async () => {
    const { supervisor, disk, agentId } = await changedElsewhere({});
    expect(supervisor.setTag(agentId, 'mine')).toBe(true);
    await pass(100);
    expect(disk.record(agentId)?.tag).toBe('mine');
    expect(disk.claims()).toEqual({});
  });

  it('is done again on what another process has made of the session meanwhile', async () => {
    const { supervisor, disk, agentId, theirs } = await changedElsewhere({ cwd: '/theirs' });
    supervisor.setTag(agentId, 'mine');
    supervisor.annotate(agentId, { note: 'mine' });
    await pass(100);
    const both = { ...theirs, tag: 'mine', extra: { codex_sessions: { note: 'mine' } } };
    expect(supervisor.get(agentId)).toEqual(both);
    expect(disk.record(agentId)).toEqual(both);
  });

  it('does nothing to a session that another process has closed meanwhile', async () => {
    const closed = { status: 'closed', threadState: 'closed' } as const;
    const { supervisor, disk, agentId, theirs } = await changedElsewhere(closed);
    supervisor.setTag(agentId, 'mine');
    await pass(100);
    expect(supervisor.get(agentId)).toEqual(theirs);
    expect(disk.record(agentId)).toBe(theirs);
  });

  it('is undone, and the session leaves the list, when another process has taken it', async () => {
    const { supervisor, disk, agentId, theirs } = await changedElsewhere({});
    disk.live(theirs);
    supervisor.setTag(agentId, 'mine');
    await pass(100);
    expect(supervisor.list()).toEqual([]);
    expect(disk.record(agentId)).toMatchObject({ status: 'active' });
    expect(disk.record(agentId)?.tag).toBeUndefined();
  });

  it('is undone when another process has removed the session', async () => {
    const { supervisor, disk, agentId } = await changedElsewhere({});
    disk.remove(agentId);
    supervisor.setTag(agentId, 'mine');
    await pass(100);
    expect([supervisor.list(), disk.records.size]).toEqual([[], 0]);
  });

  it('keeps its value when the session is resumed at once', async () => {
    const { sessions, supervisor, disk, agentId } = await changedElsewhere({});
    supervisor.setTag(agentId, 'mine');
    expect(granted(await sessions.resume(agentId)).tag).toBe('mine');
    expect(disk.record(agentId)).toMatchObject({ tag: 'mine', status: 'active' });
  });

  it('that another process has made as well keeps no resume from being written', async () => {
    const { sessions, supervisor, disk, agentId } = await changedElsewhere({ tag: 'same' });
    supervisor.setTag(agentId, 'same');
    const resumed = granted(await sessions.resume(agentId));
    expect(disk.record(agentId)).toEqual(resumed);
    expect(Object.keys(disk.claims())).toEqual([`agent ${agentId}`, 'identity arch-ctm']);
  });

  it('that is done again keeps what others have set, and what comes later', async () => {
    const all = await changedElsewhere({ tag: 'theirs' });
    const { sessions, supervisor, clock, disk, agentId } = all;
    clock.set('2026-01-02T00:00:00Z');
    supervisor.touch(agentId, { branch: 'mine' });
    await sessions.flushed();
    expect(disk.record(agentId)).toMatchObject({ tag: 'theirs', branch: 'mine' });
    expect(disk.record(agentId)?.lastActive).toBe('2026-01-02T00:00:00Z');
    supervisor.setTag(agentId, 'mine');
    await sessions.flushed();
    expect(disk.record(agentId)?.tag).toBe('mine');
  });

  it('that was done again keeps no later command from being written', async () => {
    const { sessions, supervisor, clock, disk, agentId } = await changedElsewhere({
      tag: 'theirs',
    });
    clock.set('2026-01-02T00:00:00Z');
    supervisor.touch(agentId, {});
    await sessions.flushed();
    clock.set('2026-01-01T00:00:00Z');
    const resumed = granted(await sessions.resume(agentId));
    expect(disk.record(agentId)).toEqual(resumed);
    await sessions.close(agentId);
    expect(disk.record(agentId)?.status).toBe('closed');
  });

  it('that could not be written is done again all the same', async () => {
    const { sessions, supervisor, store, disk, agentId, theirs } = await changedElsewhere({});
    supervisor.setTag(agentId, 'mine');
    store.breakAt('write', 'once');
    await expect(sessions.flushed()).rejects.toMatchObject(NO_SPACE);
    disk.put({ ...theirs, cwd: '/theirs' });
    await sessions.flushed();
    expect(supervisor.get(agentId)).toMatchObject({ cwd: '/theirs', tag: 'mine' });
    expect(disk.record(agentId)).toMatchObject({ cwd: '/theirs', tag: 'mine' });
  });
});
