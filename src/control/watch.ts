import type { SessionChange } from '../domain/index.js';
import { isolated } from '../runtime/isolation.js';

/** One watch of a client: what its listener hears. */
export class Watch {
  readonly #listener: (change: SessionChange) => void;
  #held: SessionChange[] | undefined = [];
  #isOver = false;

  constructor(listener: (change: SessionChange) => void) {
    this.#listener = isolated('a listener of a control watch', listener);
  }

  hear(change: SessionChange): void {
    if (this.#held !== undefined) this.#held.push(change);
    else if (!this.#isOver) this.#listener(change);
  }

  /** Tells what was held back while the caller had no list yet; from now on nothing is. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const change of held) this.hear(change);
  }

  stop(): void {
    this.#isOver = true;
  }
}
