import { describe, expect, it } from 'vitest';
import { KEPT_CLOSED } from '../../../src/store/document.js';
import type { FileSystem } from '../../../src/store/file-system.js';
import type { RegistryStore } from '../../../src/store/index.js';
import { type Random, seededRandom } from '../../support/power-failure.js';
import {
  type Aftermath,
  type Change,
  foundIn,
  lostOf,
  PowerRun,
  type PowerRunOptions,
  wrongAfter,
} from '../../support/store-power.js';
import {
  closed,
  live,
  remove,
  StoreWorld,
  settled,
  stale,
  TEAM_FOLDER,
  upsert,
} from '../../support/store-world.js';

/** `POWER_FAILURES=100` tries as many disks at each step, `POWER_SEED=…` others. */
const DISKS = Number(process.env.POWER_FAILURES ?? 2);
const SEED = Number(process.env.POWER_SEED ?? 20_261_122);

const withDefaults = (options: Partial<PowerRunOptions>): PowerRunOptions => ({
  disksPerStep: DISKS,
  firstSeed: SEED,
  ...options,
});

/** The first sessions of a new home, step by step. */
async function firstSessions(options: Partial<PowerRunOptions> = {}): Promise<Aftermath[]> {
  const run = new PowerRun(withDefaults(options));
  const store = await run.opened();
  await run.commit(store, upsert(live('a', 'planner')));
  await run.commit(store, upsert(live('b', 'coder'), stale('c')));
  await run.commit(store, upsert(closed('a', 'planner')));
  await run.commit(store, remove('c'));
  await store.close();
  return run.aftermaths;
}

const IDS = ['a', 'b', 'c', 'd'] as const;

/** Any commit of a store that has those live, on sessions nobody else has. */
function anyChange(random: Random, own: Set<string>, others: ReadonlySet<string>): Change {
  const free = IDS.filter((id) => !others.has(id));
  const id = free[Math.floor(random() * free.length)] ?? 'e';
  const tag = `tag ${Math.floor(random() * 1000)}`;
  const kind = random();
  if (kind < 0.5) own.add(id);
  else own.delete(id);
  if (kind < 0.5) return upsert({ ...live(id), tag });
  if (kind < 0.9) return upsert({ ...(kind < 0.7 ? stale(id) : closed(id)), tag });
  return remove(id);
}

/** Two processes that take turns. */
async function anySessions(seed: number): Promise<Aftermath[]> {
  const random = seededRandom(seed);
  const run = new PowerRun(withDefaults({ disksPerStep: 1, firstSeed: seed * 1000 }));
  const stores: readonly RegistryStore[] = [await run.opened(), await run.opened()];
  const own = [new Set<string>(), new Set<string>()] as const;
  for (let commits = 0; commits < 8; commits += 1) {
    const which = random() < 0.5 ? 0 : 1;
    const change = anyChange(random, own[which], own[1 - which] ?? own[0]);
    await run.commit(stores[which]!, change);
  }
  return run.aftermaths;
}

/** Two commits that move one closed session each to the archive. */
async function archivedSessions(options: Partial<PowerRunOptions> = {}): Promise<Aftermath[]> {
  const prepared = new StoreWorld();
  const history = Array.from({ length: KEPT_CLOSED }, (_, index) => closed(`old:${index}`));
  prepared.put([...history, stale('x'), stale('y')]);
  const world = new StoreWorld(await settled(prepared.fs));
  const run = new PowerRun(withDefaults({ ...options, world }));
  const store = await run.opened();
  await run.commit(store, upsert(closed('x')));
  await run.commit(store, upsert(closed('y')));
  return run.aftermaths;
}

/** What is wrong after any of them; the first few. */
async function wrongAfterAny(aftermaths: readonly Aftermath[], bootedAt?: number) {
  const wrong: string[] = [];
  for (const aftermath of aftermaths) {
    const found = await wrongAfter(aftermath, bootedAt);
    if (found !== null && wrong.push(found) === 3) break;
  }
  return wrong;
}

/** What the files lack of a long history, without opening them. */
const lostAfterAny = (aftermaths: readonly Aftermath[]) =>
  aftermaths.flatMap((aftermath) => {
    const lost = lostOf(aftermath, foundIn(new StoreWorld(aftermath.disk)));
    return lost.length === 0 ? [] : [`${aftermath.where}: ${lost.join()}`];
  });

describe('a power failure', () => {
  it('at any step of the first sessions leaves all that was acknowledged', async () => {
    const aftermaths = await firstSessions({ disksPerStep: DISKS * 2 });
    expect(await wrongAfterAny(aftermaths)).toEqual([]);
    console.log(`${aftermaths.length} power failures, seeds from ${SEED}`);
  });

  it('at any step of any sessions of two processes leaves all that was acknowledged', async () => {
    let count = 0;
    for (let seed = SEED; seed < SEED + DISKS; seed += 1) {
      const aftermaths = await anySessions(seed);
      expect(await wrongAfterAny(aftermaths)).toEqual([]);
      count += aftermaths.length;
    }
    console.log(`${count} power failures, sessions of the seeds from ${SEED}`);
  });

  it('at any step of archiving leaves every session in the registry or the archive', async () => {
    const aftermaths = await archivedSessions();
    expect(lostAfterAny(aftermaths)).toEqual([]);
    expect(await wrongAfterAny(aftermaths.filter((_, index) => index % 20 === 0))).toEqual([]);
    console.log(`${aftermaths.length} power failures, seeds from ${SEED}`);
  });
});

/** A file system that only says it has synced some folders. */
const withoutSyncOf =
  (isLost: (folder: string) => boolean) =>
  (fs: FileSystem): FileSystem => ({
    ...bound(fs),
    syncFolder: async (path) => (isLost(path) ? undefined : fs.syncFolder(path)),
  });

/** A file system that only says it has synced files that are opened like that. */
const withoutFileSync =
  (lost: 'wx' | 'a+') =>
  (fs: FileSystem): FileSystem => ({
    ...bound(fs),
    open: async (path, flags) => {
      const file = await fs.open(path, flags);
      return flags === lost ? { ...file, sync: async () => {} } : file;
    },
  });

function bound(fs: FileSystem): FileSystem {
  return {
    makeFolder: (path) => fs.makeFolder(path),
    chmod: (path, mode) => fs.chmod(path, mode),
    list: (folder) => fs.list(folder),
    stat: (path) => fs.stat(path),
    readSmall: (path) => fs.readSmall(path),
    createSmall: (path, text) => fs.createSmall(path, text),
    link: (existing, path) => fs.link(existing, path),
    rename: (from, to) => fs.rename(from, to),
    unlink: (path) => fs.unlink(path),
    read: (path) => fs.read(path),
    open: (path, flags) => fs.open(path, flags),
    syncFolder: (path) => fs.syncFolder(path),
  };
}

describe('a power failure finds', () => {
  it.each([
    ['that the new registry is not synced', withoutFileSync('wx')],
    ['that its folder is not synced', withoutSyncOf((path) => path === TEAM_FOLDER)],
    ['that the folders above are not synced', withoutSyncOf((path) => path !== TEAM_FOLDER)],
  ])('%s', async (_, breaking) => {
    const aftermaths = await firstSessions({ breaking, disksPerStep: 4 });
    expect(await wrongAfterAny(aftermaths)).not.toEqual([]);
  });

  it.each([
    ['that the archive is not synced', withoutFileSync('a+')],
    ['that its name is not synced', withoutSyncOf((path) => path === TEAM_FOLDER)],
  ])('%s', async (_, breaking) => {
    expect(lostAfterAny(await archivedSessions({ breaking }))).not.toEqual([]);
  });

  it('that what is left of a lock or a claim counts as alive', async () => {
    expect(await wrongAfterAny(await firstSessions(), 0)).not.toEqual([]);
  });
});
