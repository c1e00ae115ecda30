import type { FleetNews } from '../../../fleet/api.js';
import { viewAfter } from '../../../view/view.js';
import type { Line } from './line.js';
import { type Origins, originsOf } from './origins.js';
import { NOTHING_SEEN, type Seen, seenAfter } from './seen.js';
import type { BoardMessage, TimedNews, View } from './types.js';
import { lineOf } from './words.js';

/** Something that happened, with the words for it. */
export interface Entry extends Line {
  readonly n: number;
  readonly at: string;
  readonly timed: TimedNews;
  /** Whose news it is, where that is a question: a team; else ''. */
  readonly origin: string;
}

/** What has happened, and what was seen at any moment of it. Never changed, only followed. */
export interface History {
  readonly limit: number;
  readonly chunks: readonly Chunk[];
  readonly now: Seen;
  readonly origins: Origins;
}

/** A few entries, and what was seen before the first of them. */
interface Chunk {
  readonly before: Seen;
  readonly entries: readonly Entry[];
}

const CHUNK = 64;

/** How many entries are kept at least, as they come: of what is replayed, more. */
export const LIMITS = { live: 2_000, replay: 50_000 } as const;

export const NO_HISTORY: History = {
  limit: LIMITS.live,
  chunks: [],
  now: NOTHING_SEEN,
  origins: new Map(),
};

/** The history that the first message of a connection tells. */
export function historyOf(start: Extract<BoardMessage, { type: 'start' }>): History {
  const view = start.base.reduce(viewAfter, NOTHING_SEEN.view);
  const empty: History = {
    ...{ limit: LIMITS[start.mode], chunks: [], now: { view, moves: new Map() } },
    origins: originsOf(view, []),
  };
  return historyAfter(empty, start.news);
}

/** What has happened once this has, too; the oldest entries may be forgotten for it. */
export function historyAfter(history: History, news: readonly TimedNews[]): History {
  const chunks = [...history.chunks];
  let { now } = history;
  let open: Entry[] = [];
  let before = now;
  const last = chunks.at(-1);
  if (last !== undefined && last.entries.length < CHUNK) {
    chunks.pop();
    open = [...last.entries];
    before = last.before;
  }
  for (const timed of news) {
    const after = seenAfter(now, timed);
    open.push(entryOf(timed, now.view, after.view, history.origins));
    now = after;
    if (open.length < CHUNK) continue;
    chunks.push({ before, entries: open });
    [open, before] = [[], now];
  }
  if (open.length > 0) chunks.push({ before, entries: open });
  const grown = { ...history, chunks: withinLimit(chunks, history.limit), now };
  return news.some(isNaming) ? named(grown) : grown;
}

function entryOf(timed: TimedNews, before: View, after: View, origins: Origins): Entry {
  const { n, at, news } = timed;
  return { ...lineOf(news, before, after), n, at, timed, origin: originIn(origins, news) };
}

/** What comes and goes names itself. */
function originIn(origins: Origins, { type, process }: FleetNews): string {
  return type === 'news' ? (origins.get(process) ?? '') : '';
}

/** Tells whether what was told before may have other names now. */
function isNaming({ news }: TimedNews): boolean {
  if (news.type !== 'news') return true;
  if (news.news.type !== 'session') return false;
  const { type } = news.news.change;
  return type === 'registered' || type === 'inserted';
}

/** The same with the names that are known now: a session's first steps come before its record. */
function named(history: History): History {
  const { view } = history.now;
  const origins = originsOf(
    view,
    history.chunks.flatMap(({ entries }) => entries),
  );
  const chunks = history.chunks.map(({ before, entries }) => ({
    before,
    entries: entries.map((entry) => namedIn(entry, view, origins)),
  }));
  return { ...history, chunks, origins };
}

function namedIn(entry: Entry, view: View, origins: Origins): Entry {
  const { process, agentId, timed } = entry;
  const origin = originIn(origins, timed.news);
  const isNameless = agentId !== null && entry.who === agentId;
  const session = isNameless ? view.processes.get(process)?.sessions.get(agentId) : undefined;
  const who = session?.record.identity ?? entry.who;
  return who === entry.who && origin === entry.origin ? entry : { ...entry, who, origin };
}

function withinLimit(chunks: readonly Chunk[], limit: number): readonly Chunk[] {
  const surplus = chunks.length - Math.ceil(limit / CHUNK) - 1;
  return surplus > 0 ? chunks.slice(surplus) : chunks;
}

/** All entries, oldest first. */
export function entriesOf({ chunks }: History): readonly Entry[] {
  return chunks.flatMap(({ entries }) => entries);
}

/** What was seen right after an entry; undefined if it is not, or no longer, in the history. */
export function seenAt({ chunks }: History, n: number): Seen | undefined {
  const chunk = chunks.find(({ entries }) => (entries.at(-1)?.n ?? -1) >= n);
  const place = chunk?.entries.findIndex((entry) => entry.n === n) ?? -1;
  if (chunk === undefined || place < 0) return undefined;
  const told = chunk.entries.slice(0, place + 1).map(({ timed }) => timed);
  return told.reduce(seenAfter, chunk.before);
}
