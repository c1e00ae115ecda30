import { parse } from 'smol-toml';

/** Tells the line of a key by its path, from 1; null if there is no such key. */
export type LineOf = (path: readonly string[]) => number | null;

/** How deep keys are told apart: no setting lies deeper. */
const DEPTH = 3;

const BLANK = /(?:[ \t\r\n\ufeff]|#[^\n]*)*/y;
const SPACES = /[ \t]*/y;
/** A key up to the `=` or `]` that ends it: neither can stand in it but in quotes. */
const KEY = /(?:[^"'=\]]|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')*/y;
const PLAIN_VALUE = /[\s\S][^,\]}#\r\n]*/y;
const BARE = /^[\w-]+$/;

/**
 * Finds the lines of the keys in a TOML text: of tables, dotted keys and inline tables. A key that
 * comes up again, as a part of another one, has the line where it came first.
 *
 * @param text is TOML: what the parser refuses may give anything here.
 */
export function keyLines(text: string): LineOf {
  const { lines } = new Scan(text).run();
  return (path) => lines.get(JSON.stringify(path)) ?? null;
}

class Scan {
  readonly lines = new Map<string, number>();
  private at = 0;
  private line = 1;
  private counted = 0;

  constructor(private readonly text: string) {}

  run(): this {
    let table: readonly string[] = [];
    this.skip(BLANK);
    while (this.at < this.text.length) {
      if (this.text[this.at] === '[') table = this.header();
      else this.pair(table);
      this.skip(BLANK);
    }
    return this;
  }

  /** `[table]` or `[[table]]`. */
  private header(): readonly string[] {
    const brackets = this.text[this.at + 1] === '[' ? 2 : 1;
    this.at += brackets;
    const path = this.key([]);
    this.at += brackets;
    return path;
  }

  /** `key = value`. */
  private pair(table: readonly string[]): void {
    const path = this.key(table);
    this.at += 1;
    this.skip(SPACES);
    this.value(path);
  }

  private key(table: readonly string[]): readonly string[] {
    const start = this.at;
    this.skip(KEY);
    const path = [...table, ...namesIn(this.text.slice(start, this.at))].slice(0, DEPTH);
    const line = this.lineAt(start);
    for (let length = table.length; length < path.length; length += 1) {
      this.note(path.slice(0, length + 1), line);
    }
    return path;
  }

  private note(path: readonly string[], line: number): void {
    const key = JSON.stringify(path);
    if (!this.lines.has(key)) this.lines.set(key, line);
  }

  private value(path: readonly string[]): void {
    const first = this.text[this.at];
    if (first === '{') this.many('}', () => this.pair(path));
    else if (first === '[') this.many(']', () => this.value(path));
    else if (first === '"' || first === "'") this.quoted(first);
    else this.skip(PLAIN_VALUE);
  }

  /** What stands between brackets, with commas. */
  private many(end: string, one: () => void): void {
    this.at += 1;
    this.skip(BLANK);
    while (this.at < this.text.length && this.text[this.at] !== end) {
      if (this.text[this.at] === ',') this.at += 1;
      else one();
      this.skip(BLANK);
    }
    this.at += 1;
  }

  private quoted(quote: string): void {
    const delimiter = this.text.startsWith(quote.repeat(3), this.at) ? quote.repeat(3) : quote;
    this.at += delimiter.length;
    while (this.at < this.text.length && !this.text.startsWith(delimiter, this.at)) {
      this.at += quote === '"' && this.text[this.at] === '\\' ? 2 : 1;
    }
    this.at += delimiter.length;
    // up to two quotes more belong to the text, and the last three end it
    while (delimiter.length === 3 && this.text[this.at] === quote) this.at += 1;
  }

  private skip(pattern: RegExp): void {
    pattern.lastIndex = this.at;
    this.at += pattern.exec(this.text)?.[0].length ?? 0;
  }

  private lineAt(offset: number): number {
    for (; this.counted < offset; this.counted += 1) {
      if (this.text[this.counted] === '\n') this.line += 1;
    }
    return this.line;
  }
}

/** The names of a key as it is written. */
function namesIn(written: string): readonly string[] {
  const key = written.trim();
  if (BARE.test(key)) return [key];
  const names: string[] = [];
  let rest: unknown = parse(`${key} = 0`);
  while (typeof rest === 'object' && rest !== null) {
    const [entry] = Object.entries(rest);
    if (entry === undefined) break;
    names.push(entry[0]);
    rest = entry[1];
  }
  return names;
}
