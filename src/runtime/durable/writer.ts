import type { SessionRecord } from '../../domain/index.js';
import type { LockedRegistry, RegistryChange, RegistryStore } from '../../domain/ports/store.js';
import { warn } from '../isolation.js';
import type { SupervisorCore } from '../supervisor.js';
import type { Adoption } from './adoption.js';
import { Decision } from './decision.js';
import type { Entries, Pending } from './pending.js';

/** How long a change that nobody waits for may wait for others, in milliseconds. */
export const WRITE_BEHIND_MS = 50;
/** After how long a failed write is tried again, in milliseconds: twice as long each time. */
const RETRY_MS = { first: 250, last: 10_000 } as const;

/** Writes what has changed in memory: with the next command, or soon after. */
export class Writer {
  readonly #inFlight = new Set<Promise<unknown>>();
  #timer: NodeJS.Timeout | undefined;
  #retryMs: number = RETRY_MS.first;
  #waitsToRetry = false;
  #isFailing = false;
  #hasEnded = false;

  constructor(
    private readonly store: RegistryStore,
    private readonly core: SupervisorCore,
    private readonly adoption: Adoption,
    private readonly pending: Pending,
  ) {
    core.supervisor.subscribe((change) => {
      if (change.type === 'refused') return;
      const { agentId } = change.record;
      if (adoption.follows(change)) return pending.drop(agentId);
      const base = change.type === 'forgotten' ? change.record : change.previous;
      pending.mark(agentId, base);
      this.#schedule(WRITE_BEHIND_MS);
    });
  }

  /**
   * Decides a command under the lock, and resolves with its answer when all that has happened so
   * far is on disk.
   *
   * @param takeBack undoes in memory what was decided, if it cannot be written.
   */
  async perform<T>(
    decide: (registry: LockedRegistry) => T,
    takeBack: (value: T) => void = () => {},
  ): Promise<T> {
    const decision = new Decision<T>();
    const written = this.store.commit((registry) => {
      decision.make(() => decide(registry));
      decision.entries = this.pending.take();
      return this.#changeOf(decision.entries, registry);
    });
    await this.#tracked(written).catch((error) => {
      decision.undo(takeBack);
      this.#failed(decision.entries);
      throw error;
    });
    this.#recovered();
    return decision.answer();
  }

  /** Resolves when all that has happened so far is on disk; rejects when it cannot be written. */
  async flushed(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
    // once: what changes meanwhile, and may never cease to, is not waited for
    if (!this.pending.isEmpty || this.#inFlight.size > 0) await this.perform(() => {});
  }

  /** Writes nothing more by itself. */
  end(): void {
    this.#hasEnded = true;
    this.#unschedule();
  }

  /** What to write of what is pending; what another process has changed is read again instead. */
  #changeOf(entries: Entries, registry: LockedRegistry): RegistryChange {
    const upserts: SessionRecord[] = [];
    const removals: string[] = [];
    for (const [agentId, expected] of entries) {
      if (this.pending.isOutdated(registry, agentId, expected)) {
        entries.delete(agentId);
        this.adoption.adopt(registry, agentId);
        continue;
      }
      const record = this.core.supervisor.get(agentId);
      entries.set(agentId, [registry.get(agentId), record]);
      if (record === undefined) removals.push(agentId);
      else upserts.push(record);
    }
    return { upserts, removals };
  }

  async #tracked(written: Promise<void>): Promise<void> {
    this.#inFlight.add(written);
    try {
      await written;
    } finally {
      this.#inFlight.delete(written);
    }
  }

  #failed(entries: Entries): void {
    this.pending.restore(entries);
    if (this.pending.isEmpty) return;
    this.#schedule(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS.last);
  }

  #recovered(): void {
    this.#retryMs = RETRY_MS.first;
    this.#isFailing = false;
    if (!this.#waitsToRetry) return;
    this.#unschedule();
    this.#schedule(WRITE_BEHIND_MS);
  }

  #schedule(ms: number): void {
    if (this.#hasEnded || this.#timer !== undefined || this.pending.isEmpty) return;
    this.#timer = setTimeout(() => void this.#writeBehind(), ms);
    this.#waitsToRetry = ms > WRITE_BEHIND_MS;
    // a disk that stays full must not keep a process from ending
    if (this.#waitsToRetry) this.#timer.unref();
  }

  #unschedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waitsToRetry = false;
  }

  async #writeBehind(): Promise<void> {
    this.#unschedule();
    if (this.pending.isEmpty) return;
    await this.perform(() => {}).catch((error) => {
      if (!this.#isFailing) warn('sessions could not be written; it is tried again', error);
      this.#isFailing = true;
    });
  }
}
