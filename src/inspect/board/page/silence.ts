import { BEAT_MS } from '../beat.js';

/** How often it is looked whether anything was heard, in milliseconds. */
const LOOK_MS = BEAT_MS / 2;

/** After how many looks in vain a connection is silent: two and a half beats. */
const LOOKS = 5;

/** How many times longer than that a connection is given at most. */
const MOST = 8;

/**
 * Hears when a connection has gone silent, which a browser tells nobody of. Looks are counted and
 * not the time, so that a page which slept, or was slowed down, listens again before it gives up.
 */
export class Silence {
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #looks: number;
  #inVain = 0;
  #hasHeard = false;

  /**
   * @param patience how many times longer than usual this connection is given: its first message
   *   may be on its way for long, and is lost if it is given up.
   * @param onSilent is called at most once, with the patience for the next connection.
   */
  constructor(patience: number, onSilent: (patience: number) => void) {
    this.#looks = LOOKS * patience;
    this.#timer = setInterval(() => {
      this.#inVain += 1;
      if (this.#inVain < this.#looks) return;
      this.end();
      onSilent(this.#hasHeard ? 1 : Math.min(patience * 2, MOST));
    }, LOOK_MS);
  }

  /** Something was heard. */
  heard(): void {
    this.#inVain = 0;
    this.#hasHeard = true;
  }

  /** Nothing is to be heard any more. Idempotent. */
  end(): void {
    clearInterval(this.#timer);
  }
}
