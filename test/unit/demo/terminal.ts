/** A terminal of endless height that understands what the screen writes; for tests. */
export class Terminal {
  readonly isTTY = true;
  readonly rows = 40;
  /** Everything written, escape codes included, one entry for each write. */
  readonly writes: string[] = [];
  #lines: string[] = [''];
  #row = 0;

  constructor(public columns: number) {}

  write(text: string): void {
    this.writes.push(text);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are what is read here
    for (const [token] of text.matchAll(/\x1b\[[?\d;]*[A-Za-z]|[\r\n]|[^\x1b\r\n]+/g)) {
      this.#take(token);
    }
  }

  /** What is to be seen. */
  get lines(): readonly string[] {
    return this.#lines.map((line) => line.trimEnd());
  }

  #column = 0;

  #take(token: string): void {
    const line = this.#lines[this.#row] ?? '';
    if (token === '\r') this.#column = 0;
    else if (token === '\n') {
      this.#row += 1;
      this.#column = 0;
      this.#lines[this.#row] ??= '';
    } else if (token.startsWith('\x1b[')) this.#obey(token, line);
    else {
      this.#lines[this.#row] =
        line.slice(0, this.#column).padEnd(this.#column) +
        token +
        line.slice(this.#column + token.length);
      this.#column += token.length;
    }
  }

  #obey(code: string, line: string): void {
    const command = code.at(-1);
    if (command === 'A') this.#row = Math.max(0, this.#row - Number.parseInt(code.slice(2), 10));
    if (command === 'K') this.#lines[this.#row] = line.slice(0, this.#column);
    if (command === 'J') {
      this.#lines[this.#row] = line.slice(0, this.#column);
      this.#lines.length = this.#row + 1;
    }
  }
}
