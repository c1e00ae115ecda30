import { type Board, boardLines, withChange, withSaying } from './board.js';
import type { Output, Screen, StoryLine } from './screen.js';
import { type Piece, piece, renderLine } from './style.js';

const STORY_LOOKS: Readonly<Record<StoryLine, readonly [mark: string, Piece['look']]>> = {
  title: ['', 'bold'],
  step: ['● ', 'bold'],
  note: ['  ', 'dim'],
  success: ['✓ ', 'green'],
  failure: ['✗ ', 'red'],
};

const BEGIN_UPDATE = '\x1b[?2026h';
const END_UPDATE = '\x1b[?2026l';
const CLEAR_LINE_END = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/**
 * Tells on a terminal: a log that grows, and under it the board, drawn over itself.
 *
 * It does not flicker: each update is one write that overwrites the old board line by line, and
 * nothing is cleared before its new text is there. Board lines are cut to the width of the
 * terminal, so that they are as many on the screen as they were written.
 *
 * @param colour false leaves the colours out; the board is redrawn all the same.
 */
export function createTerminalScreen(output: Output, colour: boolean): Screen {
  let board: Board = new Map();
  let drawnLines = 0;

  const draw = (...story: readonly (readonly Piece[])[]): void => {
    // one column stays free: some terminals wrap as soon as the last one is written
    const width = Math.max(1, (output.columns || 80) - 1);
    // the log may wrap: it is never drawn over
    const log = story.map((pieces) => renderLine(pieces, Number.POSITIVE_INFINITY, colour));
    const rows = board.size === 0 ? [] : [[], ...boardLines(board)];
    const lines = rows.map((pieces) => renderLine(pieces, width, colour));
    const up = drawnLines > 0 ? `\r\x1b[${drawnLines}A` : '';
    const text = [...log, ...lines].map((line) => `${line}${CLEAR_LINE_END}\n`).join('');
    drawnLines = lines.length;
    output.write(`${BEGIN_UPDATE}${up}${text}${CLEAR_BELOW}${END_UPDATE}`);
  };

  const change = (next: Board): void => {
    if (next === board) return;
    board = next;
    draw();
  };

  return {
    tell(line, text) {
      const [mark, look] = STORY_LOOKS[line];
      draw([piece(mark, look), piece(text, look)]);
    },
    show: (sessionChange) => change(withChange(board, sessionChange)),
    hear: ({ agentId }, text) => change(withSaying(board, agentId, text)),
  };
}
