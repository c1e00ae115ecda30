import type { Socket } from 'node:net';
import { Backlog } from '../domain/backlog.js';
import { createLineSplitter } from '../domain/lines.js';
import { Hearings } from './hearings.js';
import { answerTo, failed, type Peer } from './methods.js';
import {
  type Answer,
  lineOf,
  MAX_REQUEST_BYTES,
  PROGRAM,
  PROTOCOL_VERSION,
  type RequestId,
  readRequest,
  refused,
} from './protocol.js';
import type { Served } from './served.js';

/** How much of what is told unasked may wait for a slow reader, in bytes; one message may be longer. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

/** How many requests of a connection may be under way before no more is read. */
const MAX_UNDER_WAY = 32;

/** How long the other side may take to read the last words and hang up, in milliseconds. */
const FAREWELL_MS = 500;

/**
 * The server's end of a connection.
 *
 * What the other side sends costs bounded memory: nothing is read while its answers wait to be
 * sent, so a long list can be any length, and whoever does not read it gets no second one.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #served: () => Served | undefined;
  readonly #hearings = new Hearings();
  readonly #peer: Peer = {
    hearings: this.#hearings,
    tell: (message) => this.#tell(message),
  };
  #lines: string[] = [];
  readonly #splitter = createLineSplitter((line) => this.#lines.push(line), MAX_REQUEST_BYTES);
  #underWay = 0;
  readonly #untold = new Backlog(MAX_UNSENT_BYTES);
  #isEnding = false;
  #wake = (): void => {};

  /** @param served what is served by now, if anything is. */
  constructor(socket: Socket, served: () => Served | undefined) {
    this.#socket = socket;
    this.#served = served;
    // EPIPE and ECONNRESET: the other side is gone, and `close` follows
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => void this.#receive(chunk));
    socket.on('end', () => void this.#finish());
    socket.on('drain', () => this.#wake());
    socket.on('close', () => {
      this.#hearings.endAll();
      this.#wake();
    });
    this.#send({ hello: PROGRAM, protocol: PROTOCOL_VERSION, pid: process.pid });
  }

  /** Says a last word and hangs up, before long even on one who does not listen. Idempotent. */
  end(lastWord?: object): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#hearings.endAll();
    if (lastWord !== undefined) this.#send(lastWord);
    this.#socket.end();
    const timer = setTimeout(() => this.#socket.destroy(), FAREWELL_MS);
    this.#socket.once('close', () => clearTimeout(timer));
    // what still comes is thrown away: unread, it would take the last word with it
    this.#socket.resume();
  }

  async #receive(chunk: Buffer): Promise<void> {
    if (this.#isEnding) return;
    this.#socket.pause();
    const isGood = this.#splitter.push(chunk);
    await this.#serveLines();
    if (isGood) this.#socket.resume();
    else this.end({ id: null, ...refused('line_too_long', TOO_LONG) });
  }

  /** The other side will ask nothing more. */
  async #finish(): Promise<void> {
    if (this.#isEnding) return;
    this.#splitter.end();
    await this.#serveLines();
    this.#hearings.endAll();
    await this.#until(() => this.#underWay === 0);
    this.#socket.end();
  }

  async #serveLines(): Promise<void> {
    for (const line of this.#lines.splice(0)) {
      await this.#until(() => this.#underWay < MAX_UNDER_WAY && !this.#socket.writableNeedDrain);
      if (this.#isEnding || this.#socket.destroyed) return;
      this.#serve(line);
    }
  }

  #serve(line: string): void {
    const request = readRequest(line);
    const { id } = request;
    if ('answer' in request) return this.#answer(id, request.answer);
    const answer = answerTo(request, this.#peer, this.#served());
    if (!(answer instanceof Promise)) return this.#answer(id, answer);
    this.#underWay += 1;
    void answer.then((late) => {
      this.#underWay -= 1;
      this.#answer(id, late);
      this.#wake();
    });
  }

  #answer(id: RequestId | null, answer: Answer): void {
    try {
      this.#send({ id, ...answer });
    } catch (cause) {
      this.#send({ id, ...failed(cause) });
    }
  }

  #send(message: object): void {
    if (this.#socket.writable) this.#socket.write(lineOf(message));
  }

  /** What comes unasked alone can pile up, behind whatever was sent before. */
  #tell(message: object): void {
    if (!this.#socket.writable) return;
    const line = lineOf(message);
    const left = this.#untold.add(Buffer.byteLength(line));
    if (left === undefined) this.#socket.destroy();
    else this.#socket.write(line, left);
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo() && !this.#socket.destroyed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

const TOO_LONG = `a line has at most ${MAX_REQUEST_BYTES} bytes; the connection ends`;
