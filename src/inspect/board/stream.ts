import type { ServerResponse } from 'node:http';
import { Backlog } from '../../domain/backlog.js';
import { BEAT, BEAT_MS } from './beat.js';

/** How much news may wait for a slow page, in bytes, behind what it was told first; one piece may be longer. */
const MAX_UNSENT_BYTES = 4 * 1024 * 1024;

/** How soon a page comes back when its connection is lost, in milliseconds. */
const RETRY_MS = 1_000;

/** With data: without, a browser tells nobody of it. */
const BEAT_TEXT = `event: ${BEAT}\ndata: {}\n\n`;

/** A page that looks: server-sent events, each the text of a `BoardMessage`, and a beat. */
export class Stream {
  readonly #response: ServerResponse;
  readonly #beat: NodeJS.Timeout;
  readonly #untold = new Backlog(MAX_UNSENT_BYTES);

  /**
   * @param response whose head was not written yet.
   * @param first what is told first, however long it is.
   * @param onEnd is called once, when nothing can be told any more.
   */
  constructor(response: ServerResponse, first: string, onEnd: (stream: Stream) => void) {
    this.#response = response;
    this.#beat = setInterval(() => this.#write(BEAT_TEXT), BEAT_MS).unref();
    response.on('error', () => {});
    response.once('close', () => {
      clearInterval(this.#beat);
      onEnd(this);
    });
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.write(`retry: ${RETRY_MS}\ndata: ${first}\n\n`);
  }

  /** Tells a message; a page that reads too slowly is hung up on, and starts again. */
  tell(text: string): void {
    this.#write(`data: ${text}\n\n`);
  }

  end(): void {
    this.#response.destroy();
  }

  #write(text: string): void {
    if (this.#response.destroyed) return;
    const left = this.#untold.add(Buffer.byteLength(text));
    if (left === undefined) this.end();
    else this.#response.write(text, left);
  }
}
