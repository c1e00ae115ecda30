import { createPlainScreen } from './plain-screen.js';
import type { Output, Screen } from './screen.js';
import { createTerminalScreen } from './terminal-screen.js';

/** A board that is redrawn needs this many rows. */
const LEAST_ROWS = 10;

/**
 * Chooses how to tell: a live board under a log on a terminal, plain lines everywhere else.
 *
 * @param env NO_COLOR (not empty) turns colours off, TERM=dumb the board.
 */
export function createScreen(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
): Screen {
  // a terminal that does not know its size says 0
  const isLow = (output.rows || LEAST_ROWS) < LEAST_ROWS;
  if (!output.isTTY || env.TERM === 'dumb' || isLow) return createPlainScreen(output);
  return createTerminalScreen(output, !env.NO_COLOR);
}
