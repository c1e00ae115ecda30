import { interleaved } from '../support/interleaved.js';
import type { Row } from '../support/row.js';
import type { Sizes } from '../support/sizes.js';
import { medianOf } from '../support/statistics.js';

/** Few cycles: a viewer that falls behind is told nothing, and would make the rest cheap. */
const BATCH = 40;

/** What it costs to be visible in the Stately inspector, while nobody looks and while one does. */
export async function watchedRows({ rounds }: Sizes): Promise<readonly Row[]> {
  const sizes = { live: 100, batch: BATCH };
  const sides = {
    plain: { side: 'cycle/ours', sizes },
    unwatched: { side: 'cycle/unwatched', sizes },
    watched: { side: 'cycle/watched', sizes },
  } as const;
  const samples = await interleaved({ sides, rounds: rounds * 3, warmUp: 5 });
  const peer = medianOf(samples, ({ plain }) => plain);
  return [
    {
      id: 'unwatched',
      label: 'cycle with an inspector that nobody looks through, against without',
      ours: medianOf(samples, ({ unwatched }) => unwatched),
      peer,
      unit: 'us',
      value: medianOf(samples, ({ unwatched, plain }) => unwatched / plain),
      valueUnit: 'x',
      budget: { limit: 1.1, better: 'at most' },
    },
    {
      id: 'watched',
      label: 'the same, and somebody looks',
      ours: medianOf(samples, ({ watched }) => watched),
      peer,
      unit: 'us',
      value: medianOf(samples, ({ watched, plain }) => watched / plain),
      valueUnit: 'x',
      budget: { limit: 10, better: 'at most' },
    },
  ];
}
