import type { TurnsEvent, TurnsSnapshot } from '../../machines/index.js';
import type { CodexFact } from '../domain/ports/codex.js';
import type { TurnState } from './api.js';
import type { Slot } from './slots.js';

/** The word for where a session's turns are. */
export function stateOf(snapshot: TurnsSnapshot): TurnState {
  if (snapshot.matches({ running: 'asking' })) return 'awaiting_approval';
  const [state] =
    typeof snapshot.value === 'string' ? [snapshot.value] : Object.keys(snapshot.value);
  switch (state) {
    case 'waiting':
      return 'queued';
    case 'opening':
    case 'running':
    case 'interrupting':
    case 'closing':
      return state;
    case 'starting':
      return 'running';
    default:
      return 'idle';
  }
}

/** Where a turn is, and how many go before it. */
export function placeOf(
  ticket: string,
  snapshot: TurnsSnapshot,
  slot: Slot | undefined,
): { readonly state: TurnState; readonly before: number } {
  const { queue, current } = snapshot.context;
  const place = queue.indexOf(ticket);
  if (place >= 0) return { state: 'queued', before: place + 1 };
  if (current?.ticket !== ticket) return { state: 'idle', before: 0 };
  return { state: stateOf(snapshot), before: slot?.before ?? 0 };
}

/** The fact as the turns machine knows it; undefined for what is none of its business. */
export function turnEventOf(fact: CodexFact): TurnsEvent | undefined {
  switch (fact.type) {
    case 'turn.started':
    case 'turn.interrupted':
      return { type: fact.type, turnId: fact.turnId };
    case 'turn.completed':
      return { type: fact.type, turnId: fact.turnId, text: fact.lastMessage };
    case 'turn.failed':
      return { type: fact.type, turnId: fact.turnId, message: fact.message };
    case 'turn.erred':
      // one that is tried again ends nothing
      return fact.willRetry ? undefined : { type: fact.type, turnId: fact.turnId };
    default:
      return undefined;
  }
}

/** Whether a fact is of the current turn: late ones of an earlier turn carry its id. */
export function hearsTurn({ context }: TurnsSnapshot, fact: CodexFact): boolean {
  if (fact.type === 'approval.resolved') return false;
  const { current, lastEndedTurnId } = context;
  if (fact.turnId === null) return true;
  return current?.turnId === null
    ? fact.turnId !== lastEndedTurnId
    : fact.turnId === current?.turnId;
}
