import { interleaved } from '../support/interleaved.js';
import type { Row } from '../support/row.js';
import { counted, MAP_BATCHES, type Sizes } from '../support/sizes.js';
import { medianOf } from '../support/statistics.js';

/** How much faster sessions are born than by `spawnChild`. */
export async function registerRow({ rounds, live }: Sizes): Promise<Row> {
  const sizes = { live, batch: 10 };
  const sides = {
    // more of them, for samples of the same length
    ours: { side: 'register/ours', sizes: { ...sizes, batches: 50 } },
    naive: { side: 'register/spawn-child', sizes },
  } as const;
  const samples = await interleaved({ sides, rounds, warmUp: 2 });
  return {
    id: 'register',
    label: `register at ${counted(live)} live, times faster than a supervisor with spawnChild`,
    ours: medianOf(samples, ({ ours }) => ours),
    peer: medianOf(samples, ({ naive }) => naive),
    unit: 'us',
    value: medianOf(samples, ({ ours, naive }) => naive / ours),
    valueUnit: 'x',
    budget: { limit: 50, better: 'at least' },
  };
}

/** What the statecharts cost against a registry that has none. */
export async function cycleRow({ rounds, batch, live }: Sizes): Promise<Row> {
  const sides = {
    ours: { side: 'cycle/ours', sizes: { live, batch } },
    map: { side: 'cycle/map', sizes: { live, batch, batches: MAP_BATCHES } },
  } as const;
  const samples = await interleaved({ sides, rounds, warmUp: 2 });
  return {
    id: 'cycle',
    label: `cycle (register, two turns, close) at ${counted(live)} live, against a Map registry`,
    ours: medianOf(samples, ({ ours }) => ours),
    peer: medianOf(samples, ({ map }) => map),
    unit: 'us',
    value: medianOf(samples, ({ ours, map }) => ours / map),
    valueUnit: 'x',
    budget: { limit: 60, better: 'at most' },
  };
}
