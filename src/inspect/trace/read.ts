import { createReadStream } from 'node:fs';

/** A line of a file as it stands there. */
export interface RawLine {
  /** Its number in the file, from 1. */
  readonly number: number;
  readonly text: string;
  /** Whether it ends with a newline: the last line of a process that was killed may not. */
  readonly isWhole: boolean;
}

const NEWLINE = 0x0a;

/** The lines of a file, one at a time. Rejects with what reading it fails with. */
export async function* readLines(path: string): AsyncGenerator<RawLine, void> {
  let number = 0;
  let begun: Buffer[] = [];
  const lineOf = (isWhole: boolean): RawLine => {
    number += 1;
    const text = Buffer.concat(begun).toString('utf8');
    begun = [];
    return { number, text, isWhole };
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      begun.push(chunk.subarray(start, at));
      start = at + 1;
      yield lineOf(true);
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
  }
  if (begun.length > 0) yield lineOf(false);
}
