import type { Entry } from '../view/history.js';
import { glimpse, shortened, visible } from '../view/text.js';

/** What a tooltip holds of a name and of what happened, in characters. */
const LONGEST_NAME = 80;
const LONGEST_WHAT = 600;

/** An entry as a tooltip: its names are shortened before what happened is. */
export function titleOf({ origin, who, what }: Pick<Entry, 'origin' | 'who' | 'what'>): string {
  const names = [origin, who].filter((name) => name !== '');
  const shown = names.map((name) => visible(shortened(name, LONGEST_NAME)));
  return [...shown, glimpse(what, LONGEST_WHAT)].join(' ');
}
