/** How much may wait for the disk, in UTF-16 code units; a line alone may be longer. */
const MOST_WAITING = 16 * 1024 * 1024;

export interface BatchesOptions {
  /** Writes a text behind all before it. */
  readonly append: (text: string) => Promise<void>;
  /** Called once, when a text could not be written: nothing is written any more. */
  readonly onFailure: (cause: unknown) => void;
  /** How much may wait, in UTF-16 code units. Default 16 Mi. */
  readonly mostWaiting?: number | undefined;
}

/** Writes behind: whoever adds never waits, and what came together is written together. */
export class Batches {
  readonly #options: BatchesOptions;
  #waiting: string[] = [];
  #length = 0;
  #writing: Promise<void> | undefined;
  #failed = false;

  constructor(options: BatchesOptions) {
    this.#options = options;
  }

  /** Whether more waits than may: what is added now is added all the same. */
  get isBehind(): boolean {
    return this.#length > (this.#options.mostWaiting ?? MOST_WAITING);
  }

  add(text: string): void {
    if (this.#failed) return;
    this.#waiting.push(text);
    this.#length += text.length;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when nothing waits any more. Never rejects. */
  async written(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        // in a turn of its own: what one command does is one batch
        await new Promise(setImmediate);
        const text = this.#waiting.join('');
        this.#waiting = [];
        await this.#options.append(text);
        this.#length -= text.length;
      }
    } catch (cause) {
      this.#failed = true;
      this.#waiting = [];
      this.#options.onFailure(cause);
    }
    this.#writing = undefined;
  }
}
