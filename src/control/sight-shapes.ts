import { isJsonObject, isTimestamp } from '../domain/index.js';
import type { EndedTurnSight, SessionSight, TurnSight, TurnWord } from './observations.js';
import { type Guard, isCount, isText, wordsOf } from './shapes.js';

export function isSight(value: unknown): value is SessionSight {
  if (!isJsonObject(value)) return false;
  const { agentId, statusSince, threadSince, turn, queued, turns } = value;
  const isGoodHead = isText(agentId) && isTime(statusSince) && isTime(threadSince);
  const isGoodTurn = turn === null || isTurn(turn);
  return isGoodHead && isGoodTurn && isCount(queued) && isListOf(isEndedTurn, turns);
}

function isTurn(value: unknown): value is TurnSight {
  if (!isJsonObject(value)) return false;
  return TURNS.has(value.state) && isText(value.activity) && isTime(value.since);
}

function isEndedTurn(value: unknown): value is EndedTurnSight {
  if (!isJsonObject(value)) return false;
  const { turnId, how, since, endedAt } = value;
  return isName(turnId) && HOWS.has(how) && isTime(since) && isTime(endedAt);
}

export function isListOf<T>(guard: Guard<T>, value: unknown): value is readonly T[] {
  return Array.isArray(value) && value.every(guard);
}

export function isTime(value: unknown): value is string {
  return isText(value) && isTimestamp(value);
}

/** A text where there is one. */
export function isName(value: unknown): value is string | null {
  return value === null || isText(value);
}

export const HOWS = wordsOf<EndedTurnSight['how']>({
  completed: true,
  failed: true,
  interrupted: true,
  refused: true,
});
const TURNS = wordsOf<TurnWord>({
  queued: true,
  opening: true,
  running: true,
  awaiting_approval: true,
  interrupting: true,
  closing: true,
});
