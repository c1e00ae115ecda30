import { interleaved } from '../support/interleaved.js';
import type { Row } from '../support/row.js';
import { counted, type Sizes } from '../support/sizes.js';
import { medianOf } from '../support/statistics.js';

/** From the text of a file in which most sessions are closed. */
export function restoreClosedRow(sizes: Sizes): Promise<Row> {
  return restoreRow('restore-closed', '98 % closed', 98, sizes);
}

/** From the text of a file in which every session can still be resumed. */
export function restoreStaleRow(sizes: Sizes): Promise<Row> {
  return restoreRow('restore-stale', '100 % stale', 0, sizes);
}

async function restoreRow(
  id: string,
  mix: string,
  closedPercent: number,
  { freshRounds, restored }: Sizes,
): Promise<Row> {
  const sizes = { sessions: restored, closedPercent };
  const sides = {
    ours: { side: 'restore/ours', sizes },
    parse: { side: 'restore/parse', sizes },
  } as const;
  const samples = await interleaved({ sides, rounds: freshRounds, fresh: true });
  return {
    id,
    label: `restore ${counted(restored)} sessions from text, ${mix}, against its JSON.parse`,
    ours: medianOf(samples, ({ ours }) => ours),
    peer: medianOf(samples, ({ parse }) => parse),
    unit: 'ms',
    value: medianOf(samples, ({ ours, parse }) => ours / parse),
    valueUnit: 'x',
    budget: { limit: 3, better: 'at most' },
  };
}
