import { interleaved } from '../support/interleaved.js';
import type { Row } from '../support/row.js';
import type { SideSizes } from '../support/side.js';
import { counted, MAP_BATCHES, type Sizes } from '../support/sizes.js';
import { medianOf } from '../support/statistics.js';

const ours = (sizes: SideSizes) => ({ side: 'cycle/ours', sizes }) as const;
const map = (sizes: SideSizes) => ({ side: 'cycle/map', sizes }) as const;

/** What ended sessions cost those that come later. */
export async function historyRow({ rounds, batch, few, many }: Sizes): Promise<Row> {
  const sides = {
    much: ours({ history: many, batch }),
    little: ours({ history: few, batch }),
  };
  const samples = await interleaved({ sides, rounds, warmUp: 2 });
  return {
    id: 'history',
    label: `cycle with ${counted(many)} closed sessions, against ${counted(few)}`,
    ours: medianOf(samples, ({ much }) => much),
    peer: medianOf(samples, ({ little }) => little),
    unit: 'us',
    value: medianOf(samples, ({ much, little }) => much / little),
    valueUnit: 'x',
    budget: { limit: 1.3, better: 'at most' },
  };
}

/** What live sessions cost each other, beyond what a larger Map costs anyway. */
export async function liveRow({ rounds, batch, few, many }: Sizes): Promise<Row> {
  const sides = {
    oursMany: ours({ live: many, batch }),
    oursFew: ours({ live: few, batch }),
    mapMany: map({ live: many, batch, batches: MAP_BATCHES }),
    mapFew: map({ live: few, batch, batches: MAP_BATCHES }),
  };
  const samples = await interleaved({ sides, rounds, warmUp: 2 });
  return {
    id: 'live',
    label: `slow-down of a cycle from ${counted(few)} to ${counted(many)} live, against a Map's`,
    ours: medianOf(samples, ({ oursMany, oursFew }) => oursMany / oursFew),
    peer: medianOf(samples, ({ mapMany, mapFew }) => mapMany / mapFew),
    unit: 'x',
    value: medianOf(samples, (round) => {
      return round.oursMany / round.oursFew / (round.mapMany / round.mapFew);
    }),
    valueUnit: 'x',
    budget: { limit: 1.3, better: 'at most' },
  };
}
