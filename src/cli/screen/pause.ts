import { hearing, type Tty } from './tty.js';

/** How long one that was not stopped is away, in milliseconds. */
const AWAY_MS = 100;

export interface PauseOptions {
  /** Gives the terminal back. Idempotent. */
  readonly leave: () => void;
  /** Takes the terminal, and draws everything anew. */
  readonly comeBack: () => void;
}

/** Lets a shell stop this process with its terminal as it was, and continue it. */
export class Pause {
  readonly #tty: Tty;
  readonly #options: PauseOptions;
  readonly #endContinue: () => void;
  #endStop = (): void => {};
  #endWait = (): void => {};

  constructor(tty: Tty, options: PauseOptions) {
    this.#tty = tty;
    this.#options = options;
    this.#endContinue = hearing(tty.process, 'SIGCONT', () => this.#goOn());
    this.#listen();
  }

  /** Gives the terminal back and stops; goes on by itself where nothing stops it. */
  stop(): void {
    const { job, later } = this.#tty;
    if (job === undefined) return;
    this.#endWait();
    this.#options.leave();
    // heard, the signal would not stop
    this.#endStop();
    job.stop();
    this.#listen();
    // who was stopped hears SIGCONT before that
    this.#endWait = later(() => this.#goOn(), AWAY_MS);
  }

  end(): void {
    this.#endContinue();
    this.#endStop();
    this.#endWait();
  }

  #listen(): void {
    this.#endStop = hearing(this.#tty.process, 'SIGTSTP', () => this.stop());
  }

  /** Continued in the background, it stops again: it is there to be looked at. */
  #goOn(): void {
    this.#endWait();
    if (this.#tty.job?.isInFront() === false) this.stop();
    else this.#options.comeBack();
  }
}
