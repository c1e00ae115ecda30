import type { FleetNews } from '../fleet/api.js';

/** A piece of news, with its place among all that the board's server has told. */
export interface TimedNews {
  /** Running: one more than that of the news before it. */
  readonly n: number;
  /** When it happened: RFC 3339 with milliseconds. */
  readonly at: string;
  readonly news: FleetNews;
}

/** What the board's page is told: the data of one server-sent event each, as JSON. */
export type BoardMessage =
  /**
   * The first one of every connection: what was seen when the remembered stretch began, as the
   * processes that had joined, and all that has happened since. It takes the place of all before.
   */
  | {
      readonly type: 'start';
      /** `replay`: nothing more happens, and nothing can be done. */
      readonly mode: 'live' | 'replay';
      readonly base: readonly FleetNews[];
      readonly news: readonly TimedNews[];
    }
  | { readonly type: 'news'; readonly news: readonly TimedNews[] };
