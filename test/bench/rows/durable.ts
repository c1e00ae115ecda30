import { interleaved } from '../support/interleaved.js';
import type { Row } from '../support/row.js';
import { counted, type Sizes } from '../support/sizes.js';
import { medianOf } from '../support/statistics.js';

/** What it costs that a session is on disk before anybody is told of it. */
export async function durableRegisterRow({ rounds }: Sizes, sessions: number): Promise<Row> {
  const sizes = { sessions, batch: 5 };
  const sides = {
    ours: { side: 'durable/register', sizes },
    write: { side: 'durable/write', sizes },
  } as const;
  const samples = await interleaved({ sides, rounds, warmUp: 2 });
  return {
    id: `durable-register-${sessions}`,
    label: `durable register at ${counted(sessions)} records, against stringify, write, fsync, rename`,
    ours: medianOf(samples, ({ ours }) => ours),
    peer: medianOf(samples, ({ write }) => write),
    unit: 'us',
    value: medianOf(samples, ({ ours, write }) => ours / write),
    valueUnit: 'x',
    budget: { limit: 2, better: 'at most' },
  };
}

/** How many changes share a write when they come at once. */
export async function changesAtOnceRow({ freshRounds, few }: Sizes): Promise<Row> {
  const sizes = { sessions: few };
  const sides = {
    ours: { side: 'durable/changes-at-once', sizes },
    single: { side: 'durable/changes-one-by-one', sizes: { sessions: 20 } },
  } as const;
  const samples = await interleaved({ sides, rounds: Math.min(freshRounds, 3) });
  return {
    id: 'changes-at-once',
    label: `file writes for ${counted(few)} changes at once (peer: for 20 one after another)`,
    ours: medianOf(samples, ({ ours }) => ours),
    peer: medianOf(samples, ({ single }) => single),
    unit: 'writes',
    value: medianOf(samples, ({ ours }) => ours),
    valueUnit: 'writes',
    budget: { limit: 5, better: 'at most' },
  };
}
