import type { JsonObject } from '../domain/index.js';
import { ControlError } from './errors.js';
import { PROTOCOL_VERSION, type RequestError, type RequestId } from './protocol.js';
import { type Guard, isRequestError } from './shapes.js';

interface Pending {
  readonly what: string;
  readonly succeed: (result: unknown) => void;
  readonly fail: (reason: ControlError) => void;
  readonly timer: NodeJS.Timeout;
}

/** What is waited for on a connection. Each comes once, or fails once. */
export class Calls {
  readonly #timeoutMs: number;
  readonly #pending = new Map<RequestId, Pending>();
  #over: ControlError | undefined;

  /** @param timeoutMs how long each may take, in milliseconds. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Waits for an answer.
   *
   * @param what is waited for, for messages.
   * @param isGood tells whether it has the shape it must have.
   * @throws ControlError `refused`, `timeout`, `protocol`, or the reason of `close`.
   */
  wait<T>(id: RequestId, what: string, isGood: Guard<T>): Promise<T> {
    return new Promise((resolve, fail) => {
      if (this.#over !== undefined) return fail(this.#over);
      const succeed = (result: unknown): void => {
        if (isGood(result)) resolve(result);
        else fail(misshapen(what));
      };
      this.#pending.set(id, { what, succeed, fail, timer: this.#startTimer(id, what) });
    });
  }

  /** Takes in an answer; one that nobody waits for, any more, is ignored. */
  settle(id: RequestId, answer: JsonObject): void {
    const call = this.#take(id);
    if (isRequestError(answer.error)) call?.fail(refusedBy(answer.error));
    else call?.succeed(answer.result);
  }

  /** Fails whatever is waited for, now and later. */
  close(reason: ControlError): void {
    this.#over ??= reason;
    for (const id of [...this.#pending.keys()]) this.#take(id)?.fail(this.#over);
  }

  #startTimer(id: RequestId, what: string): NodeJS.Timeout {
    return setTimeout(() => {
      const message = `the other process did not give ${what} within ${this.#timeoutMs} ms`;
      this.#take(id)?.fail(new ControlError('timeout', message));
    }, this.#timeoutMs);
  }

  #take(id: RequestId): Pending | undefined {
    const call = this.#pending.get(id);
    clearTimeout(call?.timer);
    this.#pending.delete(id);
    return call;
  }
}

function misshapen(what: string): ControlError {
  const message = `the other process gave ${what} in another shape than protocol ${PROTOCOL_VERSION} has`;
  return new ControlError('protocol', message);
}

export function refusedBy(refusal: RequestError): ControlError {
  return new ControlError('refused', `the other process refused: ${refusal.message}`, { refusal });
}
