/** Runs tasks that share a key one after another, in the order they came; all others at once. */
export class Serial {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    const before = keys.flatMap((key) => this.#last.get(key) ?? []);
    const running = before.length === 0 ? task() : Promise.allSettled(before).then(task);
    for (const key of keys) this.#last.set(key, running);
    try {
      return await running;
    } finally {
      for (const key of keys) if (this.#last.get(key) === running) this.#last.delete(key);
    }
  }

  /** Resolves when no task runs or waits. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.allSettled(this.#last.values());
  }
}
