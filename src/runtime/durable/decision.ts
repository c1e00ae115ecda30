import { SessionFailedError } from '../../domain/index.js';
import type { Entries } from './pending.js';

type Outcome<T> =
  | { readonly type: 'none' }
  | { readonly type: 'made'; readonly value: T }
  /** The session's actor failed: the command throws, and what became of the session is written. */
  | { readonly type: 'failed'; readonly error: SessionFailedError };

/** What was decided under the lock, and what is written because of it. */
export class Decision<T> {
  entries: Entries = new Map();
  #outcome: Outcome<T> = { type: 'none' };

  make(decide: () => T): void {
    try {
      this.#outcome = { type: 'made', value: decide() };
    } catch (error) {
      if (!(error instanceof SessionFailedError)) throw error;
      this.#outcome = { type: 'failed', error };
    }
  }

  undo(takeBack: (value: T) => void): void {
    if (this.#outcome.type === 'made') takeBack(this.#outcome.value);
  }

  answer(): T {
    if (this.#outcome.type === 'made') return this.#outcome.value;
    throw this.#outcome.type === 'failed' ? this.#outcome.error : new Error('nothing was decided');
  }
}
