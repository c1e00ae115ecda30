import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { opened, pass, quiet, registered, timeStandsStill } from '../../../support/durable.js';
import { fragileMachine } from '../../../support/fragile-machine.js';
import { catchWarnings, type Warnings } from '../../../support/warnings.js';

timeStandsStill();

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => {
  warnings.restore();
  // before time goes on: what was spied on is the clock that stands still
  vi.restoreAllMocks();
});

/** Sessions with one that is active, idle and written. */
async function withOne() {
  const all = await opened();
  const { agentId } = await registered(all, 'arch-ctm');
  const { supervisor } = all.sessions;
  await pass(100);
  return { ...all, agentId, supervisor, onDisk: () => all.disk.record(agentId) };
}

describe('a change nobody waits for', () => {
  it('is on disk within 100 ms', async () => {
    const { supervisor, agentId, onDisk } = await withOne();
    supervisor.setTag(agentId, 'red');
    supervisor.report(agentId, { type: 'turn.completed' });
    expect(onDisk()).toMatchObject({ threadState: 'busy' });
    await pass(100);
    expect(onDisk()).toEqual(supervisor.get(agentId));
    expect(onDisk()).toMatchObject({ tag: 'red', threadState: 'idle' });
    expect(warnings.messages).toEqual([]);
  });

  it('shares its write with others', async () => {
    const { supervisor, agentId, disk } = await withOne();
    const { writes } = disk;
    for (let turn = 0; turn < 1000; turn += 1) {
      supervisor.setThreadState(agentId, turn % 2 === 0 ? 'idle' : 'busy');
      supervisor.setTag(agentId, `turn ${turn}`);
    }
    await pass(100);
    expect(disk.writes - writes).toBe(1);
    await pass(60_000);
    expect(disk.writes - writes).toBe(1);
  });

  it('goes with the next command, if that comes first', async () => {
    const { sessions, supervisor, agentId, disk, onDisk } = await withOne();
    supervisor.setTag(agentId, 'red');
    await registered({ sessions }, 'other');
    const { writes } = disk;
    expect(onDisk()?.tag).toBe('red');
    await pass(100);
    expect(disk.writes).toBe(writes);
  });

  it('that comes during a write is in the next one', async () => {
    const { supervisor, agentId, store, onDisk } = await withOne();
    store.shutGate();
    supervisor.setTag(agentId, 'red');
    await pass(50);
    supervisor.setTag(agentId, 'blue');
    store.openGate();
    await quiet();
    expect(onDisk()?.tag).toBe('red');
    await pass(100);
    expect(onDisk()?.tag).toBe('blue');
  });

  it('may be that an actor has failed by itself', async () => {
    const { machine, breakAt } = fragileMachine();
    const all = await opened({ machines: { session: machine } });
    const { agentId } = await registered(all, 'arch-ctm');
    breakAt('turn.completed');
    all.sessions.supervisor.report(agentId, { type: 'turn.completed' });
    await pass(100);
    expect([all.disk.record(agentId)?.status, all.disk.claims()]).toEqual(['stale', {}]);
  });

  it('writes nothing if it changes nothing', async () => {
    const { supervisor, agentId, disk } = await withOne();
    const { writes } = disk;
    supervisor.report(agentId, { type: 'turn.started', turnId: 'turn-1' });
    supervisor.setTag('codex:unknown', 'red');
    supervisor.setCwd(agentId, '/tmp');
    await pass(100);
    expect(disk.writes).toBe(writes);
  });
});

/** The timers that are set from now on: their pauses, and whether they keep a process from ending. */
function timers(): () => { readonly ms: number; readonly holds: boolean }[] {
  const set: { ms: number; timer: NodeJS.Timeout }[] = [];
  const faked = globalThis.setTimeout;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void, ms: number) => {
    const timer = faked(callback, ms);
    set.push({ ms, timer });
    return timer;
  }) as typeof setTimeout);
  return () => set.map(({ ms, timer }) => ({ ms, holds: timer.hasRef() }));
}

describe('a write behind that fails', () => {
  it('is tried again, after growing pauses that keep no process from ending', async () => {
    const { supervisor, agentId, store, onDisk } = await withOne();
    const set = timers();
    store.breakAt('write');
    supervisor.setTag(agentId, 'red');
    for (let second = 0; second < 60; second += 1) await pass(1000);
    const [first, ...retries] = set();
    expect(first).toEqual({ ms: expect.any(Number), holds: true });
    expect(first?.ms).toBeLessThan(100);
    const pauses = retries.map(({ ms }) => ms);
    expect(pauses.slice(0, 7)).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000]);
    expect(new Set(pauses.slice(6))).toEqual(new Set([10_000]));
    expect(retries.some(({ holds }) => holds)).toBe(false);
    store.mend();
    await pass(10_000);
    expect(onDisk()?.tag).toBe('red');
  });

  it('is reported once as long as the disk fails, and again when it fails anew', async () => {
    const { supervisor, agentId, store } = await withOne();
    for (const tag of ['red', 'blue']) {
      store.breakAt('write');
      supervisor.setTag(agentId, tag);
      for (let second = 0; second < 30; second += 1) await pass(1000);
      store.mend();
      await pass(10_000);
    }
    const said = 'sessions could not be written; it is tried again';
    expect(warnings.messages).toEqual([said, said]);
    expect(warnings.details[0]).toContain('the disk is full');
  });

  it('is not waited for once the disk works again: changes are on disk within 100 ms', async () => {
    const { sessions, supervisor, agentId, store, onDisk } = await withOne();
    store.breakAt('write');
    supervisor.setTag(agentId, 'red');
    for (let second = 0; second < 30; second += 1) await pass(1000);
    store.mend();
    await registered({ sessions }, 'other');
    const set = timers();
    supervisor.setTag(agentId, 'blue');
    await pass(100);
    expect(onDisk()?.tag).toBe('blue');
    expect(set().every(({ holds }) => holds)).toBe(true);
  });

  it('begins with short pauses again after the disk has worked', async () => {
    const { supervisor, agentId, store, onDisk } = await withOne();
    store.breakAt('write');
    supervisor.setTag(agentId, 'red');
    for (let second = 0; second < 30; second += 1) await pass(1000);
    store.mend();
    await pass(10_000);
    store.breakAt('write', 'once');
    supervisor.setTag(agentId, 'blue');
    await pass(50);
    await pass(250);
    expect(onDisk()?.tag).toBe('blue');
  });

  it('is tried again soon, however many commands have failed with nothing to write', async () => {
    const { sessions, supervisor, agentId, store, onDisk } = await withOne();
    store.breakAt('lock');
    for (let turn = 0; turn < 9; turn += 1) {
      await expect(sessions.locate({ agentId: 'codex:x' })).rejects.toThrow();
    }
    store.mend();
    store.breakAt('write', 'once');
    supervisor.setTag(agentId, 'red');
    await pass(50);
    await pass(250);
    expect(onDisk()?.tag).toBe('red');
  });

  it('leaves to the next write what it could not write, and what came since', async () => {
    const { sessions, supervisor, agentId, store, onDisk } = await withOne();
    store.breakAt('write', 'once');
    supervisor.setTag(agentId, 'red');
    await pass(50);
    supervisor.setCwd(agentId, '/elsewhere');
    await registered({ sessions }, 'other');
    expect(onDisk()).toMatchObject({ tag: 'red', cwd: '/elsewhere' });
  });
});
