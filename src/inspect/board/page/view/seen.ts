import { EMPTY_VIEW, viewAfter } from '../../../view/view.js';
import type { ChartName, ChartValue, TimedNews, View } from './types.js';
import { pairOf, sameValue } from './values.js';

/** All that is seen at one moment: the processes, and the last move of each statechart. */
export interface Seen {
  readonly view: View;
  /** By {@link actorKey}. */
  readonly moves: ReadonlyMap<string, Move>;
}

/** What a statechart did last. */
export interface Move {
  /** The place of the news that told it: no two moves have the same. */
  readonly n: number;
  readonly at: string;
  /** Null if it was not known before. */
  readonly from: ChartValue | null;
  readonly to: ChartValue;
  readonly event: string;
}

export const NOTHING_SEEN: Seen = Object.freeze({ view: EMPTY_VIEW, moves: new Map() });

/** Since when a region is in its state: a move may be told before the session's sight. */
export function sinceWhen(told: string, move: Move | undefined, region: string): string {
  if (move === undefined || Date.parse(move.at) <= Date.parse(told)) return told;
  const { from, to } = move;
  if (from === null || typeof from === 'string' || typeof to === 'string') return told;
  const [before, after] = [from[region], to[region]];
  return before === undefined || after === undefined || sameValue(before, after) ? told : move.at;
}

/** Names a statechart of a process: of a session by its agent id. */
export function actorKey(process: string, chart: ChartName, agentId: string | null): string {
  return JSON.stringify([process, chart, agentId]);
}

/** What is seen after a piece of news. */
export function seenAfter({ view, moves }: Seen, timed: TimedNews): Seen {
  const found = moveIn(view, moves, timed);
  const after = viewAfter(view, timed.news);
  return { view: after, moves: found === null ? moves : new Map(moves).set(...found) };
}

function moveIn(
  view: View,
  moves: Seen['moves'],
  { n, at, news: told }: TimedNews,
): [string, Move] | null {
  if (told.type !== 'news') return null;
  const { process, news } = told;
  if (news.type === 'step') {
    const { chart, agentId, value, event } = news;
    const key = actorKey(process, chart, agentId);
    const from = moves.get(key)?.to ?? knownValue(view, process, chart, agentId);
    return [key, { n, at, from, to: value, event }];
  }
  if (news.type !== 'session' || news.change.type === 'refused') return null;
  const { record, type } = news.change;
  const key = actorKey(process, 'session', record.agentId);
  const to = pairOf(record);
  const from = moves.get(key)?.to ?? knownValue(view, process, 'session', record.agentId);
  // a step may have told it already, and by the event's own name
  return from !== null && sameValue(from, to) ? null : [key, { n, at, from, to, event: type }];
}

function knownValue(
  view: View,
  process: string,
  chart: ChartName,
  agentId: string | null,
): ChartValue | null {
  const known = view.processes.get(process);
  if (chart === 'supervisor' || chart === 'backend') return known?.charts[chart] ?? null;
  const session = known?.sessions.get(agentId ?? '');
  if (chart === 'turns') return session?.turns ?? null;
  return session === undefined ? null : pairOf(session.record);
}
