import type { FleetNews } from '../../src/inspect/fleet/api.js';
import { DOCS, DOCS_NEWS } from './docs.js';
import { SHOP, SHOP_NEWS } from './shop.js';

const timeOf = (news: FleetNews): string => (news.type === 'news' ? news.news.at : '');

/** What the pictured board is told, in its order. */
export const SCENE: readonly FleetNews[] = [
  { type: 'joined', process: SHOP.team, picture: SHOP },
  { type: 'joined', process: DOCS.team, picture: DOCS },
  ...[...SHOP_NEWS, ...DOCS_NEWS].toSorted((one, other) =>
    timeOf(one).localeCompare(timeOf(other)),
  ),
];
