import { ProtocolError, RequestTimeoutError } from '../domain/codex-errors.js';
import { isJsonObject, type JsonObject } from '../domain/json.js';
import type { RequestId } from './protocol/model.js';
import type { ClientRequests } from './protocol/requests.js';
import { refusalOf } from './refusals.js';
import { type Unread, unread } from './unread.js';

/** JSON-RPC's code for a request nobody here can serve. */
const METHOD_NOT_FOUND = -32601;

export interface RpcOptions {
  /** Writes one line; the newline is included. */
  readonly write: (line: string) => void;
  readonly onNotification: (method: string, params: unknown) => void;
  /** Takes a request of the server, to be answered by `answer`; false leaves it to be refused. */
  readonly onRequest: (id: RequestId, method: string, params: unknown) => boolean;
  readonly onProblem: (problem: ProtocolError) => void;
  /** How long a request may stay unanswered, in milliseconds. */
  readonly timeoutMs: number;
}

interface Pending {
  readonly method: string;
  readonly succeed: (result: unknown) => void;
  readonly fail: (reason: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Our end of a JSON-RPC conversation over lines, in the dialect of `codex app-server` (0.169.0): no
 * `jsonrpc` member, `params` in every request, and request ids of both sides share one number
 * space, so that only `method` tells a request of the server from an answer.
 */
export class Rpc {
  readonly #options: RpcOptions;
  readonly #pending = new Map<unknown, Pending>();
  #lastId = 0;
  #closed: Error | undefined;

  constructor(options: RpcOptions) {
    this.#options = options;
  }

  /**
   * Sends a request.
   *
   * @param read turns the result into what the promise gives. It runs while the answer's line is
   *   handled, before the next line: what must be known in time belongs there, not behind the promise.
   * @throws RequestRefusedError, RequestTimeoutError, what `read` throws, or the reason of `close`.
   */
  request<Method extends keyof ClientRequests, T>(
    method: Method,
    params: ClientRequests[Method]['params'],
    read: (result: Unread<ClientRequests[Method]['result']>) => T,
  ): Promise<T> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    const id = ++this.#lastId;
    return new Promise((resolve, fail) => {
      const succeed = (result: unknown): void => {
        try {
          resolve(read(unread(result)));
        } catch (reason) {
          fail(reason);
        }
      };
      this.#pending.set(id, { method, succeed, fail, timer: this.#startTimer(id, method) });
      this.#write({ id, method, params });
    });
  }

  /** Sends a notification: nothing comes back. */
  notify(method: string): void {
    if (this.#closed === undefined) this.#write({ method });
  }

  /** Answers a request of the server. */
  answer(id: RequestId, result: object): void {
    if (this.#closed === undefined) this.#write({ id, result });
  }

  /** Handles one line, completely, before it returns. */
  receive(line: string): void {
    const message = messageOf(line);
    if (message === undefined) return this.#options.onProblem(unreadable(line));
    const { id, method, params } = message;
    if (typeof method !== 'string') return this.#receiveAnswer(message);
    if (id === undefined) return this.#options.onNotification(method, params);
    if (isRequestId(id) && this.#options.onRequest(id, method, params)) return;
    // every request of the server gets an answer: codex waits for it without a deadline
    const error = { code: METHOD_NOT_FOUND, message: `${method} is not supported by this client` };
    this.#write({ id, error });
  }

  /** Ends the conversation: whatever is asked, or will be, fails with the reason. */
  close(reason: Error): void {
    this.#closed ??= reason;
    for (const id of [...this.#pending.keys()]) this.#take(id)?.fail(this.#closed);
  }

  #receiveAnswer({ id, error, result }: JsonObject): void {
    const request = this.#take(id);
    // nobody waits: the request was given up on, or the answer is to a line that had no id
    if (request === undefined) return;
    if (error === undefined || error === null) request.succeed(result);
    else request.fail(refusalOf(request.method, error));
  }

  #startTimer(id: number, method: string): NodeJS.Timeout {
    const { timeoutMs } = this.#options;
    return setTimeout(() => {
      this.#take(id)?.fail(new RequestTimeoutError(method, timeoutMs));
    }, timeoutMs);
  }

  #take(id: unknown): Pending | undefined {
    const request = this.#pending.get(id);
    clearTimeout(request?.timer);
    this.#pending.delete(id);
    return request;
  }

  #write(message: object): void {
    this.#options.write(`${wellFormed(message)}\n`);
  }
}

/** Half of a surrogate pair, as JSON writes it. */
const LONE_SURROGATE = /\\ud[89a-f]/i;

/** Codex does not even answer a line with half of a surrogate pair (0.169.0): it is replaced. */
function wellFormed(message: object): string {
  const json = JSON.stringify(message);
  if (!LONE_SURROGATE.test(json)) return json;
  return JSON.stringify(message, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  );
}

function messageOf(line: string): JsonObject | undefined {
  try {
    const message: unknown = JSON.parse(line);
    if (!isJsonObject(message)) return undefined;
    return Object.hasOwn(message, 'method') || Object.hasOwn(message, 'id') ? message : undefined;
  } catch {
    return undefined;
  }
}

function isRequestId(id: unknown): id is RequestId {
  return typeof id === 'number' || typeof id === 'string';
}

/** Tells the length only: a line of Codex may hold prompts and secrets. */
function unreadable(line: string): ProtocolError {
  return new ProtocolError(`codex wrote a line of ${line.length} characters that is no message`);
}
