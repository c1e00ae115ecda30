import type { RefusalKind } from '../../src/domain/codex-errors.js';
import { RequestRefusedError } from '../../src/domain/codex-errors.js';
import type { CodexBackend } from '../../src/domain/ports/codex.js';

/** What a test may hold up, or make fail. */
export type Step =
  | Exclude<keyof CodexBackend, 'pid' | 'version' | 'exited' | 'answer'>
  /** The start of the process. */
  | 'start';

interface Waiter {
  readonly go: () => void;
  readonly fail: (error: unknown) => void;
}

/** Requests that wait until a test says what comes of them. */
export class Held {
  readonly #waiting: Waiter[] = [];
  #isOver = false;

  constructor(readonly end: () => void) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Lets the oldest one go on. */
  answer(): void {
    this.#next().go();
  }

  /** Fails the oldest one. */
  refuse(error: unknown): void {
    this.#next().fail(error);
  }

  /** Holds nothing any more, and lets all that wait go on. */
  release(): void {
    this.#isOver = true;
    this.end();
    for (const { go } of this.#waiting.splice(0)) go();
  }

  wait(): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((go, fail) => this.#waiting.push({ go, fail }));
  }

  #next(): Waiter {
    const next = this.#waiting.shift();
    if (next === undefined) throw new Error('nothing waits');
    return next;
  }
}

/** When the requests of a fake backend are answered, and which of them are refused. */
export class Script {
  readonly #held = new Map<Step, Held>();
  readonly #refusals = new Map<Step, { readonly error: unknown; times: number }>();

  /** Every such request waits from now on. */
  hold(step: Step): Held {
    const held = new Held(() => this.#held.delete(step));
    this.#held.set(step, held);
    return held;
  }

  /** The next such requests fail; all of them unless a number is given. */
  refuse(step: Step, error: unknown, times = Number.POSITIVE_INFINITY): void {
    this.#refusals.set(step, { error, times });
  }

  /** Refuses no such request any more. */
  allow(step: Step): void {
    this.#refusals.delete(step);
  }

  async pass(step: Step): Promise<void> {
    await this.#held.get(step)?.wait();
    const refusal = this.#refusals.get(step);
    if (refusal === undefined || refusal.times === 0) return;
    refusal.times -= 1;
    throw refusal.error;
  }
}

/** A refusal of Codex, as the client gives it. */
export function refusedByCodex(kind: RefusalKind, reason: string): RequestRefusedError {
  return new RequestRefusedError('thread/resume', -32600, reason, undefined, kind);
}
