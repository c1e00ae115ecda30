/** How long a test waits for anything before it fails, in milliseconds. */
export const DEADLINE_MS = 20_000;

interface Waiter<T> {
  readonly matches: (item: T) => boolean;
  readonly settle: (item: T) => void;
  readonly fail: (error: Error) => void;
}

/** What came, in order, and whoever waits for more. */
export class Arrivals<T> {
  readonly #items: T[] = [];
  readonly #waiters = new Set<Waiter<T>>();
  readonly #listeners: ((item: T) => void)[] = [];
  readonly #what: string;
  readonly #deadlineMs: number;
  #seen = 0;
  #ended: string | undefined;

  /** @param what a word for the items, for the message of a wait that fails. */
  constructor(what: string, deadlineMs: number = DEADLINE_MS) {
    this.#what = what;
    this.#deadlineMs = deadlineMs;
  }

  get items(): readonly T[] {
    return this.#items;
  }

  /** Tells a listener of everything that comes from now on. */
  onEach(tell: (item: T) => void): void {
    this.#listeners.push(tell);
  }

  push(item: T): void {
    this.#items.push(item);
    for (const tell of this.#listeners) tell(item);
    for (const waiter of [...this.#waiters]) {
      if (!waiter.matches(item)) continue;
      this.#seen = this.#items.length;
      waiter.settle(item);
    }
  }

  /** Nothing more will come: whoever waits, and whoever will, is told why. */
  end(reason: string): void {
    this.#ended ??= reason;
    for (const { fail } of [...this.#waiters]) fail(this.#failure(reason));
  }

  /** `next` looks no more at what came so far. */
  skip(): void {
    this.#seen = this.#items.length;
  }

  /**
   * Resolves with the first match after the one that `next` resolved with before: one that came
   * meanwhile, or one that comes.
   *
   * @throws Error at the deadline, or when nothing more will come.
   */
  next(matches: (item: T) => boolean): Promise<T> {
    const at = this.#items.findIndex((item, index) => index >= this.#seen && matches(item));
    if (at >= 0) {
      this.#seen = at + 1;
      return Promise.resolve(this.#items[at] as T);
    }
    if (this.#ended !== undefined) return Promise.reject(this.#failure(this.#ended));
    return withDeadline(
      this.#deadlineMs,
      () => this.#failure('nothing matched'),
      (settle, fail) => {
        const waiter = { matches, settle, fail };
        this.#waiters.add(waiter);
        return () => this.#waiters.delete(waiter);
      },
    );
  }

  #failure(reason: string): Error {
    const last = this.#items.slice(-8).map((item) => JSON.stringify(item).slice(0, 300));
    const counted = `the last of ${this.#items.length} ${this.#what}:`;
    return new Error([reason, counted, ...last].join('\n  '));
  }
}

/** Waits for something to be told; fails when the deadline comes first. */
export function withDeadline<T>(
  deadlineMs: number,
  failure: () => Error,
  listen: (settle: (value: T) => void, fail: (error: Error) => void) => () => void,
): Promise<T> {
  const promise = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => fail(failure()), deadlineMs);
    const forget = listen((value) => {
      clearTimeout(timer);
      forget();
      resolve(value);
    }, fail);
    function fail(error: Error): void {
      clearTimeout(timer);
      forget();
      reject(error);
    }
  });
  // a test may give up on what it asked for
  promise.catch(() => {});
  return promise;
}
