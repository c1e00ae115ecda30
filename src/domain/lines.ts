const NEWLINE = 0x0a;

/** Bytes go in, whole lines come out. */
export interface LineSplitter {
  /**
   * Takes the next bytes and hands on every line they complete, in order, before it returns. False,
   * now and ever after, once a line has outgrown the limit: nothing more is handed on.
   */
  push(chunk: Uint8Array): boolean;
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
 * @param maxBytes the longest line, without its newline. Default: no limit.
 */
export function createLineSplitter(
  onLine: (line: string) => void,
  maxBytes = Number.POSITIVE_INFINITY,
): LineSplitter {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let pieces: Uint8Array[] = [];
  let length = 0;

  const keep = (piece: Uint8Array): boolean => {
    length += piece.length;
    if (length > maxBytes) pieces = [];
    else if (piece.length > 0) pieces.push(piece);
    return length <= maxBytes;
  };
  const finishLine = (): void => {
    const line = decoder.decode(joined(pieces, length));
    pieces = [];
    length = 0;
    if (line.trim() !== '') onLine(line);
  };

  return {
    push(chunk) {
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
        if (!keep(chunk.subarray(start, at))) return false;
        finishLine();
        start = at + 1;
      }
      return keep(chunk.subarray(start));
    },
    end() {
      if (length <= maxBytes) finishLine();
    },
  };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = pieces;
  if (first !== undefined && first.length === length) return first;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
