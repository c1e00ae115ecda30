import { interleaved, type Round } from '../support/interleaved.js';
import type { Row } from '../support/row.js';
import { counted, type Sizes } from '../support/sizes.js';
import { medianOf, quantile } from '../support/statistics.js';

/** What a turn takes longer through the proxy than at app-server itself. */
export async function proxyTurnRows({ turns }: Sizes): Promise<readonly Row[]> {
  const sides = {
    ours: { side: 'proxy/turn', sizes: {} },
    direct: { side: 'proxy/direct-turn', sizes: {} },
  } as const;
  const samples = await interleaved({ sides, rounds: turns, warmUp: 10 });
  const late = {
    ours: quantile(samples, 0.9, ({ ours }) => ours),
    peer: quantile(samples, 0.9, ({ direct }) => direct),
  };
  return [
    {
      ...addedRow('proxy-turn', samples),
      label: 'added to a turn by the proxy, against app-server itself',
      budget: { limit: 2, better: 'at most' },
    },
    {
      ...addedRow('proxy-turn-ratio', samples),
      label: 'the same as a ratio',
      value: medianOf(samples, ({ ours, direct }) => ours / direct),
      valueUnit: 'x',
    },
    {
      ...{ id: 'proxy-turn-p90', ...late, unit: 'ms', valueUnit: 'ms' },
      label: 'the same at the ninetieth percentile',
      value: late.ours - late.peer,
    },
  ];
}

/** The same with an app-server that takes no time: without what varies in Codex and its disk. */
export async function proxyAloneRow({ turns }: Sizes): Promise<Row> {
  const sides = {
    ours: { side: 'proxy/turn-alone', sizes: {} },
    direct: { side: 'proxy/direct-turn-alone', sizes: {} },
  } as const;
  const samples = await interleaved({ sides, rounds: turns, warmUp: 10 });
  return {
    ...addedRow('proxy-turn-alone', samples),
    label: 'added to a turn of an app-server that answers at once',
  };
}

function addedRow(id: string, samples: readonly Round<'ours' | 'direct'>[]): Row {
  return {
    id,
    label: '',
    ours: medianOf(samples, ({ ours }) => ours),
    peer: medianOf(samples, ({ direct }) => direct),
    unit: 'ms',
    value: medianOf(samples, ({ ours, direct }) => ours - direct),
    valueUnit: 'ms',
  };
}

/** How long a client waits to be greeted. */
export async function proxyStartRow({ rounds }: Sizes): Promise<Row> {
  const sides = {
    ours: { side: 'start/serve', sizes: {} },
    node: { side: 'start/node', sizes: {} },
  } as const;
  const samples = await interleaved({ sides, rounds, warmUp: 2 });
  return {
    id: 'proxy-start',
    label: 'start of serve to its answer to initialize, against node -e 0',
    ours: medianOf(samples, ({ ours }) => ours),
    peer: medianOf(samples, ({ node }) => node),
    unit: 'ms',
    value: medianOf(samples, ({ ours, node }) => ours / node),
    valueUnit: 'x',
    budget: { limit: 3, better: 'at most' },
  };
}

/** What a long answer in many small pieces costs more. */
export async function proxyDeltasRows({ freshRounds, deltas }: Sizes): Promise<readonly Row[]> {
  const sizes = { deltas };
  const sides = {
    events: { side: 'proxy/deltas', sizes },
    silent: { side: 'proxy/deltas-silent', sizes },
    direct: { side: 'proxy/direct-deltas', sizes },
  } as const;
  const samples = await interleaved({ sides, rounds: 2 * freshRounds + 1, warmUp: 1 });
  const row = (id: string, events: string, ours: (round: Samples) => number): Row => ({
    id,
    label: `turn of ${counted(deltas)} deltas through the proxy, events ${events}, against app-server`,
    ours: medianOf(samples, ours),
    peer: medianOf(samples, ({ direct }) => direct),
    unit: 'ms',
    value: medianOf(samples, (round) => ours(round) / round.direct),
    valueUnit: 'x',
    budget: { limit: 1.2, better: 'at most' },
  });
  return [
    row('proxy-deltas', 'on', ({ events }) => events),
    row('proxy-deltas-silent', 'off', ({ silent }) => silent),
  ];
}

type Samples = Round<'events' | 'silent' | 'direct'>;
