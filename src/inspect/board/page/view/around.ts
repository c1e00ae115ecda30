import type { Entry } from './history.js';

/** What a list of entries has on both sides of a moment. */
export interface Around {
  readonly before: Entry | undefined;
  readonly next: Entry | undefined;
  /** How many of them have happened by then. */
  readonly happened: number;
}

/** Looks up a moment in a list: that after an entry, which need not be in it; null: the newest. */
export function aroundOf(entries: readonly Entry[], entry: Entry | null): Around {
  if (entry === null) {
    return { before: entries.at(-1), next: undefined, happened: entries.length };
  }
  const { n } = entry;
  const following = entries.findIndex((each) => each.n > n);
  return {
    before: entries.findLast((each) => each.n < n),
    next: entries[following],
    happened: following < 0 ? entries.length : following,
  };
}
