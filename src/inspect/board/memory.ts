import type { FleetNews } from '../fleet/api.js';
import { joinedIn } from '../view/pictures.js';
import { EMPTY_VIEW, type View, viewAfter } from '../view/view.js';
import type { TimedNews } from './messages.js';
import { startText } from './texts.js';

/** How much is remembered at most. */
export interface MemoryLimits {
  /** Pieces of news. */
  readonly count: number;
  /** What all of them take as JSON, in UTF-16 code units. */
  readonly length: number;
}

const LIMITS: MemoryLimits = { count: 1_000, length: 4 * 1024 * 1024 };

interface Kept {
  readonly timed: TimedNews;
  readonly text: string;
}

/** The latest news, and what was seen before them: together always what is seen now. */
export class NewsMemory {
  readonly #kept: Kept[] = [];
  #length = 0;
  #told = 0;
  #base: View = EMPTY_VIEW;
  #baseAt = '';

  constructor(private readonly limits: MemoryLimits = LIMITS) {}

  /** Remembers a piece of news, and returns the text of its {@link TimedNews}. */
  add(news: FleetNews): string {
    this.#told += 1;
    const timed = { n: this.#told, at: timeOf(news), news };
    const text = JSON.stringify(timed);
    this.#kept.push({ timed, text });
    this.#length += text.length;
    while (this.#isFull()) this.#forgetOldest();
    return text;
  }

  /** The text of the first message for somebody who has heard nothing yet. */
  start(): string {
    return startText(
      'live',
      joinedIn(this.#base, this.#baseAt),
      this.#kept.map(({ text }) => text),
    );
  }

  #isFull(): boolean {
    return this.#kept.length > this.limits.count || this.#length > this.limits.length;
  }

  #forgetOldest(): void {
    const oldest = this.#kept.shift();
    if (oldest === undefined) return;
    this.#length -= oldest.text.length;
    this.#base = viewAfter(this.#base, oldest.timed.news);
    this.#baseAt = oldest.timed.at;
  }
}

function timeOf(news: FleetNews): string {
  if (news.type === 'joined') return news.picture.at;
  return news.type === 'left' ? news.at : news.news.at;
}
