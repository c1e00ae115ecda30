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
  readonly chart: ActorIdentity['chart'];
  readonly parentId: string | undefined;
  readonly rootId: string;
  /** A statechart, or anything else without a picture. */
  readonly logic: { readonly config?: unknown };
}

/** Names actors. Where there are several supervisors or backends, the later ones are numbered. */
export class RefBook {
  readonly #marks = new WeakMap<object, string>();
  readonly #counts = new Map<string, number>();

  /** How the inspector is told of an actor; undefined for one that is none of ours. */
  refOf(actor: ActorRefLike): StatelyRef | undefined {
    const identity = identityOf(actor);
    const { logic } = actor as unknown as { readonly logic: StatelyRef['logic'] };
    return identity && refBy(identity, logic, this.#markOf(rootOf(actor)));
  }

  /** How it is told of a session that has no actor now, of a supervisor. */
  restingRef(
    agentId: string,
    machine: AnyStateMachine,
    supervisor: ActorRefLike | undefined,
  ): StatelyRef {
    const mark = supervisor === undefined ? '' : this.#markOf(supervisor);
    return refBy({ chart: 'session', agentId }, machine, mark);
  }

  #markOf(root: ActorRefLike): string {
    const known = this.#marks.get(root);
    if (known !== undefined) return known;
    const { chart, agentId } = identityOf(root) ?? { chart: '', agentId: null };
    // turns have a session's id in their name, and come and go
    const count = agentId === null ? (this.#counts.get(chart) ?? 0) + 1 : 1;
    this.#counts.set(chart, count);
    const mark = count === 1 ? '' : ` (${count})`;
    this.#marks.set(root, mark);
    return mark;
  }
}

function rootOf(actor: ActorRefLike): ActorRefLike {
  const { _parent: parent } = actor as { readonly _parent?: ActorRefLike };
  return parent === undefined ? actor : rootOf(parent);
}

function refBy(
  { chart, agentId }: ActorIdentity,
  logic: StatelyRef['logic'],
  mark: string,
): StatelyRef {
  const name = `${agentId === null ? chart : `${chart} ${agentId}`}${mark}`;
  const { parentId, rootId } = placeOf(chart, name, mark);
  return { sessionId: name, name, chart, parentId, rootId, logic };
}

/** The supervisor is the root of the sessions; the backend and the turns stand for themselves. */
function placeOf(chart: ActorIdentity['chart'], name: string, mark: string) {
  const rootId = `supervisor${mark}`;
  if (chart === 'session') return { parentId: `sessions${mark}`, rootId };
  if (chart === 'sessions') return { parentId: rootId, rootId };
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
  source: StatelyRef | undefined,
): string | undefined {
  if (source !== undefined) return source.sessionId;
  if (to.chart === 'session') return to.parentId;
  const isAnswer = to.chart === 'supervisor' && HUB_ANSWERS.has(type);
  return isAnswer ? to.sessionId.replace('supervisor', 'sessions') : undefined;
}
