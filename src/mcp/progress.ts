/** What a client gave to hear of progress; 0 and '' are good ones. */
export type ProgressToken = string | number;

/** The params of `notifications/progress`. */
export interface ProgressParams {
  readonly progressToken: ProgressToken;
  readonly progress: number;
  readonly message: string;
}

export interface ProgressOptions {
  /** Sends one notification; resolves when the client has room for more. */
  readonly send: (params: ProgressParams) => Promise<void>;
  /** Absent: nothing is ever sent. */
  readonly token: ProgressToken | undefined;
  /** Says what goes on, at the moment of sending. */
  readonly message: () => string;
  /** The longest silence, in milliseconds. Default: 10 s. */
  readonly intervalMs?: number;
}

export interface Progress {
  /** Something changed that the client should see soon. */
  changed(): void;
  /** Nothing is sent from now on. Idempotent. */
  stop(): void;
}

const DEFAULT_INTERVAL_MS = 10_000;
/** The least time between two notifications, in milliseconds. */
const GAP_MS = 1_000;

/**
 * Shows a client that its call lives: one notification at once, one soon after each change, and one
 * after each interval without. At most one a second, and none while the client has not taken the
 * last. The counter goes up with each. A notification that cannot be sent is lost, and nothing else.
 */
export function createProgress(options: ProgressOptions): Progress {
  const { token } = options;
  if (token === undefined) return { changed() {}, stop() {} };
  return new ProgressTeller({ ...options, token });
}

class ProgressTeller implements Progress {
  readonly #options: ProgressOptions & { readonly token: ProgressToken };
  readonly #intervalMs: number;
  #count = 0;
  #isWanted = false;
  /** Set from a notification until its gap is over and the client took it. */
  #isHeld = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ProgressOptions & { readonly token: ProgressToken }) {
    this.#options = options;
    this.#intervalMs = options.intervalMs ?? DEFAULT_INTERVAL_MS;
    this.#tell();
  }

  changed(): void {
    this.#isWanted = true;
    if (!this.#isHeld) this.#tell();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #tell(): void {
    if (this.#isStopped) return;
    clearTimeout(this.#timer);
    this.#isWanted = false;
    this.#isHeld = true;
    this.#count += 1;
    const { send, token, message } = this.#options;
    const sent = send({ progressToken: token, progress: this.#count, message: message() });
    const gap = new Promise<void>((resolve) => this.#after(GAP_MS, resolve));
    void Promise.all([sent.catch(() => {}), gap]).then(() => this.#release());
  }

  #release(): void {
    this.#isHeld = false;
    if (this.#isWanted) this.#tell();
    else this.#after(Math.max(0, this.#intervalMs - GAP_MS), () => this.#tell());
  }

  /** A call that only waits must not keep the process alive: its connection does. */
  #after(ms: number, act: () => void): void {
    if (!this.#isStopped) this.#timer = setTimeout(act, ms).unref();
  }
}
