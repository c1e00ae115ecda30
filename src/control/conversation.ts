import { createConnection, type Socket } from 'node:net';
import type { JsonObject, SessionChange } from '../domain/index.js';
import { createLineSplitter } from '../domain/lines.js';
import { Calls, refusedBy } from './calls.js';
import { ControlError, sentenceOf } from './errors.js';
import { newsIn } from './observation-shapes.js';
import type { News } from './observations.js';
import { isRequestId, lineOf, MAX_ANSWER_BYTES, objectIn, type RequestId } from './protocol.js';
import { type Guard, type Hello, isChange, isHello, isRequestError } from './shapes.js';
import type { Watch } from './watch.js';

const HELLO = 'hello';

/** The client's end of a connection. */
export class Conversation {
  readonly watches = new Map<RequestId, Watch<SessionChange>>();
  readonly observations = new Map<RequestId, Watch<News>>();
  /** What the server says of itself, first of all. */
  readonly hello: Promise<Hello>;
  /** Resolves when the connection is over and all it brought was told: null if by our own `end`. */
  readonly ended: Promise<ControlError | null>;
  readonly #path: string;
  readonly #socket: Socket;
  readonly #calls: Calls;
  #lastId = 0;
  #isConnected = false;
  #isGreeted = false;
  #isEndedHere = false;
  #cause: unknown;
  #reason: ControlError | undefined;

  constructor(path: string, timeoutMs: number) {
    this.#path = path;
    this.#calls = new Calls(timeoutMs);
    this.hello = this.#calls.wait(HELLO, 'its hello', isHello);
    this.#socket = createConnection({ path });
    this.#socket.once('connect', () => {
      this.#isConnected = true;
    });
    this.#socket.on('error', (cause) => {
      this.#cause ??= cause;
    });
    this.#read();
    this.ended = new Promise((resolve) => {
      this.#socket.once('close', () => {
        const reason = this.#close();
        resolve(this.#isEndedHere ? null : reason);
      });
    });
  }

  newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Sends a request and waits for its answer; see `Calls.wait`. */
  request<T>(
    method: string,
    params: JsonObject,
    isGood: Guard<T>,
    id: number = this.newId(),
  ): Promise<T> {
    const answer = this.#calls.wait(id, `the answer to ${method}`, isGood);
    if (this.#socket.writable) this.#socket.write(lineOf({ id, method, params }));
    return answer;
  }

  end(): void {
    this.#isEndedHere ||= this.#reason === undefined;
    this.#abort(new ControlError('ended', 'the connection was ended by this process'));
  }

  #read(): void {
    const lines = createLineSplitter((line) => this.#receive(line), MAX_ANSWER_BYTES);
    this.#socket.on('data', (chunk: Buffer) => {
      if (!lines.push(chunk)) this.#abort(notUnderstood());
    });
  }

  #receive(line: string): void {
    if (this.#reason !== undefined) return;
    const message = objectIn(line);
    if (message === undefined) return this.#abort(notUnderstood());
    if (!this.#isGreeted) {
      this.#isGreeted = true;
      return this.#calls.settle(HELLO, { result: message });
    }
    if (Object.hasOwn(message, 'watch')) this.#hearChange(message);
    else if (Object.hasOwn(message, 'observe')) this.#hearNews(message);
    else this.#settle(message);
  }

  #hearChange({ watch, change }: JsonObject): void {
    if (!isRequestId(watch) || !isChange(change)) return this.#abort(notUnderstood());
    this.watches.get(watch)?.hear(change);
  }

  #hearNews({ observe, news }: JsonObject): void {
    const heard = newsIn(news);
    if (!isRequestId(observe) || heard === undefined) return this.#abort(notUnderstood());
    if (heard !== null) this.observations.get(observe)?.hear(heard);
  }

  #settle(message: JsonObject): void {
    const { id, error } = message;
    if (isRequestId(id)) return this.#calls.settle(id, message);
    this.#abort(isRequestError(error) ? refusedBy(error) : notUnderstood());
  }

  #abort(reason: ControlError): void {
    this.#reason ??= reason;
    this.#socket.destroy();
  }

  #close(): ControlError {
    const cause = this.#cause;
    const why = cause === undefined ? '' : `: ${sentenceOf(cause)}`;
    this.#reason ??= this.#isConnected
      ? new ControlError('ended', `the connection to the other process ended${why}`, { cause })
      : new ControlError('unreachable', `nobody listens at ${this.#path}${why}`, { cause });
    this.#calls.close(this.#reason);
    return this.#reason;
  }
}

function notUnderstood(): ControlError {
  return new ControlError('protocol', 'the other process said what is not of the protocol');
}
