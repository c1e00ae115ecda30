import type { Piece } from './looks.js';

/** What stands in one row of the terminal. */
export type Row = readonly Piece[];

/** Breaks a line as a terminal does: wherever its width ends. An empty line is one empty row. */
export function rowsOf(pieces: readonly Piece[], columns: number): Row[] {
  const rows: Piece[][] = [[]];
  let room = columns;
  for (const { text, look } of pieces) {
    let rest = [...text];
    while (rest.length > 0) {
      if (room === 0) {
        rows.push([]);
        room = columns;
      }
      rows.at(-1)?.push({ text: rest.slice(0, room).join(''), look });
      const taken = Math.min(room, rest.length);
      rest = rest.slice(taken);
      room -= taken;
    }
  }
  return rows;
}
