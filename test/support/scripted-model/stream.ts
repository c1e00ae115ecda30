import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface MessageOptions {
  /** Into how many deltas the text is cut. */
  readonly deltas?: number;
  readonly phase?: 'commentary' | 'final_answer' | undefined;
  /** Stops in the middle, and never ends the message. */
  readonly isHalf?: boolean;
}

/** One streamed response: a body of server-sent events, silent once the client has gone. */
export class ModelStream {
  readonly #response: ServerResponse;
  readonly #serial: number;
  readonly #pauseMs: number;
  readonly #gone = new AbortController();
  #index = 0;

  constructor(response: ServerResponse, serial: number, pauseMs: number) {
    this.#response = response;
    this.#serial = serial;
    this.#pauseMs = pauseMs;
    response.on('close', () => this.#gone.abort());
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.flushHeaders();
  }

  get isGone(): boolean {
    return this.#gone.signal.aborted;
  }

  /** Settles when the client has gone. */
  gone(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isGone) resolve();
      this.#gone.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Waits so many milliseconds, or until the client has gone. */
  async wait(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#gone.signal }).catch(() => {});
  }

  send(type: string, fields: object): void {
    if (this.isGone) return;
    this.#response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
  }

  /** An event about the response itself: `created`, `completed`, `failed`, `incomplete`. */
  sendState(state: string, fields: object = {}): void {
    this.send(`response.${state}`, { response: { id: `resp_${this.#serial}`, ...fields } });
  }

  end(text = ''): void {
    this.#response.end(text);
  }

  /** Breaks the connection once everything so far is written. */
  breakOff(): void {
    this.#response.write('\n', () => this.#response.destroy());
  }

  /** An item that comes whole. */
  item(item: object): void {
    this.send('response.output_item.added', { output_index: this.#index, item });
    this.#done(item);
  }

  async message(text: string, { deltas = 1, phase, isHalf = false }: MessageOptions = {}) {
    const id = `msg_${this.#serial}_${this.#index}`;
    const message = { type: 'message', role: 'assistant', id, ...(phase && { phase }) };
    const place = { output_index: this.#index, content_index: 0 };
    const added = { ...message, content: [] };
    this.send('response.output_item.added', { output_index: this.#index, item: added });
    const parts = piecesOf(text, deltas);
    for (const [at, delta] of parts.entries()) {
      if (this.isGone) break;
      if (delta === '') continue;
      await this.#pace();
      this.send('response.output_text.delta', { item_id: id, ...place, delta });
      if (isHalf && at + 1 >= deltas / 2) return;
    }
    await this.#pace();
    this.#done({ ...message, content: [{ type: 'output_text', text }] });
  }

  reasoning(): void {
    const id = `rs_${this.#serial}`;
    const item = { type: 'reasoning', id, encrypted_content: null };
    const place = { item_id: id, output_index: this.#index, summary_index: 0 };
    const added = { ...item, summary: [] };
    this.send('response.output_item.added', { output_index: this.#index, item: added });
    this.send('response.reasoning_summary_part.added', place);
    for (const delta of ['**Thinking**', ' about it']) {
      this.send('response.reasoning_summary_text.delta', { ...place, delta });
    }
    this.#done({ ...item, summary: [{ type: 'summary_text', text: '**Thinking** about it' }] });
  }

  async #pace(): Promise<void> {
    if (this.#pauseMs > 0) await this.wait(this.#pauseMs);
  }

  #done(item: object): void {
    this.send('response.output_item.done', { output_index: this.#index, item });
    this.#index += 1;
  }
}

/** Cuts a text into so many pieces of about the same length; some are empty if it is short. */
function piecesOf(text: string, count: number): string[] {
  const cut = (piece: number) => Math.floor((piece * text.length) / count);
  return Array.from({ length: count }, (_, piece) => text.slice(cut(piece), cut(piece + 1)));
}
