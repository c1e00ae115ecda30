import type { FleetNews } from '../fleet/api.js';
import type { BoardMessage } from './messages.js';

type Start = Extract<BoardMessage, { readonly type: 'start' }>;

/**
 * The text of a {@link BoardMessage} `start`.
 *
 * @param news the texts of its news, which are made once and sent to many.
 */
export function startText(
  mode: Start['mode'],
  base: readonly FleetNews[],
  news: readonly string[],
): string {
  return `{"type":"start","mode":"${mode}","base":${JSON.stringify(base)},"news":[${news.join(',')}]}`;
}

/** The text of a {@link BoardMessage} `news`, from the texts of its news. */
export function newsText(news: readonly string[]): string {
  return `{"type":"news","news":[${news.join(',')}]}`;
}
