/** A place among the turns that run at once. */
export interface Slot {
  /** How many are before it; 0 once it was granted. */
  readonly before: number;
  /** Gives the place back, or leaves the queue. Idempotent. */
  release(): void;
}

/** Bounds how many turns run at once, over all sessions; who waits is served in order. */
export class TurnSlots {
  readonly #max: number;
  readonly #running = new Set<object>();
  readonly #waiting: { readonly key: object; readonly grant: () => void }[] = [];

  /** @param max at least 1; null for no bound. */
  constructor(max: number | null) {
    this.#max = max ?? Number.POSITIVE_INFINITY;
  }

  get running(): number {
    return this.#running.size;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Calls `grant` once the place is there: at once, or when others have given theirs back. */
  request(grant: () => void): Slot {
    const key = {};
    this.#waiting.push({ key, grant });
    this.#serve();
    const place = () => this.#waiting.findIndex((waiter) => waiter.key === key);
    return {
      get before() {
        return Math.max(place(), 0);
      },
      release: () => {
        if (this.#running.delete(key)) return this.#serve();
        if (place() >= 0) this.#waiting.splice(place(), 1);
      },
    };
  }

  #serve(): void {
    while (this.#running.size < this.#max) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running.add(next.key);
      next.grant();
    }
  }
}
