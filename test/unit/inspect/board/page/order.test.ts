import { describe, expect, it } from 'vitest';
import { narrowed } from '../../../../../src/inspect/board/page/timeline/kept.js';
import {
  ROW,
  rowAfter,
  scrolledTo,
  windowAt,
} from '../../../../../src/inspect/board/page/timeline/windowed.js';
import { entriesOf, historyOf } from '../../../../../src/inspect/board/page/view/history.js';
import {
  approvalsByAgent,
  isWanted,
  NO_FILTER,
  orderOf,
  processesOf,
} from '../../../../../src/inspect/board/page/view/order.js';
import { EMPTY_VIEW, viewAfter } from '../../../../../src/inspect/view/view.js';
import {
  approval,
  at,
  joined,
  moved,
  picture,
  refusedIdentity,
  session,
  sight,
} from '../../../../support/board-news.js';

const names = {
  zoe: session('zoe', { threadState: 'busy' }),
  bob: session('bob', { threadState: 'busy' }),
  ann: session('ann', { repoName: 'Ledger', branch: 'feature/x' }),
  eve: session('eve', { threadState: 'busy' }),
  sue: session('sue', { status: 'stale', tag: 'urgent' }),
  old: session('old', { status: 'closed', threadState: 'closed' }),
};
const doing = { state: 'running', activity: 'running npm test', since: at(0) } as const;
const told = joined(
  'p1',
  picture(Object.values(names), {
    approvals: [approval(names.zoe)],
    sights: [sight(names.bob, { turn: doing })],
  }),
);
const view = viewAfter(EMPTY_VIEW, told).processes.get('p1');
if (view === undefined) throw new Error('the process did not join');

const found = (text: string) => {
  const { open, closed } = orderOf(view, { ...NO_FILTER, text });
  return [...open, ...closed].map((agentId) => agentId.replace('codex:', ''));
};

describe('the order of the sessions', () => {
  it('puts those first that ask, then busy, idle and stale ones, and the closed apart', () => {
    const { open, closed } = orderOf(view, NO_FILTER);
    expect(open).toEqual(['zoe', 'bob', 'eve', 'ann', 'sue'].map((name) => `codex:${name}`));
    expect(closed).toEqual(['codex:old']);
  });

  it('gives the same lists of approvals as long as the approvals are the same', () => {
    const again = { ...view };
    expect(approvalsByAgent(again).get('codex:zoe')).toBe(approvalsByAgent(view).get('codex:zoe'));
  });
});

describe('the order of the processes', () => {
  const processes = {
    young: picture([], { since: '2026-11-22T11:00:00Z' }),
    twin: picture([], { since: at(-7_200), pid: 20 }),
    old: picture([], { since: at(-7_200), pid: 9 }),
    docs: picture([], { since: at(-7_200), team: 'docs', pid: 30 }),
  };
  const shownOf = (keys: readonly (keyof typeof processes)[]) => {
    const found = keys.map((key) => joined(key, processes[key]));
    return processesOf(found.reduce(viewAfter, EMPTY_VIEW)).map(({ key }) => key);
  };

  it('puts the oldest first, then goes by team and process id, whichever was found first', () => {
    const shown = ['old', 'twin', 'docs', 'young'];
    expect(shownOf(['young', 'twin', 'old', 'docs'])).toEqual(shown);
    expect(shownOf(['docs', 'young', 'old', 'twin'])).toEqual(shown);
  });

  it('goes by the instant a process began, however it is written', () => {
    const since = '2026-11-22T09:59:59.500Z';
    const oldest = joined('oldest', picture([], { since }));
    const view = [joined('old', processes.old), oldest].reduce(viewAfter, EMPTY_VIEW);
    expect(processesOf(view).map(({ key }) => key)).toEqual(['oldest', 'old']);
  });
});

describe('the filter', () => {
  it('finds every word somewhere, whatever its case', () => {
    expect(found('ledger FEATURE')).toEqual(['ann']);
    expect(found('ledger urgent')).toEqual([]);
    expect(found('urgent')).toEqual(['sue']);
    expect(found('npm')).toEqual(['bob']);
    expect(found('codex:eve')).toEqual(['eve']);
    expect(found(' ')).toHaveLength(6);
  });

  it('joins chosen states: of the status and of the thread', () => {
    const wanted = (record: (typeof names)['zoe']) =>
      isWanted(
        { record, sight: null, turns: null },
        { text: '', statuses: ['active', 'stale'], threads: ['idle'] },
      );
    expect([names.ann, names.sue, names.zoe, names.old].map(wanted)).toEqual([
      ...[true, true, false, false],
    ]);
  });
});

describe('the timeline', () => {
  it('can be narrowed to refusals', () => {
    const news = [
      moved('p1', names.ann, { threadState: 'busy' }),
      refusedIdentity('p1', 'bob', 'codex:bob'),
    ].map((each, place) => ({ n: place + 1, at: at(place), news: each }));
    const entries = entriesOf(historyOf({ type: 'start', mode: 'live', base: [told], news }));
    expect(narrowed(entries, 'refusals').map(({ n }) => n)).toEqual([2]);
    expect(narrowed(entries, 'all')).toBe(entries);
  });

  it('draws the rows in sight and a few more, however many there are', () => {
    expect(windowAt(0, 10 * ROW, 2_000)).toEqual({ first: 0, end: 18 });
    const { first, end } = windowAt(1_000 * ROW, 10 * ROW, 2_000);
    expect([first, end]).toEqual([992, 1_018]);
    expect(windowAt(5_000 * ROW, 10 * ROW, 3)).toEqual({ first: 3, end: 3 });
  });

  it('scrolls no further than a row needs', () => {
    expect(scrolledTo(5, 0, 10 * ROW)).toBe(0);
    expect(scrolledTo(12, 0, 10 * ROW)).toBe(3 * ROW);
    expect(scrolledTo(2, 5 * ROW, 10 * ROW)).toBe(2 * ROW);
  });

  it('is walked by keys and stays within its ends', () => {
    expect(rowAfter('ArrowUp', 5, 10)).toBe(4);
    expect(rowAfter('ArrowUp', 0, 10)).toBe(0);
    expect(rowAfter('ArrowDown', 9, 10)).toBe(9);
    expect(rowAfter('Home', 9, 10)).toBe(0);
    expect(rowAfter('x', 9, 10)).toBeUndefined();
    expect(rowAfter('End', 0, 0)).toBeUndefined();
  });
});
