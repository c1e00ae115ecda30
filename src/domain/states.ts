import { z } from 'zod';

/** Whether a process of ours stands behind a session; the words are those of `registry.json`. */
export const SESSION_STATUSES = Object.freeze(['active', 'stale', 'closed'] as const);
/** A process stands behind it (`active`), none does (`stale`), or it ended for good (`closed`). */
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Whether Codex works on a session's thread; the words are those of `registry.json`. */
export const THREAD_STATES = Object.freeze(['busy', 'idle', 'closed'] as const);
/** Codex works on a turn (`busy`), waits for one (`idle`), or the session is over (`closed`). */
export type ThreadState = (typeof THREAD_STATES)[number];

/** Accepts the three words of `SESSION_STATUSES`, and nothing else. */
export const sessionStatusSchema = z.enum(SESSION_STATUSES);
/** Accepts the three words of `THREAD_STATES`, and nothing else. */
export const threadStateSchema = z.enum(THREAD_STATES);

/** The two regions of a session, together. */
export interface StatePair {
  readonly status: SessionStatus;
  readonly threadState: ThreadState;
}

/** The five legal pairs of the nine: a session is closed in both regions or in neither. */
export const LEGAL_PAIRS: readonly StatePair[] = Object.freeze([
  Object.freeze({ status: 'active', threadState: 'busy' }),
  Object.freeze({ status: 'active', threadState: 'idle' }),
  Object.freeze({ status: 'stale', threadState: 'busy' }),
  Object.freeze({ status: 'stale', threadState: 'idle' }),
  Object.freeze({ status: 'closed', threadState: 'closed' }),
]);

const LEGAL: ReadonlyMap<SessionStatus, ReadonlySet<ThreadState>> = new Map(
  SESSION_STATUSES.map((status) => {
    const pairs = LEGAL_PAIRS.filter((pair) => pair.status === status);
    return [status, new Set(pairs.map(({ threadState }) => threadState))];
  }),
);

/** Tells whether a session may be in both states at once. */
export function isLegalPair({ status, threadState }: StatePair): boolean {
  return LEGAL.get(status)?.has(threadState) ?? false;
}

/** Makes any pair legal: closed in either region means closed in both. */
export function repairPair(pair: StatePair): StatePair {
  return isLegalPair(pair) ? pair : { status: 'closed', threadState: 'closed' };
}
