import { type InspectionEvent, StateMachine } from 'xstate';
import type { ChartName } from '../control/index.js';

/** Which actor of the system one is. */
export interface ActorIdentity {
  /** The parent of the sessions is no statechart. */
  readonly chart: ChartName | 'sessions';
  /** Whose: of a session and its turns. */
  readonly agentId: string | null;
}

/** What the name of the actor of a session's turns begins with; its agent id follows. */
export const TURNS_OF = 'turns ';

/** Tells by what an actor is made of, never by its name: a session may be called anything. */
export function identityOf(ref: InspectionEvent['actorRef']): ActorIdentity | undefined {
  const { logic, id } = ref as unknown as { readonly logic?: unknown; readonly id: string };
  if (!(logic instanceof StateMachine)) {
    return id === 'sessions' ? { chart: 'sessions', agentId: null } : undefined;
  }
  switch (logic.id) {
    case 'session':
      return { chart: 'session', agentId: id };
    case 'turns':
      return { chart: 'turns', agentId: id.slice(TURNS_OF.length) };
    case 'supervisor':
    case 'backend':
      return { chart: logic.id, agentId: null };
    default:
      return undefined;
  }
}
