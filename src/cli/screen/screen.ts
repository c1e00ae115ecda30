import type { Output } from './tty.js';

const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const CLEAR = '\x1b[2J';
const CLEAR_LINE_END = '\x1b[K';
const BEGIN_UPDATE = '\x1b[?2026h';
const END_UPDATE = '\x1b[?2026l';

/** The screen of a terminal, which is given back as it was. */
export class Screen {
  readonly #output: Output;
  /** What is on it; null: nothing that is known. */
  #drawn: readonly string[] | null = null;
  #isOpen = false;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Takes the whole screen, without a cursor; text that is too long does not wrap. */
  enter(): void {
    this.#isOpen = true;
    this.#drawn = null;
    this.#output.write(ENTER);
  }

  /** Gives it back. Idempotent. */
  leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#output.write(LEAVE);
  }

  /** Forgets what is on it: the next drawing is a whole one. */
  forget(): void {
    this.#drawn = null;
  }

  /** Shows lines from the top. False if the terminal is full; `drain` follows. */
  draw(lines: readonly string[]): boolean {
    if (!this.#isOpen) return true;
    const text = repaint(this.#drawn, lines);
    this.#drawn = lines;
    return text === '' || this.#output.write(text);
  }
}

/**
 * What makes a screen show other lines: only those that differ are written, over what is there.
 *
 * @param before null: anything may be there.
 */
export function repaint(before: readonly string[] | null, after: readonly string[]): string {
  const changes = after.flatMap((line, index) =>
    before !== null && before[index] === line
      ? []
      : [`\x1b[${index + 1};1H${line}${CLEAR_LINE_END}`],
  );
  if (before !== null && changes.length === 0) return '';
  return [BEGIN_UPDATE, before === null ? CLEAR : '', ...changes, END_UPDATE].join('');
}
