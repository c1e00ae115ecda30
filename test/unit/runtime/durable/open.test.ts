import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type DurableSessions,
  type OpenSessionsOptions,
  openSessions,
  RegistryFormatError,
  StoreError,
} from '../../../../src/index.js';
import { opened, parked, pass, registered, timeStandsStill } from '../../../support/durable.js';
import { record } from '../../../support/records.js';
import { ScriptedDisk } from '../../../support/scripted-disk.js';
import { ScriptedStore } from '../../../support/scripted-store.js';
import { granted, settableClock } from '../../../support/supervisors.js';
import { catchWarnings } from '../../../support/warnings.js';

timeStandsStill();
afterEach(() => {
  vi.restoreAllMocks();
});

const known = ({ supervisor }: DurableSessions) =>
  supervisor.list().map(({ agentId, status }) => `${agentId} ${status}`);

describe('openSessions', () => {
  it('knows the sessions of the file, none of them active', async () => {
    const disk = new ScriptedDisk();
    disk.live(record({ agentId: 'crashed', identity: 'a' })).die();
    disk.put(record({ agentId: 'stale' }));
    disk.put(record({ agentId: 'shut', status: 'closed', threadState: 'closed' }));
    const { sessions } = await opened({ disk });
    expect(known(sessions)).toEqual(['crashed stale', 'stale stale', 'shut closed']);
    expect(sessions.loadReport.snapshot.sessions).toEqual(sessions.supervisor.list());
    expect(disk.record('crashed')?.status).toBe('stale');
  });

  it('leaves what is live in another process there, and lists it apart', async () => {
    const disk = new ScriptedDisk();
    const far = record({ agentId: 'far', status: 'active' });
    const { owner } = disk.live(far);
    const { sessions } = await opened({ disk });
    expect(known(sessions)).toEqual([]);
    expect(sessions.supervisor.findByIdentity('arch-ctm')).toBeUndefined();
    expect(sessions.loadReport.foreign).toEqual([{ record: far, owner, control: null }]);
    expect(await sessions.foreign()).toEqual(sessions.loadReport.foreign);
    expect(disk.record('far')).toEqual(far);
  });

  it('gives out a supervisor without the commands that must be durable', async () => {
    const { sessions } = await opened({ maxConcurrent: 3 });
    const missing = ['register', 'resume', 'close', 'park', 'insertStale', 'forget'];
    for (const name of [...missing, 'markAllStale', 'drain', 'stop']) {
      expect(sessions.supervisor).not.toHaveProperty(name);
    }
    expect(Object.isFrozen(sessions) && Object.isFrozen(sessions.supervisor)).toBe(true);
    await registered({ sessions }, 'arch-ctm');
    expect([sessions.supervisor.maxConcurrent, sessions.supervisor.activeCount]).toEqual([3, 1]);
    expect(sessions.supervisor.actor.getSnapshot().status).toBe('active');
    expect(sessions.supervisor.session('codex:1')?.id).toBe('codex:1');
    expect(sessions.supervisor.toSnapshot().sessions).toHaveLength(1);
  });

  it('admits as many sessions as it is told, by whatever way', async () => {
    const all = await opened({ maxConcurrent: 1 });
    const { agentId } = await parked(all, 'arch-ctm');
    await registered(all, 'other');
    expect(await all.sessions.resume(agentId)).toMatchObject({
      refusal: { code: 'max_sessions_exceeded', max: 1 },
    });
  });

  it.each<[string, object]>([
    ['options', null as never],
    ['store', { store: undefined }],
    ['maxConcurrent', { maxConcurrent: 0 }],
    ['clock', { clock: 7 }],
    ['createAgentId', { createAgentId: 'codex:1' }],
    ['inspect', { inspect: {} }],
    ['closeUnusedAfterDays', { closeUnusedAfterDays: -1 }],
    ['closeUnusedAfterDays', { closeUnusedAfterDays: Number.NaN }],
    ['closeUnusedAfterDays', { closeUnusedAfterDays: '30' }],
  ])('rejects bad %s before the store is touched', async (field, bad) => {
    const store = new ScriptedStore(new ScriptedDisk());
    const load = vi.spyOn(store, 'load');
    const opening = openSessions(bad && ({ store, ...bad } as OpenSessionsOptions));
    await expect(opening).rejects.toMatchObject({ name: 'InvalidArgumentError', field });
    expect(load).not.toHaveBeenCalled();
  });

  it.each([
    new StoreError('no_permission', 'the registry could not be opened'),
    new RegistryFormatError('newer_version', 'version 2 is newer'),
  ])('rejects as the store does: $name', async (error) => {
    const store = new ScriptedStore(new ScriptedDisk());
    vi.spyOn(store, 'load').mockRejectedValue(error);
    await expect(openSessions({ store })).rejects.toBe(error);
  });
});

describe('a session with a generated name that nobody used', () => {
  const generated = { codex_sessions: { generated_name: true } };
  const UNUSED_SINCE = '2026-01-01T00:00:00Z';
  const DAY = 86_400_000;

  /** Opens a file with three stale sessions, so many days after they were used. */
  async function openedAfter(days: number, options: Partial<OpenSessionsOptions> = {}) {
    const disk = new ScriptedDisk();
    const at = { lastActive: UNUSED_SINCE };
    disk.put(
      record({ agentId: 'generated', ...at, extra: generated }),
      record({ agentId: 'named', ...at, extra: { codex_sessions: { generated_name: false } } }),
      record({ agentId: 'used', extra: generated, lastActive: '2027-01-01T00:00:00Z' }),
    );
    const clock = settableClock();
    clock.set(new Date(Date.parse(UNUSED_SINCE) + days * DAY));
    const store = new ScriptedStore(disk);
    const sessions = await openSessions({ store, clock, ...options });
    return { sessions, disk };
  }

  it('for 30 days is closed when the sessions are opened, on disk as well', async () => {
    const { sessions, disk } = await openedAfter(30.1);
    expect(known(sessions)).toEqual(['generated closed', 'named stale', 'used stale']);
    expect(disk.record('generated')).toMatchObject({ status: 'closed', threadState: 'closed' });
    expect(disk.writes).toBe(1);
  });

  it('for less than that stays stale', async () => {
    const { sessions, disk } = await openedAfter(29.9);
    expect(known(sessions)).toEqual(['generated stale', 'named stale', 'used stale']);
    expect(disk.writes).toBe(0);
  });

  it('is closed after as many days as one says, or never', async () => {
    const closed = ['generated closed', 'named stale', 'used stale'];
    const { sessions: soon } = await openedAfter(2, { closeUnusedAfterDays: 1 });
    expect(known(soon)).toEqual(closed);
    for (const closeUnusedAfterDays of [null, Number.POSITIVE_INFINITY]) {
      const { sessions: never } = await openedAfter(9999, { closeUnusedAfterDays });
      expect(known(never)[0]).toBe('generated stale');
    }
  });

  it('may be live in another process: then it is in use', async () => {
    const disk = new ScriptedDisk();
    disk.live(record({ agentId: 'far', extra: generated, lastActive: '2020-01-01T00:00:00Z' }));
    await opened({ disk });
    expect(disk.record('far')?.status).toBe('active');
  });

  it('is kept from being closed by a disk that fails: opening rejects, and nothing goes on', async () => {
    const warnings = catchWarnings();
    const disk = new ScriptedDisk();
    disk.put(record({ agentId: 'generated', extra: generated, lastActive: UNUSED_SINCE }));
    const store = new ScriptedStore(disk);
    store.breakAt('write');
    const clock = settableClock('2027-01-01T00:00:00Z');
    await expect(openSessions({ store, clock })).rejects.toMatchObject({ code: 'no_space' });
    await expect(store.commit({ upserts: [], removals: [] })).rejects.toMatchObject({
      code: 'not_open',
    });
    await pass(60_000);
    expect([vi.getTimerCount(), warnings.messages]).toEqual([0, []]);
  });
});

describe('two processes of one team', () => {
  it('hand sessions to each other, and never both hold one', async () => {
    const one = await opened();
    const other = await opened({ disk: one.disk });
    const { agentId } = await registered(one, 'arch-ctm');
    const refused = { ok: false, refusal: { owner: one.store.process.owner } };
    expect(await other.sessions.resume(agentId)).toMatchObject(refused);
    await one.sessions.shutdown();
    expect(granted(await other.sessions.resume(agentId)).status).toBe('active');
    expect((await other.sessions.foreign()).length).toBe(0);
  });

  it('that want one name at once: one gets it', async () => {
    const one = await opened();
    const other = await opened({ disk: one.disk });
    const request = { identity: 'arch-ctm', team: 'atm-dev', cwd: '/tmp' };
    const results = await Promise.all(
      [one, other].map(({ sessions }) => sessions.register(request)),
    );
    expect(results.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(one.disk.records.size).toBe(1);
  });
});
