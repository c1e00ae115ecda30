import { type AnyActorRef, StateMachine } from 'xstate';
import type { ChartName } from '../control/index.js';

/** Which actor of the system one is. */
export interface ActorIdentity {
  /** The parent of the sessions is no statechart. */
  readonly chart: ChartName | 'sessions';
  /** Whose: of a session and its turns. */
  readonly agentId: string | null;
}

const TURNS_OF = 'turns ';

/** Tells by what an actor is made of, never by its name: a session may be called anything. */
export function identityOf(ref: AnyActorRef): ActorIdentity | undefined {
  const { logic } = ref as { readonly logic?: unknown };
  if (!(logic instanceof StateMachine)) {
    return ref.id === 'sessions' ? { chart: 'sessions', agentId: null } : undefined;
  }
  switch (logic.id) {
    case 'session':
      return { chart: 'session', agentId: ref.id };
    case 'turns':
      return { chart: 'turns', agentId: ref.id.slice(TURNS_OF.length) };
    case 'supervisor':
    case 'backend':
      return { chart: logic.id, agentId: null };
    default:
      return undefined;
  }
}
