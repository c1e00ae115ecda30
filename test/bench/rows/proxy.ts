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
  const at = (share: number) => ({
    ours: quantile(samples, share, ({ ours }) => ours),
    peer: quantile(samples, share, ({ direct }) => direct),
  });
  const [middle, late] = [at(0.5), at(0.9)];
  const shared = { unit: 'ms', valueUnit: 'ms' } as const;
  return [
    {
      ...{ id: 'proxy-turn', ...shared, ...middle },
      label: 'added to a turn by the proxy at the median (peer: app-server itself)',
      value: middle.ours - middle.peer,
      budget: { limit: 2, better: 'at most' },
    },
    {
      ...{ id: 'proxy-turn-p90', ...shared, ...late },
      label: 'the same at the ninetieth percentile',
      value: late.ours - late.peer,
    },
    {
      ...{ id: 'proxy-turn-ratio', ...shared, ...middle, valueUnit: 'x' },
      label: 'the same at the median, as a ratio of neighbouring turns',
      value: medianOf(samples, ({ ours, direct }) => ours / direct),
    },
  ];
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
