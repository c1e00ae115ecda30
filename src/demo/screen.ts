import type { SessionChange, SessionRecord } from '../domain/index.js';
import { createPlainScreen } from './plain-screen.js';
import { createTerminalScreen } from './terminal-screen.js';

/** Where the story is told. */
export interface Screen {
  /** One line of the story: a step that begins, what came of it, or how it all ended. */
  tell(line: StoryLine, text: string): void;
  /** A session changed. */
  show(change: SessionChange): void;
  /** The agent of a session says something: the text so far, and at last the whole of it. */
  hear(session: SessionRecord, text: string, whole: boolean): void;
}

export type StoryLine = 'title' | 'step' | 'note' | 'success' | 'failure';

/** What a screen writes to: `process.stdout` is one. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

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
