import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  changesIn,
  NO_SPACE,
  opened,
  parked,
  pass,
  progress,
  quiet,
  registered,
  statuses,
  timeStandsStill,
} from '../../../support/durable.js';
import { granted, inWords, refusedWith, request } from '../../../support/supervisors.js';
import { catchWarnings, type Warnings } from '../../../support/warnings.js';

timeStandsStill();

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => {
  warnings.restore();
});

describe('shutdown', () => {
  it('makes active sessions stale as they are, writes them, and gives all claims back', async () => {
    const all = await opened();
    const busy = await registered(all, 'busy');
    const idle = await registered(all, 'idle');
    const { agentId: shut } = await registered(all, 'shut');
    await all.sessions.close(shut);
    all.sessions.supervisor.setThreadState(idle.agentId, 'idle');
    const changes = changesIn(all);
    await all.sessions.shutdown();
    expect([...all.disk.records.values()]).toMatchObject([
      { status: 'stale', threadState: 'busy' },
      { status: 'stale', threadState: 'idle' },
      { status: 'closed' },
    ]);
    expect(all.disk.claims()).toEqual({});
    expect(changes.map(inWords)).toEqual([
      `stale stopped ${busy.agentId}`,
      `stale stopped ${idle.agentId}`,
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('writes what is to be written behind', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.sessions.supervisor.setTag(agentId, 'red');
    await all.sessions.shutdown();
    expect(all.disk.record(agentId)?.tag).toBe('red');
  });

  it('lets what has begun end first, and admits nothing new meanwhile', async () => {
    const all = await opened();
    all.store.shutGate();
    const registering = all.sessions.register(request('arch-ctm'));
    const waiting = all.sessions.bindThread('codex:1', 'thread-1');
    await quiet();
    const ending = progress(all.sessions.shutdown());
    const late = all.sessions.register(request('late'));
    await quiet();
    expect([ending.state, all.sessions.supervisor.get('codex:1')?.status]).toEqual([
      'open',
      'active',
    ]);
    all.store.openGate();
    granted(await registering);
    expect(await waiting).toBe(true);
    expect(refusedWith(await late)).toBe('shutting_down');
    await quiet();
    expect(ending.state).toBe('good');
    expect(all.disk.record('codex:1')).toMatchObject({ status: 'stale', threadId: 'thread-1' });
  });

  it('is idempotent', async () => {
    const all = await opened();
    await registered(all, 'arch-ctm');
    await Promise.all([all.sessions.shutdown(), all.sessions.shutdown()]);
    const { writes } = all.disk;
    await all.sessions.shutdown();
    expect(all.disk.writes).toBe(writes);
  });

  it('leaves a file that can be opened again at once', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    await all.sessions.shutdown();
    const again = await opened({ disk: all.disk });
    expect(granted(await again.sessions.resume(agentId)).identity).toBe('arch-ctm');
  });

  it.each(['lock', 'write', 'sync', 'close'] as const)(
    'rejects when the disk fails (%s), and can be called again',
    async (step) => {
      const all = await opened();
      const { agentId } = await registered(all, 'arch-ctm');
      all.store.breakAt(step);
      await expect(all.sessions.shutdown()).rejects.toMatchObject(NO_SPACE);
      expect(Object.keys(all.disk.claims())).toEqual(
        step === 'close' ? [] : [`agent ${agentId}`, 'identity arch-ctm'],
      );
      all.store.mend();
      await all.sessions.shutdown();
      expect([statuses(all), all.disk.claims()]).toEqual([[`${agentId} stale`], {}]);
    },
  );

  it('that failed is made good by the next write, even if nobody calls it again', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    all.store.breakAt('write', 'once');
    await expect(all.sessions.shutdown()).rejects.toMatchObject(NO_SPACE);
    await pass(250);
    expect([statuses(all), all.disk.claims()]).toEqual([[`${agentId} stale`], {}]);
  });
});

describe('after a shutdown', () => {
  it('register and resume are refused, everything else is false, and reads go on', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    await all.sessions.shutdown();
    const { sessions, disk } = all;
    const { writes } = disk;
    const changes = changesIn(all);
    expect(refusedWith(await sessions.register(request('qa')))).toBe('shutting_down');
    expect(refusedWith(await sessions.resume(agentId))).toBe('shutting_down');
    expect(changes.map(inWords)).toEqual([
      'refused register shutting_down',
      'refused resume shutting_down',
    ]);
    for (const command of ['close', 'park', 'forget'] as const) {
      expect(await sessions[command](agentId)).toBe(false);
    }
    expect(await sessions.bindThread(agentId, 'thread-1')).toBe(false);
    expect(sessions.supervisor.setTag(agentId, 'red')).toBe(false);
    expect(sessions.supervisor.get(agentId)).toEqual(disk.record(agentId));
    await sessions.flushed();
    expect(disk.writes).toBe(writes);
  });

  it('that failed they are refused as well', async () => {
    const all = await opened();
    await registered(all, 'arch-ctm');
    all.store.breakAt('write');
    await expect(all.sessions.shutdown()).rejects.toMatchObject(NO_SPACE);
    expect(refusedWith(await all.sessions.register(request('qa')))).toBe('shutting_down');
    expect(await all.sessions.close('codex:1')).toBe(false);
  });
});

describe('drain', () => {
  it('admits nothing more; everything else still works', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    const { agentId: stale } = await parked(all, 'stale');
    all.sessions.drain();
    expect(refusedWith(await all.sessions.register(request('qa')))).toBe('shutting_down');
    expect(refusedWith(await all.sessions.resume(stale))).toBe('shutting_down');
    expect(await all.sessions.bindThread(agentId, 'thread-1')).toBe(true);
    expect(await all.sessions.close(agentId)).toBe(true);
    expect(all.disk.record(agentId)).toMatchObject({ status: 'closed', threadId: 'thread-1' });
  });
});
