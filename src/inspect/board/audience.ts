import type { ServerResponse } from 'node:http';
import { Stream } from './stream.js';
import { newsText } from './texts.js';

/** How many pages may look at once. */
export const MAX_VIEWERS = 20;

/** How long news wait for others to go with them, in milliseconds. */
const BATCH_MS = 50;

/** How many pieces of news go at once, without waiting. */
const MAX_BATCH = 500;

/** The pages that look. Without any, nothing is made or kept for them. */
export class Audience {
  readonly #streams = new Set<Stream>();
  #batch: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param start makes the first message for a page: what is seen, with all news told so far.
   * @param onPresence hears when the first page comes, and when the last one has left.
   */
  constructor(
    private readonly start: () => string,
    private readonly onPresence: (isThere: boolean) => void = () => {},
  ) {}

  /** Takes in a page; false if there are too many already. */
  admit(response: ServerResponse): boolean {
    if (this.#streams.size >= MAX_VIEWERS) return false;
    // to the others: the new one is told of it first
    this.#flush();
    if (this.#streams.size === 0) this.onPresence(true);
    const stream = new Stream(response, this.start(), (ended) => this.#leave(ended));
    this.#streams.add(stream);
    return true;
  }

  /** Tells all a piece of news, by its text. */
  tell(news: string): void {
    if (this.#streams.size === 0) return;
    this.#batch.push(news);
    if (this.#batch.length >= MAX_BATCH) return this.#flush();
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS).unref();
  }

  end(): void {
    clearTimeout(this.#timer);
    for (const stream of this.#streams) stream.end();
  }

  #leave(stream: Stream): void {
    this.#streams.delete(stream);
    if (this.#streams.size === 0) this.onPresence(false);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#batch.length === 0) return;
    const text = newsText(this.#batch);
    this.#batch = [];
    for (const stream of this.#streams) stream.tell(text);
  }
}
