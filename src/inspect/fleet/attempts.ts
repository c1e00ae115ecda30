import { keyOf } from './sockets.js';

/** How many looks a socket is passed over at most, however often it failed. */
const MAX_REST = 30;

/** What connecting to a socket has come to so far. */
export class Attempt {
  readonly key: string;
  isUnderWay = false;
  #failures = 0;
  #rest = 0;

  constructor(readonly path: string) {
    this.key = keyOf(path);
  }

  /** Whether it is time to try; to be asked once a look. */
  isDue(): boolean {
    if (this.isUnderWay) return false;
    this.#rest -= 1;
    return this.#rest < 0;
  }

  begin(): void {
    this.isUnderWay = true;
  }

  succeed(): void {
    this.isUnderWay = false;
    this.#failures = 0;
    this.#rest = 0;
  }

  /** It is left alone: for no look at first, for twice as many each time. */
  fail(): void {
    this.isUnderWay = false;
    this.#rest = Math.min(2 ** this.#failures - 1, MAX_REST);
    this.#failures += 1;
  }
}

/** The sockets there are, each by the key of its process. */
export class Attempts {
  readonly #attempts = new Map<string, Attempt>();

  get underWay(): number {
    return [...this.#attempts.values()].filter((attempt) => attempt.isUnderWay).length;
  }

  /**
   * Which sockets are to be tried, in the order they are given; what is remembered of others is
   * forgotten.
   */
  due(paths: readonly string[]): readonly Attempt[] {
    const found = new Map(paths.map((path) => [keyOf(path), path]));
    for (const [key, { isUnderWay }] of this.#attempts) {
      if (!found.has(key) && !isUnderWay) this.#attempts.delete(key);
    }
    return [...found].flatMap(([key, path]) => {
      const attempt = this.#attempts.get(key) ?? new Attempt(path);
      this.#attempts.set(key, attempt);
      return attempt.isDue() ? [attempt] : [];
    });
  }
}
