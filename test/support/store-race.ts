import { expect } from 'vitest';
import type { RegistryStore } from '../../src/store/index.js';
import type { Processes } from '../../src/store/processes.js';
import type { MemoryFileSystem, Scheduler } from './memory-file-system.js';
import { closed, live, NOTHING, StoreWorld, stale, upsert } from './store-world.js';

/** What a process does to a session; `dies` ends it in the middle of whatever it does then. */
export interface Command {
  readonly kind: 'live' | 'stale' | 'closed' | 'dies';
  readonly id: string;
}

interface Decision {
  readonly id: string;
  readonly tag: string;
  isAcknowledged: boolean;
}

const RECORDS = { live, stale, closed };

/** Processes that share a registry, and take their steps in the order a scheduler says. */
export class Race {
  readonly world = new StoreWorld();
  /** What was decided, in the order of the lock. */
  readonly #decisions: Decision[] = [];
  /** Who has a session live, as far as it knows. */
  readonly #holders = new Map<string, Racer>();

  constructor(
    private readonly scheduler: Scheduler,
    /** Breaks what the processes know of each other, for a test that must find it. */
    private readonly breaking: (processes: Processes) => Processes = (processes) => processes,
  ) {}

  /** Runs a process; resolves when it has done all, or has died. */
  async run(commands: readonly Command[]): Promise<void> {
    const fs = this.world.fs.fork(this.scheduler);
    const processes = this.breaking(this.world.host.start());
    const wait = () => this.scheduler(Promise.resolve(), 'wait');
    const store = this.world.store({ fs, processes, wait });
    const racer = new Racer(store, fs, processes);
    await Promise.race([this.#runAll(racer, commands), racer.death]);
  }

  async #runAll(racer: Racer, commands: readonly Command[]): Promise<void> {
    await racer.store.load();
    const underWay: Promise<void>[] = [];
    for (const command of commands) {
      await this.scheduler(Promise.resolve(), command.kind);
      if (command.kind === 'dies') return this.#die(racer);
      const commit = this.#commit(racer, command.kind, command.id);
      // nobody hears of what the dead still try
      underWay.push(commit.catch((error) => (racer.isDead ? undefined : Promise.reject(error))));
    }
    await Promise.all(underWay);
    for (const [id, holder] of this.#holders) if (holder === racer) this.#holders.delete(id);
    await racer.store.close();
  }

  async #commit(racer: Racer, kind: keyof typeof RECORDS, id: string): Promise<void> {
    let decision: Decision | undefined;
    await racer.store.commit((registry) => {
      if (registry.ownerOf(id) !== undefined || registry.holderOf(id) !== undefined) return NOTHING;
      decision = { id, tag: `${this.#decisions.length}`, isAcknowledged: false };
      this.#decisions.push(decision);
      if (kind !== 'live' && this.#holders.get(id) === racer) this.#holders.delete(id);
      return upsert({ ...RECORDS[kind](id), tag: decision.tag });
    });
    if (decision === undefined) return;
    decision.isAcknowledged = true;
    if (kind === 'live' && this.#isLast(decision)) this.#hold(racer, id);
  }

  /** Whether a session is not stale or closed again by what was decided since. */
  #isLast(decision: Decision): boolean {
    return this.#decisions.findLast(({ id }) => id === decision.id) === decision;
  }

  #hold(racer: Racer, id: string): void {
    const holder = this.#holders.get(id);
    if (holder !== undefined && holder !== racer) throw new Error(`two hold ${id}`);
    this.#holders.set(id, racer);
  }

  #die(racer: Racer): void {
    racer.end();
    racer.fs.die();
    this.world.host.end(racer.processes);
    for (const [id, holder] of this.#holders) if (holder === racer) this.#holders.delete(id);
  }

  /** All that was acknowledged is in the registry, whoever has died. */
  async check(): Promise<void> {
    const store = this.world.store();
    const { snapshot, issues, movedAside, foreign } = await store.load();
    expect({ issues, movedAside, foreign }).toEqual({ issues: [], movedAside: null, foreign: [] });
    const tags = new Map(snapshot.sessions.map(({ agentId, tag }) => [agentId, tag]));
    for (const id of new Set(this.#decisions.map((decision) => decision.id))) {
      const all = this.#decisions.filter((decision) => decision.id === id);
      const from = all.findLastIndex(({ isAcknowledged }) => isAcknowledged);
      const allowed = all.slice(Math.max(0, from)).map(({ tag }) => tag);
      expect(from === -1 ? [...allowed, undefined] : allowed).toContain(tags.get(id));
    }
    expect(this.world.claims()).toEqual({});
    await store.close();
  }
}

class Racer {
  readonly death: Promise<void>;
  isDead = false;
  end: () => void = () => {};

  constructor(
    readonly store: RegistryStore,
    readonly fs: MemoryFileSystem,
    readonly processes: Processes,
  ) {
    this.death = new Promise((resolve) => {
      this.end = () => {
        this.isDead = true;
        resolve();
      };
    });
  }
}
