import type { SessionStatus } from '../../src/domain/index.js';
import { VersionedMap } from '../versioned-map.js';

/** What the supervisor believes of one session. A record serves as one. */
export interface Belief {
  readonly identity: string;
  readonly status: SessionStatus;
  readonly threadId: string | null;
}

/** A session's neighbours among those bound to its thread. */
interface Neighbours {
  readonly older: string | undefined;
  readonly newer: string | undefined;
}

/** Who is known, who holds which identity, and who is bound to which thread. */
export interface Occupancy {
  readonly sessions: Index<Belief>;
  /** Identity → agent id of its active holder, and nothing else. */
  readonly holders: Index<string>;
  /** Thread id → agent id of its active session, and nothing else. */
  readonly workers: Index<string>;
  /** Thread id → the agent id that came to it last. */
  readonly newest: Index<string>;
  /** Agent id → who came to its thread before and after it; nothing for one that is alone there. */
  readonly neighbours: Index<Neighbours>;
}

type Index<T> = VersionedMap<string, T>;

/** A session the supervisor starts with. A stale or closed record serves as one. */
export type KnownSession = Belief & { readonly agentId: string };

/** The occupancy a supervisor starts with; none of the sessions is active. */
export function occupancyOf(sessions: Iterable<KnownSession>): Occupancy {
  // plain maps here: a restore is long, and nobody sees what is between its sessions
  const beliefs = new Map<string, Belief>();
  const newest = new Map<string, string>();
  const neighbours = new Map<string, Neighbours>();
  for (const session of sessions) {
    const { agentId, threadId } = session;
    beliefs.set(agentId, session);
    if (threadId === null) continue;
    const older = newest.get(threadId);
    newest.set(threadId, agentId);
    if (older === undefined) continue;
    neighbours.set(older, { older: neighbours.get(older)?.older, newer: agentId });
    neighbours.set(agentId, { older, newer: undefined });
  }
  return Object.freeze({
    sessions: VersionedMap.owning(beliefs),
    holders: VersionedMap.of<string, string>(),
    workers: VersionedMap.of<string, string>(),
    newest: VersionedMap.owning(newest),
    neighbours: VersionedMap.owning(neighbours),
  });
}

/** Every active session holds exactly one identity, so the holders count them. */
export function activeCount({ holders }: Occupancy): number {
  return holders.size;
}

/** The active session bound to a thread, else the one that came to it last. */
export function sessionOnThread(occupancy: Occupancy, threadId: string): string | undefined {
  return activeOnThread(occupancy, threadId) ?? occupancy.newest.get(threadId);
}

/** The active session bound to a thread. */
export function activeOnThread({ workers }: Occupancy, threadId: string): string | undefined {
  return workers.get(threadId);
}

/** Believes something new of a session, or forgets it: the one way an occupancy changes. */
export function believe(
  occupancy: Occupancy,
  agentId: string,
  next: Belief | undefined,
): Occupancy {
  const before = occupancy.sessions.get(agentId);
  return Object.freeze({
    sessions: next ? occupancy.sessions.set(agentId, next) : occupancy.sessions.delete(agentId),
    holders: moved(occupancy.holders, agentId, heldBy(before)?.identity, heldBy(next)?.identity),
    workers: moved(occupancy.workers, agentId, heldBy(before)?.threadId, heldBy(next)?.threadId),
    ...bound(occupancy, agentId, before?.threadId, next?.threadId),
  });
}

/** A session holds its identity and its thread while it is active. */
function heldBy(belief: Belief | undefined): Belief | undefined {
  return belief?.status === 'active' ? belief : undefined;
}

function moved(
  index: Index<string>,
  agentId: string,
  from: string | null | undefined,
  to: string | null | undefined,
): Index<string> {
  if (from === to) return index;
  const freed = from == null ? index : index.delete(from);
  return to == null ? freed : freed.set(to, agentId);
}

type Bindings = Pick<Occupancy, 'newest' | 'neighbours'>;

function bound(
  { newest, neighbours }: Bindings,
  agentId: string,
  from: string | null | undefined,
  to: string | null | undefined,
): Bindings {
  if (from === to) return { newest, neighbours };
  const here = { newest, neighbours };
  const left = from == null ? here : unlinked(here, from, agentId);
  return to == null ? left : linked(left, to, agentId);
}

function linked({ newest, neighbours }: Bindings, threadId: string, agentId: string): Bindings {
  const older = newest.get(threadId);
  return {
    newest: newest.set(threadId, agentId),
    neighbours: older === undefined ? neighbours : joined(neighbours, older, agentId),
  };
}

function unlinked({ newest, neighbours }: Bindings, threadId: string, agentId: string): Bindings {
  const { older, newer } = neighbours.get(agentId) ?? { older: undefined, newer: undefined };
  const rest = joined(neighbours.delete(agentId), older, newer);
  if (newer !== undefined) return { newest, neighbours: rest };
  return {
    newest: older === undefined ? newest.delete(threadId) : newest.set(threadId, older),
    neighbours: rest,
  };
}

/** Makes two sessions neighbours, where there are two; one that is left alone needs no entry. */
function joined(
  neighbours: Index<Neighbours>,
  older: string | undefined,
  newer: string | undefined,
): Index<Neighbours> {
  let next = neighbours;
  if (older !== undefined) next = placed(next, older, { older: next.get(older)?.older, newer });
  if (newer !== undefined) next = placed(next, newer, { older, newer: next.get(newer)?.newer });
  return next;
}

function placed(neighbours: Index<Neighbours>, id: string, place: Neighbours): Index<Neighbours> {
  const isAlone = place.older === undefined && place.newer === undefined;
  return isAlone ? neighbours.delete(id) : neighbours.set(id, place);
}
