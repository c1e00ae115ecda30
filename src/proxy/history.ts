import type { SessionChange, SessionRecord } from '../domain/index.js';
import type { DurableSupervisor } from '../runtime/index.js';
import type { EndedTurn } from './agent-parts.js';
import { instantText, lastActiveAt } from './instants.js';
import type { PastStep, PastTurn } from './sight.js';

/** How much is remembered of a session. */
const KEPT_STEPS = 50;
const KEPT_TURNS = 5;

/** Of how many sessions that are not active anything is remembered. */
const KEPT_RESTING = 200;

type Step = Omit<PastStep, 'at'> & { readonly at: number };

interface Past {
  /** Since when the regions are in their states, in milliseconds since 1970. */
  statusSince: number;
  threadSince: number;
  /** Oldest first. */
  readonly steps: Step[];
  /** Newest first. */
  readonly turns: PastTurn[];
}

/** What is remembered of a session. */
export interface Remembered {
  readonly statusSince: string;
  readonly threadSince: string;
  /** The newest 50, oldest first. */
  readonly steps: readonly PastStep[];
  /** The newest 5 that ended, newest first. */
  readonly turns: readonly PastTurn[];
}

type Told = Exclude<SessionChange, { readonly type: 'refused' }>;

/** Whether a change moved a session, or made it known or unknown. */
export function isStep(change: SessionChange): change is Told {
  if (change.type === 'refused') return false;
  const { type, record, previous } = change;
  if (type !== 'changed') return true;
  return record.status !== previous?.status || record.threadState !== previous.threadState;
}

/** What the sessions of this process went through lately. */
export class History {
  readonly #now: () => number;
  readonly #pasts = new Map<string, Past>();
  /** Those that are not active, in the order they came to rest. */
  readonly #resting = new Set<string>();

  /** @param now milliseconds since 1970. */
  constructor({ subscribe }: Pick<DurableSupervisor, 'subscribe'>, now: () => number) {
    this.#now = now;
    subscribe((change) => this.#hear(change));
  }

  /** Those of whom something is remembered. */
  get agentIds(): Iterable<string> {
    return this.#pasts.keys();
  }

  of(agentId: string): Remembered | undefined {
    const past = this.#pasts.get(agentId);
    return (
      past && {
        statusSince: instantText(past.statusSince),
        threadSince: instantText(past.threadSince),
        steps: past.steps.map((step) => ({ ...step, at: instantText(step.at) })),
        turns: [...past.turns],
      }
    );
  }

  /** A turn of a session ended. */
  ended(record: SessionRecord, { turnId, end, since }: EndedTurn): void {
    const now = this.#now();
    const { turns } = this.#pastOf(record, now);
    turns.unshift({
      ...{ turnId, how: end.type },
      ...{ since: instantText(since), endedAt: instantText(now) },
    });
    turns.splice(KEPT_TURNS);
  }

  #hear(change: SessionChange): void {
    if (!isStep(change)) return;
    const { type, record, previous, reason } = change;
    const { agentId, status, threadState } = record;
    if (type === 'forgotten') return this.#forget(agentId);
    const now = this.#now();
    const past = this.#pastOf(previous ?? record, now);
    // what is put in has been as it is for a while
    const since = type === 'inserted' ? lastActiveAt(record, now) : now;
    if (status !== previous?.status) past.statusSince = since;
    if (threadState !== previous?.threadState) past.threadSince = since;
    past.steps.push({ at: now, what: type, status, threadState, ...(reason && { reason }) });
    if (past.steps.length > KEPT_STEPS) past.steps.shift();
    this.#resting.delete(agentId);
    this.#rest(record);
  }

  /** Nothing is known of the time before: it is taken to have been as it is since it was active. */
  #pastOf(record: SessionRecord, now: number): Past {
    const known = this.#pasts.get(record.agentId);
    if (known !== undefined) return known;
    const since = lastActiveAt(record, now);
    const past = { statusSince: since, threadSince: since, steps: [], turns: [] };
    this.#pasts.set(record.agentId, past);
    this.#rest(record);
    return past;
  }

  #rest({ agentId, status }: SessionRecord): void {
    if (status === 'active') return;
    this.#resting.add(agentId);
    const [oldest] = this.#resting;
    if (this.#resting.size > KEPT_RESTING && oldest !== undefined) this.#forget(oldest);
  }

  #forget(agentId: string): void {
    this.#pasts.delete(agentId);
    this.#resting.delete(agentId);
  }
}
