/** The shortest time between two drawings, in milliseconds. */
const REST_MS = 100;

/** How often is drawn even if nothing happens, because the times go on, in milliseconds. */
const BEAT_MS = 1_000;

export interface PacerOptions {
  /** False: no more can be taken until `drained`. */
  readonly draw: () => boolean;
  readonly later: (task: () => void, ms: number) => () => void;
}

/** Draws soon after it is asked to, at most ten times a second, and once a second unasked. */
export class Pacer {
  readonly #options: PacerOptions;
  #isWanted = false;
  #isResting = false;
  #isFull = false;
  #isOver = false;
  #endRest = (): void => {};
  #endBeat = (): void => {};

  constructor(options: PacerOptions) {
    this.#options = options;
    this.#beat();
  }

  request(): void {
    this.#isWanted = true;
    this.#drawIfMay();
  }

  drained(): void {
    this.#isFull = false;
    this.#drawIfMay();
  }

  end(): void {
    this.#isOver = true;
    this.#endRest();
    this.#endBeat();
  }

  #beat(): void {
    this.request();
    this.#endBeat = this.#options.later(() => this.#beat(), BEAT_MS);
  }

  #drawIfMay(): void {
    if (!this.#isWanted || this.#isResting || this.#isFull || this.#isOver) return;
    this.#isWanted = false;
    this.#isResting = true;
    this.#endRest = this.#options.later(() => this.#wake(), REST_MS);
    this.#isFull = !this.#options.draw();
  }

  #wake(): void {
    this.#isResting = false;
    this.#drawIfMay();
  }
}
