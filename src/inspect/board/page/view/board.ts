import { type History, historyAfter, historyOf, NO_HISTORY } from './history.js';
import type { BoardMessage } from './types.js';

/** How the page hears of what happens. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'ended';

/** All that was told. */
export interface Board {
  readonly connection: Connection;
  /** Null until the first message. */
  readonly mode: 'live' | 'replay' | null;
  readonly history: History;
  /** How often a whole history was told: one more with every connection. */
  readonly starts: number;
}

export const NO_BOARD: Board = {
  connection: 'connecting',
  mode: null,
  history: NO_HISTORY,
  starts: 0,
};

/** The board after messages that came one after the other. */
export function boardAfter(board: Board, messages: readonly BoardMessage[]): Board {
  return messages.reduce(after, board);
}

function after(board: Board, message: BoardMessage): Board {
  switch (message.type) {
    case 'start': {
      const history = historyOf(message);
      return { connection: 'live', mode: message.mode, history, starts: board.starts + 1 };
    }
    case 'news':
      return { ...board, history: historyAfter(board.history, message.news) };
    default:
      // of a newer server
      return board;
  }
}
