import type { TurnsEvent, TurnsPatience } from '../../machines/index.js';
import type { TurnSummary } from '../domain/ports/codex.js';
import type { AgentThread } from './agent-thread.js';
import type { TurnRecord } from './turn-record.js';

/** How far back the history of a thread is read for a turn. */
const HISTORY = 5;

/**
 * Asks Codex how a turn stands that nothing was heard of: its end may have been lost.
 *
 * @returns the end, as a fact, if Codex knows of one.
 */
export async function checkTurn(
  thread: AgentThread,
  turnId: string | null,
  turn: TurnRecord | undefined,
  patience: TurnsPatience,
): Promise<TurnsEvent> {
  if (turn !== undefined && turn.silentMs < patience.errorMs) return { type: 'turn.found' };
  const { backend, threadId } = thread;
  const missed = (why: string): TurnsEvent => ({
    type: 'turn.missed',
    message: turn?.lastError ?? why,
  });
  if (backend === undefined || threadId === null) return missed('the thread is not open');
  try {
    const isActive = await backend.isThreadActive(threadId);
    const turns = await backend.listTurns(threadId, HISTORY);
    const found = turns.find((summary) => summary.turnId === turnId);
    if (found !== undefined && found.status !== 'running') return endOf(found);
    if (isActive && !isGivenUp(turn, patience)) return { type: 'turn.found' };
    return missed('codex ended the turn without telling how; ask again');
  } catch (error) {
    return missed(error instanceof Error ? error.message : String(error));
  }
}

/** Codex calls it running, but told an error it will not retry, and nothing for long since. */
function isGivenUp(turn: TurnRecord | undefined, { silenceMs }: TurnsPatience): boolean {
  return turn !== undefined && turn.lastError !== null && turn.silentMs >= silenceMs;
}

function endOf({ turnId, status, lastMessage, error }: TurnSummary): TurnsEvent {
  switch (status) {
    case 'completed':
      return { type: 'turn.completed', turnId, text: lastMessage };
    case 'failed':
      return { type: 'turn.failed', turnId, message: error ?? 'the turn failed' };
    default:
      return { type: 'turn.interrupted', turnId };
  }
}
