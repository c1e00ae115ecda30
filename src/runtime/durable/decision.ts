import { SessionFailedError } from '../../domain/index.js';
import type { Entries } from './pending.js';

type Outcome<T> =
  | { readonly type: 'none' }
  | { readonly type: 'made'; readonly value: T }
  /** The session's actor failed: the command throws, and what became of the session is written. */
  | { readonly type: 'failed'; readonly error: SessionFailedError };

/** What to do in memory when a command cannot be written. */
export interface WhenItFails<T> {
  /** It was decided: undoes that. */
  readonly takeBack?: (value: T) => void;
  /** It was not even decided: the lock could not be had, or the file not be read. */
  readonly undecided?: () => void;
}

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

  fail({ takeBack, undecided }: WhenItFails<T>): void {
    if (this.#outcome.type === 'made') takeBack?.(this.#outcome.value);
    if (this.#outcome.type === 'none') undecided?.();
  }

  answer(): T {
    if (this.#outcome.type === 'made') return this.#outcome.value;
    throw this.#outcome.type === 'failed' ? this.#outcome.error : new Error('nothing was decided');
  }
}
