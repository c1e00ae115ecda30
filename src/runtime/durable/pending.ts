import { type SessionRecord, sameRecord } from '../../domain/index.js';
import type { LockedRegistry } from '../../domain/ports/store.js';

interface Entry {
  /** The record before the first change that is not written; undefined if it was born since. */
  readonly base: SessionRecord | undefined;
  /** Which mark made it: of two entries of one session, the earlier one has the base. */
  readonly mark: number;
}

export type Entries = ReadonlyMap<string, Entry>;

/** The sessions whose records are not on disk as they are in memory. */
export class Pending {
  #entries = new Map<string, Entry>();
  #marks = 0;

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  has(agentId: string): boolean {
    return this.#entries.has(agentId);
  }

  mark(agentId: string, base: SessionRecord | undefined): void {
    this.#marks += 1;
    if (!this.#entries.has(agentId)) this.#entries.set(agentId, { base, mark: this.#marks });
  }

  drop(agentId: string): void {
    this.#entries.delete(agentId);
  }

  /** Whether another process has changed a session since this one last knew it. */
  isOutdated(
    registry: LockedRegistry,
    agentId: string,
    entry: Entry | undefined = this.#entries.get(agentId),
  ): boolean {
    if (registry.ownerOf(agentId) !== undefined) return true;
    if (entry?.base === undefined || registry.owns(agentId)) return false;
    const written = registry.get(agentId);
    return written === undefined || !sameRecord(written, entry.base);
  }

  /** Takes all there is, to be written: gone for good when it is on disk, else to be restored. */
  take(): Entries {
    const entries = this.#entries;
    this.#entries = new Map();
    return entries;
  }

  /** Puts back what could not be written. */
  restore(entries: Entries): void {
    for (const [agentId, entry] of entries) {
      const later = this.#entries.get(agentId);
      if (later === undefined || later.mark > entry.mark) this.#entries.set(agentId, entry);
    }
  }
}
