import type { SessionChange, SessionRecord, SessionStatus, ThreadState } from '../domain/index.js';
import { type Look, type Piece, piece } from './style.js';

/** One session on the board: its two regions, and what its agent says. */
export interface BoardRow {
  readonly identity: string;
  readonly status: SessionStatus;
  readonly threadState: ThreadState;
  readonly saying: string;
}

/** The sessions by agent id, in the order they were registered. */
export type Board = ReadonlyMap<string, BoardRow>;

/** Puts a change of a session on the board; the same board when nothing to be seen changed. */
export function withChange(board: Board, change: SessionChange): Board {
  if (change.type === 'refused') return board;
  const { agentId, identity, status, threadState } = change.record;
  const before = board.get(agentId);
  if (before !== undefined && sameRegions(before, change.record)) return board;
  const saying = before?.saying ?? '';
  return new Map(board).set(agentId, { identity, status, threadState, saying });
}

/** Puts what an agent says on the board; the same board when it shows that already. */
export function withSaying(board: Board, agentId: string, saying: string): Board {
  const row = board.get(agentId);
  if (row === undefined || row.saying === saying) return board;
  return new Map(board).set(agentId, { ...row, saying });
}

/** Tells whether two records (or rows) are in the same states. */
export function sameRegions(
  one: Pick<SessionRecord, 'status' | 'threadState'>,
  other: Pick<SessionRecord, 'status' | 'threadState'>,
): boolean {
  return one.status === other.status && one.threadState === other.threadState;
}

const STATUS_LOOKS: Readonly<Record<SessionStatus, Look>> = {
  active: 'green',
  stale: 'yellow',
  closed: 'dim',
};

const THREAD_LOOKS: Readonly<Record<ThreadState, Look>> = {
  busy: 'cyan',
  idle: 'plain',
  closed: 'dim',
};

/** The board as lines: a heading, then one line for each session. */
export function boardLines(board: Board): readonly (readonly Piece[])[] {
  const heading = [piece(`  ${cells('session', 'status', 'thread')}agent says`, 'dim')];
  return [heading, ...[...board.values()].map(rowLine)];
}

function rowLine({ identity, status, threadState, saying }: BoardRow): readonly Piece[] {
  return [
    piece(`  ${cells(identity)}`, 'bold'),
    piece(cells(`● ${status}`), STATUS_LOOKS[status]),
    piece(cells(threadState === 'busy' ? '▶ busy' : `■ ${threadState}`), THREAD_LOOKS[threadState]),
    piece(saying, threadState === 'busy' ? 'plain' : 'dim'),
  ];
}

function cells(...texts: readonly string[]): string {
  return texts.map((text) => text.padEnd(12)).join('');
}
