import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinedIn } from '../../../../src/inspect/view/pictures.js';
import { EMPTY_VIEW, viewAfter } from '../../../../src/inspect/view/view.js';
import { fleetNews } from '../../../support/fleet-news.js';
import { AT, picture } from '../../../support/sights.js';

const SEED = 20_261_122;

describe('a view as news', () => {
  it(`gives the same view again, with all orders kept (seed ${SEED})`, () => {
    const shown = { sessions: 0, turns: 0 };
    fc.assert(
      fc.property(fc.array(fleetNews, { minLength: 20, maxLength: 60 }), (news) => {
        const view = news.reduce(viewAfter, EMPTY_VIEW);
        const again = joinedIn(view, AT).reduce(viewAfter, EMPTY_VIEW);
        expect(again).toEqual(view);
        expect(orders(again)).toEqual(orders(view));
        for (const { sessions } of view.processes.values()) {
          shown.sessions += sessions.size;
          shown.turns += [...sessions.values()].filter(({ turns }) => turns !== null).length;
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
    // what is random shows what the test is about
    expect(shown.sessions).toBeGreaterThan(300);
    expect(shown.turns).toBeGreaterThan(30);
  });

  it('says when it was true', () => {
    const view = viewAfter(EMPTY_VIEW, { type: 'joined', process: '1', picture: picture() });
    const later = '2026-03-01T12:00:01.000Z';
    expect(joinedIn(view, later)).toEqual([
      { type: 'joined', process: '1', picture: picture({ at: later }) },
    ]);
  });
});

function orders(view: ReturnType<typeof viewAfter>): unknown {
  return [...view.processes].map(([key, { sessions }]) => [key, [...sessions.keys()]]);
}
