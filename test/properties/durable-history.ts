import type { SessionRecord } from '../../src/index.js';
import { isSame, type State } from '../support/durable-file.js';
import type { DiskProcess, ScriptedDisk } from '../support/scripted-disk.js';

/**
 * What the disk was to say of each session, in the order it was decided; and how far back it may
 * be: what was acknowledged, or something later.
 */
export class History {
  readonly #states = new Map<string, State[]>();
  readonly #acknowledged = new Map<string, number>();

  /** Something is to be written; tells its place. */
  add(agentId: string, state: State): number {
    const states = this.#statesOf(agentId);
    states.push(state);
    return states.length - 1;
  }

  /** From now on, what was decided there must not be lost. */
  acknowledge(agentId: string, place: number): void {
    this.#acknowledged.set(agentId, Math.max(place, this.#acknowledged.get(agentId) ?? 0));
  }

  /** What is active in the file of a process that is gone is stale: now, or once it is looked at. */
  died(process: DiskProcess, disk: ScriptedDisk): void {
    for (const record of disk.records.values()) {
      if (record.status === 'active' && disk.holds(process, record.agentId)) {
        this.add(record.agentId, { ...record, status: 'stale' });
      }
    }
  }

  /** What was acknowledged and is not on the disk. */
  lost(disk: ScriptedDisk): string[] {
    const ids = [...this.#acknowledged.keys()];
    return ids.filter((agentId) => !this.#isThere(agentId, disk.record(agentId)));
  }

  #isThere(agentId: string, written: SessionRecord | undefined): boolean {
    const since = this.#statesOf(agentId).slice(this.#acknowledged.get(agentId));
    return since.some((state) => isSame(state, written));
  }

  #statesOf(agentId: string): State[] {
    const states = this.#states.get(agentId) ?? [undefined];
    this.#states.set(agentId, states);
    return states;
  }
}
