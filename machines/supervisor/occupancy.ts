import type { SessionStatus } from '../../src/domain/index.js';
import { VersionedMap } from '../versioned-map.js';

/** What the supervisor believes of one session. A record serves as one. */
export interface Belief {
  readonly identity: string;
  readonly status: SessionStatus;
  readonly threadId: string | null;
}

/** Who is known, who holds which identity, and who is bound to which thread. */
export interface Occupancy {
  readonly sessions: VersionedMap<string, Belief>;
  /** Identity → agent id of its active holder, and nothing else. */
  readonly holders: VersionedMap<string, string>;
  /** Thread id → the agent ids bound to it, the last bound last. */
  readonly threads: VersionedMap<string, readonly string[]>;
}

export type KnownSession = Belief & { readonly agentId: string };

/** The occupancy a supervisor starts with; none of the sessions is active. */
export function occupancyOf(sessions: Iterable<KnownSession>): Occupancy {
  const beliefs = new Map<string, Belief>();
  const threads = new Map<string, readonly string[]>();
  for (const session of sessions) {
    const { agentId, threadId } = session;
    beliefs.set(agentId, session);
    if (threadId !== null) threads.set(threadId, [...(threads.get(threadId) ?? []), agentId]);
  }
  return {
    sessions: VersionedMap.of(beliefs),
    holders: VersionedMap.of(),
    threads: VersionedMap.of(threads),
  };
}

/** Every active session holds exactly one identity, so the holders count them. */
export function activeCount({ holders }: Occupancy): number {
  return holders.size;
}

/** The active session bound to a thread, else the one bound last. */
export function sessionOnThread(occupancy: Occupancy, threadId: string): string | undefined {
  return activeOnThread(occupancy, threadId) ?? occupancy.threads.get(threadId)?.at(-1);
}

/** The active session bound to a thread. */
export function activeOnThread(
  { threads, sessions }: Occupancy,
  threadId: string,
): string | undefined {
  return threads.get(threadId)?.find((id) => sessions.get(id)?.status === 'active');
}

/** Believes something new of a session, or forgets it: the one way an occupancy changes. */
export function believe(
  occupancy: Occupancy,
  agentId: string,
  next: Belief | undefined,
): Occupancy {
  const before = occupancy.sessions.get(agentId);
  return {
    sessions: next ? occupancy.sessions.set(agentId, next) : occupancy.sessions.delete(agentId),
    holders: holding(occupancy.holders, agentId, before, next),
    threads: bound(occupancy.threads, agentId, before?.threadId, next?.threadId),
  };
}

type Index<T> = VersionedMap<string, T>;

function heldIdentity(belief: Belief | undefined): string | undefined {
  return belief?.status === 'active' ? belief.identity : undefined;
}

function holding(
  holders: Index<string>,
  agentId: string,
  before: Belief | undefined,
  next: Belief | undefined,
): Index<string> {
  const [held, holds] = [heldIdentity(before), heldIdentity(next)];
  if (held === holds) return holders;
  const freed = held === undefined ? holders : holders.delete(held);
  return holds === undefined ? freed : freed.set(holds, agentId);
}

function bound(
  threads: Index<readonly string[]>,
  agentId: string,
  from: string | null | undefined,
  to: string | null | undefined,
): Index<readonly string[]> {
  if (from === to) return threads;
  const left = from == null ? threads : withoutSession(threads, from, agentId);
  return to == null ? left : left.set(to, [...(left.get(to) ?? []), agentId]);
}

function withoutSession(
  threads: Index<readonly string[]>,
  threadId: string,
  agentId: string,
): Index<readonly string[]> {
  const others = (threads.get(threadId) ?? []).filter((id) => id !== agentId);
  return others.length === 0 ? threads.delete(threadId) : threads.set(threadId, others);
}
