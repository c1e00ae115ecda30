import { type Look, painted } from '../terminal.js';
import { cut, printable, widthOf } from '../text.js';

/** A part of a line, with its look. It may hold anything. */
export type Piece = readonly [text: string, look?: Look];

/** Makes a line of pieces; what goes beyond the room is cut. */
export function lineOfPieces(pieces: readonly Piece[], room: number, colours: boolean): string {
  let left = room;
  let line = '';
  for (const [text, look = 'plain'] of pieces) {
    const shown = cut(printable(text), left);
    line += painted(shown, look, colours);
    left -= widthOf(shown);
  }
  return line;
}

/** A line with something at its right end, if there is room for that. */
export function lineWithEnd(
  pieces: readonly Piece[],
  end: string,
  room: number,
  colours: boolean,
): string {
  const taken = pieces.reduce((sum, [text]) => sum + widthOf(printable(text)), 0);
  const space = room - taken - widthOf(end);
  if (end === '' || space < 2) return lineOfPieces(pieces, room, colours);
  return lineOfPieces([...pieces, [' '.repeat(space)], [end, 'dim']], room, colours);
}
