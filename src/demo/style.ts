/** How a piece of text looks; a terminal without colour shows the text alone. */
export type Look = 'plain' | 'bold' | 'dim' | 'green' | 'yellow' | 'cyan' | 'red';

export interface Piece {
  readonly text: string;
  readonly look: Look;
}

const CODES: Readonly<Record<Look, number>> = {
  plain: 0,
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  cyan: 36,
};

export const piece = (text: string, look: Look = 'plain'): Piece => ({ text, look });

/**
 * Makes one terminal line of pieces.
 *
 * @param width the most columns it may take; what is beyond is cut, with an ellipsis.
 * @param colour false leaves every escape code out.
 */
export function renderLine(pieces: readonly Piece[], width: number, colour: boolean): string {
  let room = width;
  let line = '';
  for (const { text, look } of pieces) {
    if (room <= 0) break;
    const shown = clip(text, room);
    room -= [...shown].length;
    line += colour && look !== 'plain' ? `\x1b[${CODES[look]}m${shown}\x1b[0m` : shown;
  }
  return line;
}

/** Cuts a text to a number (1 or more) of characters, and makes it printable. */
export function clip(text: string, columns: number): string {
  const characters = [...printable(text)];
  if (characters.length <= columns) return characters.join('');
  return `${characters.slice(0, columns - 1).join('')}…`;
}

/** Replaces what would move the cursor or change the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
