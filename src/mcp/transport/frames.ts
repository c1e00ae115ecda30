const NEWLINE = 0x0a;

/** Bytes go in, whole lines come out. */
export interface Frames {
  /** Takes the next bytes and hands on every line they complete, in order, before it returns. */
  push(chunk: Uint8Array): void;
  /** Hands on what follows the last newline, if anything does. */
  end(): void;
}

export interface FramesOptions {
  /** The longest line, in bytes, without its newline. */
  readonly maxBytes: number;
  /** Receives each line as UTF-8 text; empty lines are left out. */
  readonly onLine: (line: string) => void;
  /** Hears of a line that was too long and is dropped: its length in bytes. */
  readonly onDropped: (bytes: number) => void;
}

/**
 * Cuts a byte stream into lines and goes on after one that is too long.
 *
 * Lines are decoded whole, so a character split between chunks arrives intact, and a line of many
 * megabytes costs its length once. No more than `maxBytes` of a line are ever kept.
 */
export function createFrames({ maxBytes, onLine, onDropped }: FramesOptions): Frames {
  let pieces: Uint8Array[] = [];
  let length = 0;

  const keep = (piece: Uint8Array): void => {
    length += piece.length;
    if (length > maxBytes) pieces = [];
    else if (piece.length > 0) pieces.push(piece);
  };
  const finishLine = (): void => {
    const bytes = length;
    const text = bytes > maxBytes ? '' : textOf(pieces);
    pieces = [];
    length = 0;
    if (bytes > maxBytes) onDropped(bytes);
    else if (text.trim() !== '') onLine(text);
  };

  return {
    push(chunk) {
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
        keep(chunk.subarray(start, at));
        finishLine();
        start = at + 1;
      }
      keep(chunk.subarray(start));
    },
    end: finishLine,
  };
}

function textOf(pieces: readonly Uint8Array[]): string {
  const [first] = pieces;
  if (first === undefined) return '';
  const bytes =
    pieces.length > 1
      ? Buffer.concat(pieces)
      : Buffer.from(first.buffer, first.byteOffset, first.length);
  return bytes.toString('utf8');
}
