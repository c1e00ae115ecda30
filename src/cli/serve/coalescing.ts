/**
 * Passes marks on, by key: soon after the first, then at most once per period, and never without the
 * last one. Its timers keep no process running.
 */
export class Coalescing {
  readonly #periodMs: number;
  readonly #tell: (key: string) => void;
  /** The keys that wait for their timer, and whether they were marked meanwhile. */
  readonly #waiting = new Map<string, { timer: NodeJS.Timeout; isMarked: boolean }>();

  /** @param periodMs in milliseconds. */
  constructor(periodMs: number, tell: (key: string) => void) {
    this.#periodMs = periodMs;
    this.#tell = tell;
  }

  mark(key: string): void {
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) waiting.isMarked = true;
    // what happens in one go is told once
    else this.#wait(key, 0, true);
  }

  /** Nothing is told any more. */
  end(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #wait(key: string, ms: number, isMarked: boolean): void {
    const timer = setTimeout(() => this.#elapse(key), ms).unref();
    this.#waiting.set(key, { timer, isMarked });
  }

  #elapse(key: string): void {
    const isMarked = this.#waiting.get(key)?.isMarked === true;
    this.#waiting.delete(key);
    if (!isMarked) return;
    this.#wait(key, this.#periodMs, false);
    this.#tell(key);
  }
}
