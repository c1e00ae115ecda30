import type { BackendMachine, BackendSnapshot } from '../../machines/index.js';
import type { CodexBackend } from '../../src/domain/ports/codex.js';
import type { Model } from '../support/turns-search.js';
import { type TimedEffects, timedStepper } from '../support/turns-step.js';

/** The one process; what it can do is none of the machine's business. */
export const PROCESS = { pid: 1 } as unknown as CodexBackend;
const EXIT = { exitCode: 1, signal: null, stderrTail: [] };

export interface BackendStimulus {
  readonly type: string;
  readonly output?: unknown;
  readonly error?: unknown;
}

/** Somebody who needs the process, and was not told yet how that came out. */
export interface Waiter {
  readonly failures: number;
  readonly startsSeen: number;
}

/** What an onlooker knows of the process. */
export interface BackendLedger {
  readonly process: 'none' | 'starting' | 'alive';
  readonly hasStarted: boolean;
  readonly isStopping: boolean;
  /** Failures in a row. */
  readonly row: number;
  readonly waiters: readonly Waiter[];
  readonly timers: readonly string[];
}

export interface BackendState {
  readonly snapshot: BackendSnapshot;
  readonly ledger: BackendLedger;
}

export interface BackendEdge {
  readonly from: BackendState;
  readonly event: BackendStimulus;
  /** What is known once the event is heard, before the machine does anything. */
  readonly heard: BackendLedger;
  readonly effects: TimedEffects;
  readonly to: BackendState;
}

export const patienceFor = (limit: number) => ({
  ...{ limit, backOffMs: 10_000, coolOffMs: 60_000, provenMs: 5_000 },
});

/** The real backend machine, its actors and its clock in the hands of somebody else. */
export function backendModel(
  machine: BackendMachine,
  limit: number,
): Model<BackendState, BackendStimulus, BackendEdge> {
  const { initial, step } = timedStepper(machine, { patience: patienceFor(limit) });
  const ledger: BackendLedger = {
    ...{ process: 'none', hasStarted: false, isStopping: false, row: 0, waiters: [], timers: [] },
  };
  return {
    initial: { snapshot: initial, ledger },
    events: ({ snapshot, ledger: { timers } }) =>
      snapshot.status === 'active'
        ? [
            ...['backend.need', 'backend.proved', 'backend.stop'].map((type) => ({ type })),
            ...Object.keys(snapshot.children).flatMap(endsOf),
            ...timers.map((type) => ({ type })),
          ]
        : [],
    apply: (from, event) => {
      const [snapshot, effects] = step(from.snapshot, event);
      const heard = afterEvent(from, event, limit);
      const to = { snapshot, ledger: afterEffects(heard, effects, snapshot) };
      return { from, event, heard, effects, to };
    },
    keyOf: ({ snapshot: { value, context }, ledger: known }) => {
      const { backend, failures, error, isNeeded } = context;
      return JSON.stringify([value, backend, failures, error === null, isNeeded, known]);
    },
  };
}

/** How an actor that runs can end. */
function endsOf(id: string): readonly BackendStimulus[] {
  const done = `xstate.done.actor.${id}`;
  const failed = { type: `xstate.error.actor.${id}`, error: 'failed' };
  if (id.endsWith('.starting')) return [{ type: done, output: PROCESS }, failed];
  if (id.endsWith('.ready')) return [{ type: done, output: EXIT }];
  return [{ type: done }, failed];
}

function afterEvent(
  { snapshot, ledger }: BackendState,
  { type }: BackendStimulus,
  limit: number,
): BackendLedger {
  const { row, waiters } = ledger;
  const gone = { ...ledger, process: 'none', row: row + 1 } as const;
  switch (type) {
    case 'backend.need': {
      const waiter = { failures: snapshot.context.failures, startsSeen: 0 };
      return { ...ledger, waiters: [...waiters, waiter] };
    }
    case 'backend.proved':
      return ledger.process === 'alive' && !ledger.isStopping ? { ...ledger, row: 0 } : ledger;
    case 'backend.stop':
      return { ...ledger, isStopping: true };
    case 'xstate.done.actor.0.backend.starting':
      return { ...ledger, process: 'alive' };
    case 'xstate.error.actor.0.backend.starting':
    case 'xstate.done.actor.0.backend.ready':
      return gone;
    case 'xstate.done.actor.0.backend.stopping':
    case 'xstate.error.actor.0.backend.stopping':
      return { ...ledger, process: 'none' };
    default: {
      const timers = ledger.timers.filter((timer) => timer !== type);
      if (type.startsWith('xstate.after.proven.')) return { ...ledger, timers, row: 0 };
      if (type.startsWith('xstate.after.coolOff.')) return { ...ledger, timers, row: limit - 1 };
      return { ...ledger, timers };
    }
  }
}

function afterEffects(
  ledger: BackendLedger,
  { invoked, timers, cancelled }: TimedEffects,
  snapshot: BackendSnapshot,
): BackendLedger {
  const starts = invoked.filter(({ src }) => src === 'startBackend').length;
  const left = ledger.timers.filter((timer) => !cancelled.includes(timer));
  const waiters = ledger.waiters
    .filter((waiter) => !isDecided(snapshot, waiter))
    .map(({ failures, startsSeen }) => ({ failures, startsSeen: startsSeen + starts }));
  const distinct = new Map(waiters.map((waiter) => [JSON.stringify(waiter), waiter]));
  return {
    ...ledger,
    ...(starts > 0 && { process: 'starting', hasStarted: true }),
    timers: [...new Set([...left, ...timers.map(({ type }) => type)])].sort(),
    waiters: [...distinct.keys()].sort().flatMap((key) => distinct.get(key) ?? []),
  };
}

/** When whoever needs the process is told, as the proxy does it. */
function isDecided({ value, context }: BackendSnapshot, { failures }: Waiter): boolean {
  const ends = ['ready', 'failed', 'stopping', 'stopped'];
  return ends.includes(value) || context.failures > failures;
}
