import { expect } from 'vitest';
import { parseRegistrySnapshot, type SessionRecord } from '../../src/index.js';
import type { FileSystem } from '../../src/store/file-system.js';
import type { RegistryStore } from '../../src/store/index.js';
import { faulty } from './faulty-file-system.js';
import type { MemoryFileSystem } from './memory-file-system.js';
import { seededRandom } from './power-failure.js';
import { FakeHost } from './store-host.js';
import { live, StoreWorld, upsert } from './store-world.js';

export interface Change {
  readonly upserts: readonly SessionRecord[];
  readonly removals: readonly string[];
}

/** What is known of each session; undefined: it was removed. */
type Known = ReadonlyMap<string, SessionRecord | undefined>;

/** The disk after a power failure, and what had been acknowledged by then. */
export interface Aftermath {
  readonly disk: MemoryFileSystem;
  readonly acknowledged: Known;
  /** Changes that were under way. */
  readonly underWay: Known;
  /** Everything the registry ever was. */
  readonly texts: ReadonlySet<string | undefined>;
  /** Where it happened: `step 17, sync registry.json; seed 3`. */
  readonly where: string;
}

export interface PowerRunOptions {
  readonly world?: StoreWorld;
  /** How many different disks a power failure at one step may leave. */
  readonly disksPerStep: number;
  readonly firstSeed: number;
  /** Breaks the file system, for a test that must find it. */
  readonly breaking?: (fs: FileSystem) => FileSystem;
}

/** The work of stores on one disk, whose power fails at every step of theirs. */
export class PowerRun {
  readonly aftermaths: Aftermath[] = [];
  readonly #world: StoreWorld;
  readonly #acknowledged = new Map<string, SessionRecord | undefined>();
  readonly #underWay = new Map<string, SessionRecord | undefined>();
  readonly #texts = new Set<string | undefined>();
  #steps = 0;

  constructor(private readonly options: PowerRunOptions) {
    this.#world = options.world ?? new StoreWorld();
    for (const record of this.#world.records()) this.#acknowledged.set(record.agentId, record);
    this.#texts.add(this.#world.text());
  }

  /** A store of another process. */
  async opened(): Promise<RegistryStore> {
    const { breaking = (fs) => fs } = this.options;
    const fs = faulty(breaking(this.#world.fs), {
      before: ({ method, name }) => this.#fail(`${method} ${name}`),
    });
    return this.#world.opened({ fs });
  }

  async commit(store: RegistryStore, change: Change): Promise<void> {
    const news = [
      ...change.upserts.map((record) => [record.agentId, record] as const),
      ...change.removals.map((agentId) => [agentId, undefined] as const),
    ];
    for (const [agentId, record] of news) this.#underWay.set(agentId, record);
    await store.commit(change);
    this.#underWay.clear();
    for (const [agentId, record] of news) this.#acknowledged.set(agentId, record);
    this.#fail('the answer');
  }

  #fail(what: string): void {
    this.#steps += 1;
    this.#texts.add(this.#world.text());
    for (let disk = 0; disk < this.options.disksPerStep; disk += 1) {
      const seed = this.options.firstSeed + this.#steps * this.options.disksPerStep + disk;
      this.aftermaths.push({
        disk: this.#world.fs.crash({ random: seededRandom(seed) }),
        acknowledged: new Map(this.#acknowledged),
        underWay: new Map(this.#underWay),
        texts: this.#texts,
        where: `step ${this.#steps}, ${what}; seed ${seed}`,
      });
    }
  }
}

/** The system is started again: the disk was last written before. */
const BOOTED_AT = 1000;

/** What is wrong after a power failure; null if nothing is. */
export async function wrongAfter(
  aftermath: Aftermath,
  bootedAt = BOOTED_AT,
): Promise<string | null> {
  const world = new StoreWorld(aftermath.disk, new FakeHost({ bootId: 'boot-2', bootedAt }));
  try {
    expect([...aftermath.texts]).toContain(world.text());
    const found = foundIn(world);
    const wait = () => expect.unreachable('nobody lives who could hold the lock');
    const store = world.store({ wait });
    const { movedAside, issues, foreign } = await store.load();
    expect({ movedAside, issues, foreign }).toEqual({ movedAside: null, issues: [], foreign: [] });
    expect(lostOf(aftermath, found)).toEqual([]);
    const names = new Set([...found.values()].map(({ identity }) => identity));
    await store.commit(upsert(...[...names].map((name) => live(`new:${name}`, name))));
    await store.close();
    return null;
  } catch (error) {
    return `${aftermath.where}: ${error}`;
  }
}

/** The sessions of the archive and of the registry; the latter wins. */
export function foundIn(world: StoreWorld): Map<string, SessionRecord> {
  const lines = (world.text('registry-archive.jsonl') ?? '').split('\n');
  const sessions = lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      // cut short
      return [];
    }
  });
  const archived = parseRegistrySnapshot({ sessions }).snapshot.sessions;
  return new Map([...archived, ...world.records()].map((record) => [record.agentId, record]));
}

/** What was acknowledged, and is not there. */
export function lostOf({ acknowledged, underWay }: Aftermath, found: Known): string[] {
  return [...acknowledged].flatMap(([agentId, record]) => {
    const isAsItWas = isAlike(found.get(agentId), record);
    const isAsItWasToBe =
      underWay.has(agentId) && isAlike(found.get(agentId), underWay.get(agentId));
    return isAsItWas || isAsItWasToBe ? [] : [`${agentId} ${record?.status ?? 'removed'}`];
  });
}

const isAlike = (one: SessionRecord | undefined, other: SessionRecord | undefined) =>
  one === undefined || other === undefined
    ? one === other
    : one.status === other.status && one.identity === other.identity && one.tag === other.tag;
