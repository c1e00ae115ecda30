import type { Decide } from '../domain/ports/store.js';

/** A commit that waits for its turn. */
export interface WaitingCommit {
  readonly decide: Decide;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Runs commits in groups, one group after another: what arrives during a write shares the next. */
export class CommitQueue {
  #waiting: WaitingCommit[] = [];
  #running: Promise<void> | undefined;

  /** @param run handles a group: it takes what waits when it is ready for it. It does not throw. */
  constructor(private readonly run: (take: () => WaitingCommit[]) => Promise<void>) {}

  push(decide: Decide): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ decide, resolve, reject });
      this.#running ??= this.#runAll();
    });
  }

  /** Resolves when nothing waits and nothing runs. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #runAll(): Promise<void> {
    const take = () => this.#waiting.splice(0);
    while (this.#waiting.length > 0) await this.run(take);
    this.#running = undefined;
  }
}
