const NEWLINE = 0x0a;

/** Bytes go in, whole lines come out. */
export interface LineSplitter {
  /** Takes the next bytes and hands on every line they complete, in order, before it returns. */
  push(chunk: Uint8Array): void;
  /** Hands on what follows the last newline, if anything does. */
  end(): void;
}

/**
 * Cuts a byte stream into lines.
 *
 * Lines are decoded whole, so a character split between chunks arrives intact, and a line of many
 * megabytes costs its length once. Empty lines are left out.
 *
 * @param onLine receives each line as UTF-8 text, without its newline.
 */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  let pieces: Uint8Array[] = [];

  const finishLine = (last: Uint8Array): void => {
    const bytes = pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
    pieces = [];
    const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    if (line.trim() !== '') onLine(line);
  };

  return {
    push(chunk) {
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
        finishLine(chunk.subarray(start, at));
        start = at + 1;
      }
      if (start < chunk.length) pieces.push(chunk.subarray(start));
    },
    end() {
      finishLine(new Uint8Array());
    },
  };
}
