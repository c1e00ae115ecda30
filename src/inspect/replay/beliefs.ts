import { isLegalPair, type StatePair } from '../../domain/index.js';
import type { HubActor } from './hub-actor.js';
import { MachineActor } from './machine-actor.js';
import { textOf } from './script.js';
import type { ShownRecord } from './session-table.js';

/** What a supervisor believes, as its context holds it. */
interface Beliefs {
  readonly maxConcurrent: number;
  readonly occupancy: {
    readonly sessions: { get(agentId: string): ShownRecord | undefined; readonly size: number };
    readonly holders: { get(identity: string): string | undefined; readonly size: number };
  };
}

const MIRRORED = ['identity', 'status', 'threadId'] as const;

/** Compares what the supervisor of a hub believes with what its sessions are. */
export class BeliefCheck {
  /** Agent id → the identity it holds: those that are active. */
  readonly #active = new Map<string, string>();

  constructor(private readonly hub: HubActor) {}

  /**
   * What is wrong now that nothing is under way, in words; undefined if nothing is. Only what may
   * have changed since the last time is looked at.
   */
  fault(): string | undefined {
    const { parent, table } = this.hub;
    const context = parent instanceof MachineActor ? parent.snapshot?.context : undefined;
    if (context === undefined || table.touched.size === 0) return undefined;
    const beliefs = context as Beliefs;
    const touched = [...table.touched];
    table.touched.clear();
    for (const agentId of touched) this.#note(agentId, table.record(agentId));
    for (const agentId of touched) {
      const fault = this.#faultOf(agentId, table.record(agentId), beliefs);
      if (fault !== undefined) return fault;
    }
    return this.#faultOfAll(beliefs);
  }

  #note(agentId: string, record: ShownRecord | undefined): void {
    if (record?.status === 'active') this.#active.set(agentId, textOf(record.identity));
    else this.#active.delete(agentId);
  }

  #faultOf(
    agentId: string,
    record: ShownRecord | undefined,
    { occupancy }: Beliefs,
  ): string | undefined {
    const belief = occupancy.sessions.get(agentId);
    if ((belief === undefined) !== (record === undefined)) {
      const [one, other] = record === undefined ? ['is', 'is not'] : ['is not', 'is'];
      return `I13: the session ${agentId} ${one} known to the supervisor, and ${other} there`;
    }
    if (belief === undefined || record === undefined) return undefined;
    for (const field of MIRRORED) {
      if (belief[field] === record[field]) continue;
      const [believed, own] = [belief[field], record[field]].map((value) => JSON.stringify(value));
      return `I13: the supervisor believes the ${field} of ${agentId} to be ${believed}; it is ${own}`;
    }
    const { status, threadState } = record as unknown as StatePair;
    if (isLegalPair({ status, threadState })) {
      return status === 'active' ? this.#faultOfHolder(agentId, record, occupancy) : undefined;
    }
    return `I4: the session ${agentId} is ${status} with a thread that is ${threadState}`;
  }

  #faultOfHolder(
    agentId: string,
    record: ShownRecord,
    { holders }: Beliefs['occupancy'],
  ): string | undefined {
    const holder = holders.get(textOf(record.identity));
    if (holder === agentId) return undefined;
    return `I1: ${agentId} is active as '${record.identity}', which ${holder ?? 'nobody'} holds`;
  }

  #faultOfAll({ maxConcurrent, occupancy }: Beliefs): string | undefined {
    const { size: active } = this.#active;
    if (active > maxConcurrent) return `I2: ${active} sessions are active, of ${maxConcurrent}`;
    const { size: believed } = occupancy.holders;
    if (active !== believed)
      return `I6: ${active} sessions are active, and ${believed} believed to be`;
    const [known, there] = [occupancy.sessions.size, this.hub.table.size];
    return known === there ? undefined : `I13: ${known} sessions are believed known, of ${there}`;
  }
}
