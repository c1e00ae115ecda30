import type { Readable, Writable } from 'node:stream';
import {
  type JSONRPCMessage,
  parseJSONRPCMessage,
  type Transport,
} from '@modelcontextprotocol/server';
import { createFrames, type Frames } from './transport/frames.js';
import { normalise } from './transport/normalise.js';
import { OpenRequests } from './transport/open-requests.js';
import { WideIds } from './transport/wide-ids.js';

/** The longest line taken from a client, in bytes. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Why no more comes from the client: its input ended (or we closed), or a pipe broke. */
export type ConnectionEnd = 'end' | 'broken';

/** The two ends of a connection; standard input and output unless given. */
export interface LineTransportOptions {
  readonly input?: Readable;
  readonly output?: Writable;
  /** A longer line is dropped and told to `onerror`; the connection lives. Default: 64 MiB. */
  readonly maxLineBytes?: number;
  /** Called once when the client's input ends, before anything is closed. */
  readonly onEnd?: () => void;
}

/**
 * MCP over standard input and output, one message a line.
 *
 * At the end of the input it closes as soon as every open request is answered; `close` does it at
 * once. A line that is no message is ignored: `onerror` learns its length, never its text. A broken
 * pipe closes the connection and nothing else. While the client does not read, all senders wait for
 * one and the same drain.
 */
export class LineTransport implements Transport {
  /** Called with every message of the client, in order; the server of the SDK sets it. */
  onmessage?: Transport['onmessage'];
  /** Called once, when the connection is closed, by whichever end. */
  onclose?: (() => void) | undefined;
  /** Called with what is wrong: a line that is ignored, or a pipe that broke. */
  onerror?: ((error: Error) => void) | undefined;
  /** Resolves once, when no more comes from the client; never rejects. */
  readonly ended: Promise<ConnectionEnd>;

  readonly #input: Readable;
  readonly #output: Writable;
  readonly #onEnd: () => void;
  readonly #frames: Frames;
  readonly #open = new OpenRequests();
  readonly #wideIds = new WideIds();
  #tellEnd: (how: ConnectionEnd) => void = () => {};
  #drain: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;
  #isGathering = false;
  #isStarted = false;
  #isEnded = false;
  #isClosed = false;

  constructor(options: LineTransportOptions = {}) {
    this.#input = options.input ?? process.stdin;
    this.#output = options.output ?? process.stdout;
    this.#onEnd = options.onEnd ?? (() => {});
    this.#frames = createFrames({
      maxBytes: options.maxLineBytes ?? MAX_LINE_BYTES,
      onLine: (line) => this.#receive(line),
      onDropped: (bytes) => this.#ignored(bytes, 'it is too long'),
    });
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
  }

  /** Starts to read. Rejects when called twice. */
  async start(): Promise<void> {
    if (this.#isStarted) throw new Error('the transport is started already');
    this.#isStarted = true;
    this.#input.on('error', (error: Error) => this.#break(error));
    this.#output.on('error', (error: Error) => this.#break(error));
    this.#output.on('close', () => this.#break());
    this.#output.on('drain', () => this.#drained());
    this.#input.on('end', this.#inputEnded);
    this.#input.on('close', this.#inputEnded);
    this.#input.on('data', this.#data);
    if (this.#input.readableEnded || this.#input.destroyed) setImmediate(this.#inputEnded);
  }

  /** Writes a message; resolves when the pipe has room for more. Rejects after the close. */
  send(message: JSONRPCMessage): Promise<void> {
    if (this.#isClosed) return quietRejection(new Error('the connection is closed'));
    this.#gather();
    const hasRoom = this.#output.write(`${JSON.stringify(this.#wideIds.outbound(message))}\n`);
    const sent = hasRoom ? Promise.resolve() : this.#whenDrained();
    this.#open.sent(message);
    void sent.then(() => this.#closeIfDone());
    return sent;
  }

  /** Stops reading, and lets go of senders that wait. Idempotent. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#input.off('data', this.#data);
    this.#input.pause();
    this.#drained();
    this.#tellEnd('end');
    this.onclose?.();
  }

  readonly #data = (chunk: Uint8Array): void => this.#frames.push(chunk);

  readonly #inputEnded = (): void => {
    if (this.#isEnded || this.#isClosed) return;
    this.#frames.end();
    this.#isEnded = true;
    this.#tellEnd('end');
    this.#onEnd();
    this.#closeIfDone();
  };

  #receive(line: string): void {
    if (this.#isClosed) return;
    const message = this.#parse(line);
    if (message === undefined) return this.#ignored(Buffer.byteLength(line), 'it is no message');
    this.#open.received(message);
    this.onmessage?.(message);
    this.#closeIfDone();
  }

  #parse(line: string): JSONRPCMessage | undefined {
    try {
      return parseJSONRPCMessage(this.#wideIds.inbound(normalise(JSON.parse(line)), line));
    } catch {
      return undefined;
    }
  }

  #ignored(bytes: number, reason: string): void {
    this.onerror?.(new Error(`ignored a line of ${bytes} bytes: ${reason}`));
  }

  #break(error?: Error): void {
    if (this.#isClosed) return;
    if (error !== undefined) this.onerror?.(error);
    this.#tellEnd('broken');
    void this.close();
  }

  #closeIfDone(): void {
    if (this.#isEnded && this.#open.size === 0) void this.close();
  }

  /** What is sent in one tick is written at once: a piece of an answer may be thousands of messages. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#output.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      this.#output.uncork();
    });
  }

  #whenDrained(): Promise<void> {
    if (this.#drain === undefined) {
      let resolve = () => {};
      const promise = new Promise<void>((settle) => {
        resolve = settle;
      });
      this.#drain = { promise, resolve };
    }
    return this.#drain.promise;
  }

  #drained(): void {
    this.#drain?.resolve();
    this.#drain = undefined;
  }
}

/** A rejection that nobody has to hear: an unheard one would end the process. */
function quietRejection(error: Error): Promise<never> {
  const rejection = Promise.reject(error);
  rejection.catch(() => {});
  return rejection;
}
