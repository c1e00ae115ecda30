import { describe, expect, it } from 'vitest';
import type { TimedNews } from '../../../../../src/inspect/board/messages.js';
import { boardAfter, NO_BOARD } from '../../../../../src/inspect/board/page/view/board.js';
import {
  entriesOf,
  historyAfter,
  historyOf,
  LIMITS,
  seenAt,
} from '../../../../../src/inspect/board/page/view/history.js';
import { actorKey } from '../../../../../src/inspect/board/page/view/seen.js';
import { at, joined, moved, picture, session, stepped } from '../../../../support/board-news.js';

const scribe = session('scribe');
const base = [joined('p1', picture([scribe]))];

/** The session turns busy and idle, once a second. */
function turning(from: number, count: number): TimedNews[] {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index;
    const before = { ...scribe, threadState: n % 2 === 0 ? 'busy' : 'idle' } as const;
    const threadState = n % 2 === 0 ? 'idle' : 'busy';
    return { n, at: at(n), news: moved('p1', before, { threadState }, at(n)) };
  });
}

const started = (news: readonly TimedNews[], mode: 'live' | 'replay' = 'live') =>
  historyOf({ type: 'start', mode, base, news });

const threadIn = (seen: ReturnType<typeof seenAt>) =>
  seen?.view.processes.get('p1')?.sessions.get(scribe.agentId)?.record.threadState;

describe('the history', () => {
  it('shows what was seen right after any of its entries', () => {
    const history = started(turning(1, 300));
    for (const n of [1, 2, 63, 64, 65, 128, 299, 300]) {
      expect(threadIn(seenAt(history, n)), `after ${n}`).toBe(n % 2 === 0 ? 'idle' : 'busy');
    }
    expect(seenAt(history, 301)).toBeUndefined();
    expect(seenAt(history, 0)).toBeUndefined();
  });

  it('is the same whether it was told at once or in pieces', () => {
    const pieces = [turning(1, 1), turning(2, 70), turning(72, 3), turning(75, 200)];
    const told = pieces.reduce(historyAfter, started([]));
    const once = started(turning(1, 274));
    expect(entriesOf(told)).toEqual(entriesOf(once));
    expect(told.now.view).toEqual(once.now.view);
    expect(seenAt(told, 100)?.view).toEqual(seenAt(once, 100)?.view);
  });

  it('forgets the oldest entries, and none while the newest two thousand are few', () => {
    const full = started(turning(1, LIMITS.live));
    expect(entriesOf(full)).toHaveLength(LIMITS.live);
    const later = historyAfter(full, turning(LIMITS.live + 1, 1_000));
    const kept = entriesOf(later);
    expect(kept.length).toBeGreaterThanOrEqual(LIMITS.live);
    expect(kept.length).toBeLessThan(LIMITS.live + 130);
    expect(seenAt(later, 1)).toBeUndefined();
    expect(threadIn(seenAt(later, kept[0]?.n ?? 0))).toBeDefined();
  });

  it('forgets nothing of a recorded run of many thousand steps', () => {
    expect(entriesOf(started(turning(1, 5_000), 'replay'))).toHaveLength(5_000);
  });

  it('tells where a statechart came from, by the event', () => {
    const key = actorKey('p1', 'turns', scribe.agentId);
    const step = (n: number, event: string, value: string): TimedNews => ({
      ...{ n, at: at(n) },
      news: stepped('p1', 'turns', scribe.agentId, event, value, at(n)),
    });
    const { now } = started([
      step(1, 'turn.submit', 'waiting'),
      step(2, 'slot.granted', 'opening'),
    ]);
    expect(now.moves.get(key)).toEqual({
      ...{ n: 2, at: at(2), from: 'waiting', to: 'opening', event: 'slot.granted' },
    });
  });

  it('keeps the name of the event that moved a session when its record follows', () => {
    const value = { status: 'active', thread: 'busy' };
    const { now } = started([
      {
        ...{ n: 1, at: at(1) },
        news: stepped('p1', 'session', scribe.agentId, 'turn.started', value),
      },
      { n: 2, at: at(2), news: moved('p1', scribe, { threadState: 'busy' }) },
    ]);
    expect(now.moves.get(actorKey('p1', 'session', scribe.agentId))).toMatchObject({
      ...{ n: 1, from: { status: 'active', thread: 'idle' }, to: value, event: 'turn.started' },
    });
  });
});

describe('the board', () => {
  it('is told anew by the first message of a connection', () => {
    const first = boardAfter(NO_BOARD, [
      { type: 'start', mode: 'live', base, news: turning(1, 10) },
      { type: 'news', news: turning(11, 5) },
    ]);
    expect(entriesOf(first.history)).toHaveLength(15);
    const again = boardAfter({ ...first, connection: 'reconnecting' }, [
      { type: 'start', mode: 'live', base, news: turning(5, 3) },
    ]);
    expect(again).toMatchObject({ connection: 'live', starts: 2 });
    expect(entriesOf(again.history).map(({ n }) => n)).toEqual([5, 6, 7]);
  });
});
