import { type SessionRecord, sameRecord } from '../../domain/index.js';
import type { LockedRegistry, RegistryChange, RegistryStore } from '../../domain/ports/store.js';
import { warn } from '../isolation.js';
import type { SupervisorCore } from '../supervisor.js';
import { type Adoption, ofBoth } from './adoption.js';
import { Decision, type WhenItFails } from './decision.js';
import type { Entries, Expected, Pending } from './pending.js';

/** How long a change that nobody waits for may wait for others, in milliseconds. */
export const WRITE_BEHIND_MS = 50;
/** After how long a failed write is tried again, in milliseconds: twice as long each time. */
const RETRY_MS = { first: 250, last: 10_000 } as const;

/** Writes what has changed in memory: with the next command, or soon after. */
export class Writer {
  readonly #inFlight = new Set<Promise<unknown>>();
  /** What was read again when the supervisor had stopped, and could not take it in any more. */
  readonly #untaken = new Map<string, SessionRecord>();
  #timer: NodeJS.Timeout | undefined;
  #retryMs: number = RETRY_MS.first;
  #waitsToRetry = false;
  #isFailing = false;

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
   * @param whenItFails what to do in memory if it cannot be written.
   */
  async perform<T>(
    decide: (registry: LockedRegistry) => T,
    whenItFails: WhenItFails<T> = {},
  ): Promise<T> {
    const decision = new Decision<T>();
    const written = this.store.commit((registry) => {
      decision.make(() => decide(registry));
      decision.entries = this.pending.take();
      return this.#changeOf(decision.entries, registry);
    });
    await this.#tracked(written).catch((error) => {
      decision.fail(whenItFails);
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

  /** Writes nothing by itself until something changes or fails. */
  unschedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waitsToRetry = false;
  }

  /** What to write of what is pending; what another process has changed is read again first. */
  #changeOf(entries: Entries, registry: LockedRegistry): RegistryChange {
    const upserts: SessionRecord[] = [];
    const removals: string[] = [];
    for (const [agentId, expected] of entries) {
      this.adoption.yieldName(registry, agentId);
      const isOutdated = this.pending.isOutdated(registry, agentId, expected);
      const record = isOutdated
        ? this.#renewed(registry, agentId, expected)
        : this.#recordOf(agentId);
      if (isOutdated && record === undefined) {
        entries.delete(agentId);
        continue;
      }
      entries.set(agentId, [registry.get(agentId), record]);
      if (record === undefined) removals.push(agentId);
      else upserts.push(record);
    }
    return { upserts, removals };
  }

  /** Reads a session again; what is left to be written of it. */
  #renewed(
    registry: LockedRegistry,
    agentId: string,
    expected: Expected,
  ): SessionRecord | undefined {
    const known = this.#recordOf(agentId);
    const written = registry.get(agentId);
    const isOthers = registry.ownerOf(agentId) !== undefined;
    const both = known && written && !isOthers ? ofBoth(known, expected, written) : undefined;
    this.adoption.adopt(registry, agentId, expected);
    this.pending.drop(agentId);
    const now = this.core.supervisor.get(agentId);
    const settled = both ?? written;
    // a listener that heard of it may have changed it again
    const isNews = now !== known && now && settled && !sameRecord(now, settled);
    if (isNews) this.pending.mark(agentId, settled);
    if (now === known && both !== undefined) this.#untaken.set(agentId, both);
    return both;
  }

  #recordOf(agentId: string): SessionRecord | undefined {
    return this.#untaken.get(agentId) ?? this.core.supervisor.get(agentId);
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
    this.unschedule();
    this.#schedule(WRITE_BEHIND_MS);
  }

  #schedule(ms: number): void {
    if (this.#timer !== undefined || this.pending.isEmpty) return;
    this.#timer = setTimeout(() => void this.#writeBehind(), ms);
    this.#waitsToRetry = ms > WRITE_BEHIND_MS;
    // a disk that stays full must not keep a process from ending
    if (this.#waitsToRetry) this.#timer.unref();
  }

  async #writeBehind(): Promise<void> {
    this.unschedule();
    if (this.pending.isEmpty) return;
    await this.perform(() => {}).catch((error) => {
      if (!this.#isFailing) warn('sessions could not be written; it is tried again', error);
      this.#isFailing = true;
    });
  }
}
