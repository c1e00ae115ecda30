import { describe, expect, it } from 'vitest';
import { aroundOf } from '../../../../../src/inspect/board/page/view/around.js';
import { entriesOf, historyOf } from '../../../../../src/inspect/board/page/view/history.js';
import { at, joined, moved, picture, session } from '../../../../support/board-news.js';

const scribe = session('scribe');
const busy = moved('p1', scribe, { threadState: 'busy' });
const news = [1, 2, 3, 4, 5].map((n) => ({ n, at: at(n), news: busy }));
const base = [joined('p1', picture([scribe]))];
const [one, two, three, four, five] = entriesOf(
  historyOf({ type: 'start', mode: 'live', base, news }),
);

/** Entries two and four alone are listed. */
function aroundIn(entry: typeof one) {
  const listed = [two, four].filter((each) => each !== undefined);
  const { before, next, happened } = aroundOf(listed, entry ?? null);
  return [before?.n, next?.n, happened];
}

describe('what a list has on both sides of a moment', () => {
  it('is what stands beside an entry that is listed', () => {
    expect(aroundIn(two)).toEqual([undefined, 4, 1]);
    expect(aroundIn(four)).toEqual([2, undefined, 2]);
  });

  it('is the nearest on each side of an entry that is not listed', () => {
    expect(aroundIn(one)).toEqual([undefined, 2, 0]);
    expect(aroundIn(three)).toEqual([2, 4, 1]);
    expect(aroundIn(five)).toEqual([4, undefined, 2]);
  });

  it('is the last entry alone before the newest moment', () => {
    expect(aroundIn(undefined)).toEqual([4, undefined, 2]);
  });

  it('is nothing where nothing is listed', () => {
    expect(aroundOf([], three ?? null)).toEqual({
      before: undefined,
      next: undefined,
      happened: 0,
    });
  });
});
