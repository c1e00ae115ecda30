import type { Processes } from '../store/processes.js';
import { printable } from './text.js';

/** Where the command line writes to. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** How many columns a line of `out` may take; null if it may be any length. */
  readonly columns: number | null;
  /** Whether `out` understands colours. */
  readonly colours: boolean;
}

/**
 * How a stream is to be written to: on a terminal as wide as that is and in colours, unless NO_COLOR
 * (not empty) or TERM=dumb says otherwise; elsewhere plainly and in full.
 */
export function mannerFor(
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  { NO_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): Pick<Terminal, 'columns' | 'colours'> {
  if (!isTTY) return { columns: null, colours: false };
  // a terminal that does not know its size says 0
  return { columns: columns || 80, colours: !NO_COLOR && TERM !== 'dumb' };
}

/** All that the command line has of the outside world besides the disk. */
export interface Surroundings extends Terminal {
  /** The folder that `.config/atm/agent-sessions` is in. */
  readonly home: string;
  readonly clock: () => Date;
  readonly processes: () => Processes;
}

/** How a piece of text looks; without colours it is the text alone. */
export type Look = 'plain' | 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

const CODES: Readonly<Record<Look, number>> = {
  plain: 0,
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  cyan: 36,
};

/** Gives a printable text its look. */
export function painted(text: string, look: Look, colours: boolean): string {
  if (!colours || look === 'plain' || text === '') return text;
  return `\x1b[${CODES[look]}m${text}\x1b[0m`;
}

/** Writes a line that may hold anything. */
export function say({ out, colours }: Terminal, text: string, look: Look = 'plain'): void {
  out(`${painted(printable(text), look, colours)}\n`);
}

/** Writes a line about what went wrong, or to heed, and lines that belong to it. */
export function complain(
  { error }: Terminal,
  sentence: string,
  details: readonly string[] = [],
): void {
  const lines = [`codex-sessions: ${printable(sentence)}`];
  for (const detail of details) lines.push(`  ${printable(detail)}`);
  error(`${lines.join('\n')}\n`);
}
