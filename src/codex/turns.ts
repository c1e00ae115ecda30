import type { TurnSummary } from '../domain/ports/codex.js';
import type { ThreadItem, Turn } from './protocol/model.js';
import { fieldOf, itemsOf, nameOf, textOf, type Unread, unread } from './unread.js';

type TurnOutcome = Pick<TurnSummary, 'status' | 'error'>;

/** Tells how a turn ended, or that it runs. */
export function outcomeOf(turn: Unread<Turn>): TurnOutcome {
  const status = textOf(fieldOf(turn, 'status'));
  switch (status) {
    case 'inProgress':
      return { status: 'running', error: null };
    case 'completed':
    case 'interrupted':
      return { status, error: null };
    case 'failed':
      return { status, error: textOf(fieldOf(fieldOf(turn, 'error'), 'message')) };
    default:
      // an end in words of a later version is still an end: the turn must not stay busy for ever
      return { status: 'failed', error: `the turn ended as '${status}'` };
  }
}

/** The last agent message among the items of a turn; '' if there is none. */
export function lastMessageOf(turn: Unread<Turn>): string {
  const messages = itemsOf(fieldOf(turn, 'items')).filter(
    (item) => typeOf(item) === 'agentMessage',
  );
  return messageText(messages.at(-1));
}

export function typeOf(item: Unread<ThreadItem>): string {
  return textOf(fieldOf(item, 'type'));
}

/** The text of an agent message. */
export function messageText(item: Unread<ThreadItem> | undefined): string {
  const message: Unread<{ readonly text: string }> = unread(item);
  return textOf(fieldOf(message, 'text'));
}

/** Reads one turn of a list; undefined if it has no id. */
export function turnSummaryOf(turn: Unread<Turn>): TurnSummary | undefined {
  const turnId = nameOf(fieldOf(turn, 'id'));
  if (turnId === undefined) return undefined;
  return { turnId, ...outcomeOf(turn), lastMessage: lastMessageOf(turn) };
}
