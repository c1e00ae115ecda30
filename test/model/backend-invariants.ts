import { type BackendEdge, type BackendState, PROCESS, patienceFor } from './backend-model.js';

export type BackendInvariant = `B${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`;

type Check = (edge: BackendEdge) => string | undefined;

const when = (broken: boolean, message: string) => (broken ? message : undefined);
const startsIn = ({ effects }: BackendEdge) =>
  effects.invoked.filter(({ src }) => src === 'startBackend').length;
const LONGEST_MS = 30_000;

/** Never two processes at once. */
const runsOne: Check = (edge) =>
  when(
    startsIn(edge) > 0 && edge.heard.process !== 'none',
    `a second one beside one ${edge.heard.process}`,
  );

/** None is started after the stop, and the stop is the end. */
const staysStopped: Check = (edge) => {
  if (edge.heard.isStopping && startsIn(edge) > 0) return 'one is started after the stop';
  const { snapshot, ledger } = edge.to;
  const isEnding = ['stopping', 'stopped'].includes(snapshot.value);
  return when(ledger.isStopping !== isEnding, `${snapshot.value} after the stop`);
};

/** Given up exactly when it failed as often in a row as it may. */
const givesUp =
  (limit: number): Check =>
  ({ to: { snapshot, ledger } }) => {
    const { value, context } = snapshot;
    if (context.failures !== ledger.row) return `${context.failures} counted, ${ledger.row} failed`;
    if (ledger.isStopping) return undefined;
    return when(
      (value === 'failed') !== ledger.row >= limit,
      `${value} after ${ledger.row} failures`,
    );
  };

/** Whoever needs it is told after one start at the latest. */
const tellsSoon: Check = ({ to: { ledger } }) =>
  when(
    ledger.waiters.some(({ startsSeen }) => startsSeen > 1),
    'still waiting in a second start',
  );

/** Every start but the first is counted as a restart. */
const countsRestarts: Check = (edge) => {
  const counted = edge.to.snapshot.context.restarts - edge.from.snapshot.context.restarts;
  const due = edge.from.ledger.hasStarted ? startsIn(edge) : 0;
  return when(counted !== due, `${counted} restarts counted, ${due} made`);
};

/** The waits: none, then one, doubling, at most half a minute. */
const waitsLonger =
  (limit: number): Check =>
  ({ effects, heard: { row } }) => {
    const { backOffMs, coolOffMs, provenMs } = patienceFor(limit);
    const backOff = row <= 1 ? 0 : Math.min(backOffMs * 2 ** (row - 2), LONGEST_MS);
    const due: Readonly<Record<string, number>> = { backOff, coolOff: coolOffMs, proven: provenMs };
    for (const { type, delay } of effects.timers) {
      const name = type.split('.')[2] ?? '';
      if (due[name] !== delay) return `${name} is ${delay} ms after ${row} failures`;
    }
    return undefined;
  };

/** The context names the process as long as it runs; it is watched, and it is what is stopped. */
const knowsProcess: Check = ({ effects, heard, to: { snapshot, ledger } }) => {
  const running = ledger.process === 'alive' ? PROCESS : null;
  if (snapshot.context.backend !== running) return `${snapshot.value} with the wrong process`;
  const given = effects.invoked.filter(({ src }) => src !== 'startBackend');
  const due = heard.process === 'alive' ? PROCESS : null;
  const wrong = given.find(({ input }) => input !== due);
  return when(wrong !== undefined, `${wrong?.src} of the wrong process`);
};

/** One is started only for somebody who waits for it. */
const startsForSomebody: Check = (edge) =>
  when(startsIn(edge) > 0 && edge.to.ledger.waiters.length === 0, 'nobody waits for this one');

export const backendInvariants = (limit: number): Readonly<Record<BackendInvariant, Check>> => ({
  B1: runsOne,
  B2: staysStopped,
  B3: givesUp(limit),
  B4: tellsSoon,
  B5: countsRestarts,
  B6: waitsLonger(limit),
  B7: knowsProcess,
  B8: startsForSomebody,
});

/** Nobody waits, or everybody was told. */
export const nobodyWaits = ({ ledger }: BackendState) => ledger.waiters.length === 0;
