import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { type BackendMachine, backendMachine } from '../../machines/index.js';
import { reaching, search } from '../support/turns-search.js';
import { answering } from '../support/turns-variants.js';
import { type BackendInvariant, backendInvariants, nobodyWaits } from './backend-invariants.js';
import { backendModel } from './backend-model.js';

/** `BACKEND_LIMIT=failures` explores another limit. With five, the longest wait is reached. */
const LIMIT = Number(process.env.BACKEND_LIMIT ?? 5);
/** The traces below are those of this limit. */
const BUG_LIMIT = 5;

function violation(machine: BackendMachine, invariant: BackendInvariant) {
  const check = backendInvariants(BUG_LIMIT)[invariant];
  return search(backendModel(machine, BUG_LIMIT), { [invariant]: check }).fault;
}

/** An event in a few words: `backend.need`, `done starting`, `after backOff`. */
const wordsOf = ({ type }: { readonly type: string }) =>
  type
    .replace(/^xstate\.(done|error)\.actor\.0\.backend\.(\w+)$/, '$1 $2')
    .replace(/^xstate\.after\.(\w+)\..*$/, 'after $1');

/** The shortest way to somebody who waits for ever, unless others come, too; none if none. */
function stuckWaiting(machine: BackendMachine): readonly string[] | undefined {
  const explored = search(backendModel(machine, LIMIT), {});
  const goesOn = ({ type }: { readonly type: string }) => type.startsWith('xstate.');
  const index = reaching(explored, nobodyWaits, goesOn).indexOf(false);
  return index < 0 ? undefined : explored.wayTo(index).map(wordsOf);
}

describe('the backend machine, every event in every state', () => {
  it('keeps every invariant on every edge', () => {
    const { states, links, fault } = search(
      backendModel(backendMachine, LIMIT),
      backendInvariants(LIMIT),
    );
    console.log(`backend, limit ${LIMIT}: ${states.length} states, ${links.length} edges`);
    expect(fault && { ...fault, trace: fault.trace.map(wordsOf) }).toBeUndefined();
    const values = new Set(states.map(({ snapshot }) => snapshot.value));
    const all = Object.keys(backendMachine.states).filter((state) => state !== 'judging');
    expect([...values].sort()).toEqual(all.sort());
  });

  it('leaves nobody who needs the process waiting for ever', () => {
    expect(stuckWaiting(backendMachine)).toBeUndefined();
  });
});

interface Bug {
  readonly invariant: BackendInvariant;
  readonly bug: string;
  readonly machine: BackendMachine;
  /** The shortest way to it. */
  readonly trace: readonly string[];
}

const FAILED_ONCE = ['backend.need', 'error starting'];
const failed = (times: number) => [
  ...FAILED_ONCE,
  ...Array.from({ length: times - 1 }, () => [
    'backend.need',
    'after backOff',
    'error starting',
  ]).flat(),
];

const BUGS: readonly Bug[] = [
  {
    invariant: 'B1',
    bug: 'starts another one for whoever needs a running one',
    machine: answering(backendMachine, 'ready', 'backend.need', 'starting'),
    trace: ['backend.need', 'done starting', 'backend.need'],
  },
  {
    invariant: 'B2',
    bug: 'starts one for whoever needs it while it is stopped',
    machine: answering(backendMachine, 'stopping', 'backend.need', 'starting'),
    trace: ['backend.stop', 'backend.need'],
  },
  {
    invariant: 'B3',
    bug: 'allows one failure too many',
    machine: backendMachine.provide({
      guards: { isHopeless: ({ context }) => context.failures > context.patience.limit },
    }),
    trace: failed(5),
  },
  {
    invariant: 'B3',
    bug: 'forgives everything after a rest',
    machine: backendMachine.provide({ actions: { forgive: assign({ failures: 0 }) } }),
    trace: [...failed(5), 'after coolOff'],
  },
  {
    invariant: 'B4',
    bug: 'tries again and again before it tells anybody',
    machine: backendMachine.provide({ actions: { fail: assign({ backend: null }) } }),
    trace: ['backend.need', 'error starting', 'after backOff'],
  },
  {
    invariant: 'B5',
    bug: 'counts the first start',
    machine: backendMachine.provide({
      actions: { countRestart: assign(({ context }) => ({ restarts: context.restarts + 1 })) },
    }),
    trace: ['backend.need'],
  },
  {
    invariant: 'B6',
    bug: 'waits as long every time',
    machine: backendMachine.provide({
      delays: { backOff: ({ context }) => context.patience.backOffMs },
    }),
    trace: FAILED_ONCE,
  },
  {
    invariant: 'B6',
    bug: 'waits longer and longer without an end',
    machine: backendMachine.provide({
      delays: {
        backOff: ({ context: { failures, patience } }) =>
          failures <= 1 ? 0 : patience.backOffMs * 2 ** (failures - 2),
      },
    }),
    trace: failed(4),
  },
  {
    invariant: 'B7',
    bug: 'goes on naming a process that is gone',
    machine: backendMachine.provide({
      actions: { lose: assign(({ context }) => ({ failures: context.failures + 1 })) },
    }),
    trace: ['backend.need', 'done starting', 'done ready'],
  },
  {
    invariant: 'B8',
    bug: 'starts the next one though nobody needs it',
    machine: backendMachine.provide({ guards: { isNeeded: () => true } }),
    trace: [...FAILED_ONCE, 'after backOff'],
  },
];

describe('a seeded bug of the backend is found by the invariant it breaks', () => {
  it.each(BUGS)('$invariant: $bug', ({ invariant, machine, trace }) => {
    const fault = violation(machine, invariant);
    expect(fault?.trace.map(wordsOf), fault?.message).toEqual(trace);
  });

  it('forgets who needs it while it waits to start the next one', () => {
    const machine = answering(backendMachine, 'backing_off', 'backend.need', undefined);
    expect(stuckWaiting(machine)).toEqual([...FAILED_ONCE, 'backend.need']);
  });
});
