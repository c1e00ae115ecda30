import { type Look, painted } from './terminal.js';
import { cut, printable, widthOf } from './text.js';

export interface Cell {
  /** Any text: what is harmful in it is made visible. */
  readonly text: string;
  readonly look: Look;
}

export interface Column {
  readonly title: string;
  /** What it is not cut below as long as other columns can be, in columns of the terminal. */
  readonly floor: number;
}

export interface Table {
  readonly columns: readonly Column[];
  /** As many cells each as there are columns. */
  readonly rows: readonly (readonly Cell[])[];
}

const GAP = '  ';

export const cell = (text: string, look: Look = 'plain'): Cell => ({ text, look });

/** How many columns of the terminal a table takes if nothing is cut. */
export function naturalWidth(table: Table): number {
  return totalOf(naturalWidths(printed(table)));
}

/** How many columns of the terminal a table takes if all that can be cut is. */
export function leastWidth(table: Table): number {
  return totalOf(fitted(table.columns, naturalWidths(printed(table)), 0));
}

/**
 * Makes aligned lines of a table: a header and one for each row.
 *
 * @param room the columns a line may take, 1 or more: the widest of the columns that can be cut
 *   are cut first, and what then goes beyond is cut at the end. Null: nothing is cut.
 */
export function tableLines(table: Table, room: number | null, colours: boolean): string[] {
  const lines = printed(table);
  const widths = fitted(table.columns, naturalWidths(lines), room);
  return lines.map((cells) => lineOf(cells, widths, { room: room ?? totalOf(widths), colours }));
}

function printed({ columns, rows }: Table): Cell[][] {
  const header = columns.map(({ title }) => cell(title, 'bold'));
  return [header, ...rows].map((cells) =>
    cells.map(({ text, look }) => ({ text: printable(text), look })),
  );
}

function naturalWidths([header = [], ...rows]: readonly Cell[][]): number[] {
  return header.map(({ text }, index) =>
    rows.reduce((width, row) => Math.max(width, widthOf(row[index]?.text ?? '')), widthOf(text)),
  );
}

function totalOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, Math.max(0, widths.length - 1) * GAP.length);
}

/** Takes one column of the terminal after the other from the widest, down to the floors. */
function fitted(columns: readonly Column[], natural: number[], room: number | null): number[] {
  const widths = [...natural];
  const spare = (index: number) => (widths[index] ?? 0) - (columns[index]?.floor ?? 0);
  for (let excess = totalOf(widths) - (room ?? Infinity); excess > 0; excess -= 1) {
    const widest = widths.reduce(
      (best, width, index) =>
        spare(index) > 0 && (best < 0 || width > (widths[best] ?? 0)) ? index : best,
      -1,
    );
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function lineOf(
  cells: readonly Cell[],
  widths: readonly number[],
  { room, colours }: { readonly room: number; readonly colours: boolean },
): string {
  const last = cells.findLastIndex(({ text }) => text !== '');
  let line = '';
  let left = room;
  for (const [index, { text, look }] of cells.slice(0, last + 1).entries()) {
    const width = widths[index] ?? 0;
    const shown = cut(text, Math.min(width, left));
    const taken = widthOf(shown);
    const fill = index === last ? 0 : Math.min(width + GAP.length, left) - taken;
    line += painted(shown, look, colours) + ' '.repeat(fill);
    left -= taken + fill;
  }
  return line;
}
