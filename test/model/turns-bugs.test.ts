import { describe, expect, it } from 'vitest';
import { assign, enqueueActions } from 'xstate';
import { type TurnsMachine, turnsMachine } from '../../machines/index.js';
import { search } from '../support/turns-search.js';
import { answering, withState } from '../support/turns-variants.js';
import { TURNS_INVARIANTS, type TurnsInvariant } from './turns-invariants.js';
import { stuckInClose, stuckInTurn } from './turns-liveness.js';
import { turnsModel } from './turns-model.js';
import { wordsOf } from './turns-words.js';

const BOUNDS = { tickets: 3, turnIds: 2, approvals: 2, reasons: 2 };
const SMALL = { ...BOUNDS, tickets: 2 };

interface Bug {
  readonly invariant: TurnsInvariant;
  readonly bug: string;
  readonly machine: TurnsMachine;
  /** The shortest way to it. */
  readonly trace: readonly string[];
}

const STARTING = ['turn.submit t1', 'slot.granted', 'thread.opened'];
const RUNNING = [...STARTING, 'turn.started turn-1'];

const BUGS: readonly Bug[] = [
  {
    invariant: 'T1',
    bug: 'forgets the queue when the backend is lost',
    machine: turnsMachine.provide({ actions: { loseQueue: () => {} } }),
    trace: ['turn.submit t1', 'turn.submit t2', 'backend.lost'],
  },
  {
    invariant: 'T1',
    bug: 'settles a cancelled ticket and leaves it in the queue',
    machine: turnsMachine.provide({
      actions: {
        cancelQueued: enqueueActions(({ event, enqueue }) => {
          if (event.type !== 'turn.cancel') return;
          const verdict = { type: 'interrupted', turnId: null, reason: event.reason } as const;
          enqueue.emit({ type: 'turn.settle', ticket: event.ticket, verdict, wasCurrent: false });
        }),
      },
    }),
    trace: ['turn.submit t1', 'turn.submit t2', 'turn.cancel t2', 'turn.cancel t2'],
  },
  {
    invariant: 'T2',
    bug: 'serves the last that came first',
    machine: turnsMachine.provide({
      actions: {
        enqueue: assign(({ context: { queue }, event }) =>
          event.type === 'turn.submit' ? { queue: [event.ticket, ...queue] } : {},
        ),
      },
    }),
    trace: ['turn.submit t1', 'turn.submit t2', 'turn.submit t3', 'turn.cancel t1', 'slot.granted'],
  },
  {
    invariant: 'T2',
    bug: 'starts a turn that was cancelled while its thread was opened',
    machine: answering(turnsMachine, 'opening', 'thread.opened', 'starting'),
    trace: ['turn.submit t1', 'slot.granted', 'turn.cancel t1', 'thread.opened'],
  },
  {
    invariant: 'T3',
    bug: 'does not wait for the end of a turn it interrupted',
    machine: answering(turnsMachine, 'starting', 'turn.cancel', {
      target: 'idle',
      actions: 'interruptTurn',
    }),
    trace: [
      'turn.submit t1',
      'turn.submit t2',
      'slot.granted',
      'thread.opened',
      'turn.cancel t1',
      'slot.granted',
      'thread.opened',
    ],
  },
  {
    invariant: 'T4',
    bug: 'queues what comes after the close',
    machine: answering(turnsMachine, 'closing', 'turn.submit', undefined),
    trace: ['session.close', 'turn.submit t1'],
  },
  {
    invariant: 'T4',
    bug: 'can be used again once it is closed',
    machine: answering(turnsMachine, 'closing.freeing', 'session.freed', '#turns.idle'),
    trace: ['session.close', 'session.freed', 'turn.submit t1'],
  },
  {
    invariant: 'T5',
    bug: 'keeps the place of a turn that ended',
    machine: turnsMachine.provide({ actions: { settle: () => {} } }),
    trace: ['turn.submit t1', 'backend.lost'],
  },
  {
    invariant: 'T5',
    bug: 'opens the thread before a place is granted',
    machine: withState(turnsMachine, 'idle', (state) => ({
      ...state,
      always: { guard: 'hasQueued', target: 'opening', actions: ['takeNext', 'requestSlot'] },
    })),
    trace: ['turn.submit t1'],
  },
  {
    invariant: 'T6',
    bug: 'takes every end for that of its turn',
    machine: turnsMachine.provide({ guards: { endsTurn: () => true } }),
    trace: [...STARTING, 'turn.cancel t1', 'turn.completed turn-1'],
  },
  {
    invariant: 'T6',
    bug: 'takes a late start for the start of its turn',
    machine: turnsMachine.provide({ guards: { namesTurn: () => true } }),
    trace: [...STARTING, 'turn.cancel t1', 'turn.started turn-1', 'turn.started turn-1'],
  },
  {
    invariant: 'T6',
    bug: 'takes a start for its own while the thread is still being opened',
    machine: answering(turnsMachine, 'opening', 'session.close', undefined),
    trace: ['turn.submit t1', 'slot.granted', 'session.close', 'turn.started turn-1'],
  },
  {
    invariant: 'T7',
    bug: 'says that a turn was interrupted which Codex had finished first',
    machine: answering(turnsMachine, 'interrupting', 'turn.completed', {
      ...{ guard: 'endsTurn', target: '#turns.idle', actions: 'settleInterrupted' },
    }),
    trace: [...STARTING, 'turn.cancel t1', 'turn.started turn-1', 'turn.completed turn-1'],
  },
  {
    invariant: 'T7',
    bug: 'names who asked last as the one who interrupted',
    machine: turnsMachine.provide({
      actions: {
        markUnwanted: assign(({ context: { current }, event }) =>
          current === null || event.type !== 'turn.cancel'
            ? {}
            : { current: { ...current, reason: event.reason } },
        ),
      },
    }),
    trace: ['turn.submit t1', 'slot.granted', 'turn.cancel t1', 'turn.cancel t1', 'thread.opened'],
  },
  {
    invariant: 'T9',
    bug: 'goes on after the first of two answers',
    machine: turnsMachine.provide({ guards: { settlesLast: () => true } }),
    trace: [...RUNNING, 'approval.requested a1', 'approval.settled a2'],
  },
  {
    invariant: 'T9',
    bug: 'does not see a question that comes after an error',
    machine: answering(turnsMachine, 'running.failing', 'approval.requested', undefined),
    trace: [...RUNNING, 'turn.erred turn-1', 'approval.requested a1'],
  },
  {
    invariant: 'T10',
    bug: 'does not interrupt again when an unwanted turn gets its name',
    machine: answering(turnsMachine, 'interrupting', 'turn.started', {
      ...{ guard: 'namesTurn', actions: 'nameTurn' },
    }),
    trace: [...STARTING, 'turn.cancel t1', 'turn.started turn-1'],
  },
  {
    invariant: 'T11',
    bug: 'begins to close again with every close',
    machine: answering(turnsMachine, 'closing', 'session.close', undefined),
    trace: ['session.close', 'session.close'],
  },
  {
    invariant: 'T12',
    bug: 'gives a turn up as soon as it hears that it still runs',
    machine: answering(turnsMachine, 'interrupting', 'turn.found', {
      ...{ target: 'idle', actions: 'settleInterrupted' },
    }),
    trace: [...STARTING, 'turn.cancel t1', 'turn.found'],
  },
];

describe('a seeded bug of the turns is found by the invariant it breaks', () => {
  it.each(BUGS)('$invariant: $bug', ({ invariant, machine, trace }) => {
    const only = { [invariant]: TURNS_INVARIANTS[invariant] };
    const { fault } = search(turnsModel(machine, BOUNDS), only);
    expect(fault?.trace.map(wordsOf), fault?.message).toEqual(trace);
  });

  it('T8: never gets over a turn whose end it missed', () => {
    const machine = answering(turnsMachine, 'running.checking', 'turn.missed', undefined);
    const explored = search(turnsModel(machine, SMALL), {});
    expect(stuckInTurn(explored)?.map(wordsOf)).toEqual(RUNNING);
  });

  it('T8: closes for ever when Codex does not answer the interrupt', () => {
    const machine = withState(
      turnsMachine,
      'closing.interrupting',
      ({ after: _, ...state }) => state,
    );
    const explored = search(turnsModel(machine, SMALL), {});
    expect(stuckInClose(explored)?.map(wordsOf)).toEqual([...STARTING, 'session.close']);
  });

  it('the same search finds nothing in the real machine', () => {
    const explored = search(turnsModel(turnsMachine, SMALL), TURNS_INVARIANTS);
    expect(explored.fault).toBeUndefined();
    expect(stuckInTurn(explored) ?? stuckInClose(explored)).toBeUndefined();
  });
});
