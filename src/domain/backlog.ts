/** Counts what was written to somebody and has not left yet, in bytes. */
export class Backlog {
  readonly #maxBytes: number;
  #bytes = 0;
  #hasLong = false;

  /** @param maxBytes how much may wait at most, beside one message that is longer by itself. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Counts a message in.
   *
   * @returns what to call once it has left; undefined, and nothing is counted, if it is too much.
   */
  add(bytes: number): (() => void) | undefined {
    if (bytes > this.#maxBytes) return this.#addLong();
    if (this.#bytes + bytes > this.#maxBytes) return undefined;
    this.#bytes += bytes;
    return () => {
      this.#bytes -= bytes;
    };
  }

  #addLong(): (() => void) | undefined {
    if (this.#hasLong) return undefined;
    this.#hasLong = true;
    return () => {
      this.#hasLong = false;
    };
  }
}
