import { describe, expect, it } from 'vitest';
import {
  NO_SPACE,
  type Opened,
  opened,
  parked,
  pass,
  progress,
  quiet,
  registered,
  timeStandsStill,
} from '../../../support/durable.js';

timeStandsStill();

/** Sessions with one that is active, idle and written. */
async function withOne() {
  const all = await opened();
  const { agentId } = await registered(all, 'arch-ctm');
  const { supervisor } = all.sessions;
  await pass(100);
  return { ...all, agentId, supervisor, onDisk: () => all.disk.record(agentId) };
}

describe('flushed', () => {
  it('resolves at once when everything is on disk', async () => {
    const { sessions, disk } = await withOne();
    const { writes } = disk;
    await sessions.flushed();
    expect(disk.writes).toBe(writes);
  });

  it('resolves when what has changed so far is on disk, without waiting for its time', async () => {
    const { sessions, supervisor, agentId, store, onDisk } = await withOne();
    store.shutGate();
    supervisor.setTag(agentId, 'red');
    const flushing = sessions.flushed();
    const seen = progress(flushing);
    await quiet();
    expect(seen.state).toBe('open');
    store.openGate();
    await flushing;
    expect(onDisk()?.tag).toBe('red');
  });

  it('waits for what is in flight', async () => {
    const all = await withOne();
    all.store.shutGate();
    const closing = all.sessions.close(all.agentId);
    await quiet();
    const seen = progress(all.sessions.flushed());
    await quiet();
    expect(seen.state).toBe('open');
    all.store.openGate();
    await closing;
    await quiet();
    expect(seen.state).toBe('good');
  });

  it.each(['lock', 'write', 'sync'] as const)(
    'rejects when it cannot be written (%s), and can be called again',
    async (step) => {
      const { sessions, supervisor, agentId, store, onDisk } = await withOne();
      supervisor.setTag(agentId, 'red');
      store.breakAt(step);
      await expect(sessions.flushed()).rejects.toMatchObject(NO_SPACE);
      store.mend();
      await sessions.flushed();
      expect(onDisk()?.tag).toBe('red');
    },
  );

  it('writes what could not be written while it waited', async () => {
    const all = await withOne();
    all.supervisor.setThreadState(all.agentId, 'idle');
    all.store.breakAt('write', 'once');
    const parking = progress(all.sessions.park(all.agentId));
    await all.sessions.flushed();
    expect(parking.state).toBe('bad');
    expect(all.onDisk()?.status).toBe('stale');
  });

  it('does not wait for what changes while it writes', async () => {
    const { sessions, supervisor, agentId, disk } = await withOne();
    const { writes } = disk;
    disk.onWrite(() => {
      if (disk.writes - writes < 100) supervisor.setTag(agentId, `tag ${disk.writes}`);
    });
    supervisor.setTag(agentId, 'red');
    await sessions.flushed();
    expect(disk.writes - writes).toBe(1);
  });
});

describe('a failed write of which the disk has kept all', () => {
  /** A stale session, and a change of it of which only the disk knows that it is written. */
  async function unsure(): Promise<Opened & { agentId: string }> {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.sessions.supervisor.setTag(agentId, 'red');
    all.store.breakAt('sync', 'once');
    await expect(all.sessions.flushed()).rejects.toMatchObject(NO_SPACE);
    expect(all.disk.record(agentId)?.tag).toBe('red');
    return { ...all, agentId };
  }

  it('is not taken for the work of another process', async () => {
    const { sessions, disk, agentId } = await unsure();
    sessions.supervisor.setTag(agentId, 'blue');
    await sessions.flushed();
    expect(sessions.supervisor.get(agentId)?.tag).toBe('blue');
    expect(disk.record(agentId)?.tag).toBe('blue');
  });

  it('keeps no later command from being written', async () => {
    const { sessions, disk, agentId } = await unsure();
    await sessions.resume(agentId);
    expect(disk.record(agentId)).toMatchObject({ status: 'active', tag: 'red' });
  });

  it('is done again on the work of another process', async () => {
    const { sessions, disk, agentId } = await unsure();
    const written = disk.record(agentId);
    if (written) disk.put({ ...written, cwd: '/theirs' });
    sessions.supervisor.setTag(agentId, 'blue');
    await sessions.flushed();
    const both = { cwd: '/theirs', tag: 'blue' };
    expect(sessions.supervisor.get(agentId)).toMatchObject(both);
    expect(disk.record(agentId)).toMatchObject(both);
  });
});
