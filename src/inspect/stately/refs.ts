import type { AnyStateMachine, InspectionEvent } from 'xstate';
import { type ActorIdentity, identityOf } from '../actors.js';

type ActorRefLike = InspectionEvent['actorRef'];

/**
 * An actor as the Stately inspector is told of it: by a name that stays. A session that rests, is
 * resumed, closed and opened again has several actors in its life, and is one thing to look at.
 */
export interface StatelyRef {
  readonly sessionId: string;
  readonly name: string;
  readonly parentId: string | undefined;
  readonly rootId: string;
  /** A statechart, or anything else without a picture. */
  readonly logic: { readonly config?: unknown };
}

/** How the inspector is told of an actor; undefined for one that is none of ours. */
export function refOf(actor: ActorRefLike): StatelyRef | undefined {
  const identity = identityOf(actor);
  const { logic } = actor as unknown as { readonly logic: StatelyRef['logic'] };
  return identity && refBy(identity, logic);
}

/** How it is told of a session that has no actor now. */
export function restingRef(agentId: string, machine: AnyStateMachine): StatelyRef {
  return refBy({ chart: 'session', agentId }, machine);
}

function refBy({ chart, agentId }: ActorIdentity, logic: StatelyRef['logic']): StatelyRef {
  const name = agentId === null ? chart : `${chart} ${agentId}`;
  const { parentId, rootId } = placeOf(chart, name);
  return { sessionId: name, name, parentId, rootId, logic };
}

/** The supervisor is the root of the sessions; the backend and the turns stand for themselves. */
function placeOf(chart: ActorIdentity['chart'], name: string) {
  if (chart === 'session') return { parentId: 'sessions', rootId: 'supervisor' };
  if (chart === 'sessions') return { parentId: 'supervisor', rootId: 'supervisor' };
  return { parentId: undefined, rootId: name };
}

/** What only the parent of the sessions tells the supervisor. */
const HUB_ANSWERS = new Set(['session.moved', 'session.ignored', 'session.ended']);

/**
 * Who sent an event; undefined if it came from outside. xstate knows no sender where one actor calls
 * another's `send`, as the parent of the sessions does, for whom nobody else may speak.
 */
export function senderOf(
  to: StatelyRef,
  type: string,
  source: ActorRefLike | undefined,
): string | undefined {
  if (source !== undefined) return refOf(source)?.sessionId;
  if (to.parentId === 'sessions') return 'sessions';
  return to.sessionId === 'supervisor' && HUB_ANSWERS.has(type) ? 'sessions' : undefined;
}
