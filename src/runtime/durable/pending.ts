import { type SessionRecord, sameRecord } from '../../domain/index.js';
import type { LockedRegistry } from '../../domain/ports/store.js';

/**
 * What the file may say of a session unless another process has changed it: the record before the
 * first change that is not written, undefined if it was born since; and what a failed write may
 * have left there all the same.
 */
export type Expected = readonly (SessionRecord | undefined)[];

export type Entries = Map<string, Expected>;

/** The sessions whose records are not on disk as they are in memory. */
export class Pending {
  #entries: Entries = new Map();

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  mark(agentId: string, base: SessionRecord | undefined): void {
    if (!this.#entries.has(agentId)) this.#entries.set(agentId, [base]);
  }

  expected(agentId: string): Expected | undefined {
    return this.#entries.get(agentId);
  }

  drop(agentId: string): void {
    this.#entries.delete(agentId);
  }

  /** Whether another process has changed a session since this one last knew it. */
  isOutdated(
    registry: LockedRegistry,
    agentId: string,
    expected: Expected | undefined = this.#entries.get(agentId),
  ): boolean {
    if (registry.ownerOf(agentId) !== undefined) return true;
    if (expected === undefined || registry.owns(agentId)) return false;
    const written = registry.get(agentId);
    return !expected.some((record) => isSame(record, written));
  }

  /** Takes all there is, to be written: gone for good when it is on disk, else to be restored. */
  take(): Entries {
    const entries = this.#entries;
    this.#entries = new Map();
    return entries;
  }

  /** Puts back what could not be written. */
  restore(entries: Entries): void {
    for (const [agentId, expected] of entries) {
      const since = this.#entries.get(agentId) ?? [];
      this.#entries.set(agentId, [...expected, ...since]);
    }
  }
}

function isSame(one: SessionRecord | undefined, other: SessionRecord | undefined): boolean {
  return one === undefined || other === undefined ? one === other : sameRecord(one, other);
}
