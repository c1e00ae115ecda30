import type { SnapshotFrom } from 'xstate';
import { occupancyOf } from './occupancy.js';
import { type Draining, supervisor } from './setup.js';

const OPEN = { draining: false } as const;
const DRAINING = { draining: true } as const;

const refused = (params: Draining) =>
  ({ guard: { type: 'isRefused', params }, actions: { type: 'settleRefused', params } }) as const;

/** What every state answers alike. */
const commands = {
  'session.close': [{ guard: 'isOpen', actions: 'tellSession' }, { actions: 'settleIgnored' }],
  'session.park': [{ guard: 'isActive', actions: 'tellSession' }, { actions: 'settleIgnored' }],
  'session.lost': [{ guard: 'isActive', actions: 'tellSession' }, { actions: 'settleIgnored' }],
  'thread.bind': [{ guard: 'isBindable', actions: 'bindThread' }, { actions: 'settleIgnored' }],
  'session.insert': [
    { guard: 'isInsertable', actions: ['insert', 'putRecord', 'settleApplied'] },
    { actions: 'settleIgnored' },
  ],
  'session.forget': [
    { guard: 'isClosed', actions: ['forget', 'dropRecord', 'settleApplied'] },
    { actions: 'settleIgnored' },
  ],
  'session.evict': [
    { guard: 'isInactive', actions: ['forget', 'dropRecord', 'settleApplied'] },
    { actions: 'settleIgnored' },
  ],
  'supervisor.drain': { target: '.draining', actions: 'settleApplied' },
} as const;

/** What the hub answers, in every state alike; a slot that becomes free also opens `saturated`. */
const answers = {
  'session.moved': { actions: ['follow', 'settleApplied'] },
  'session.ignored': { actions: 'settleIgnored' },
  'session.ended': [
    { guard: 'answersCommand', actions: ['retire', 'settleEnded'] },
    { actions: 'retire' },
  ],
} as const;

/** The hub is told what to do by what was believed before; it hears of it when the step is over. */
const readmission = ['resumeSession', 'readmit'] as const;

const open = supervisor.createStateConfig({
  description: 'Admits sessions: a slot is free.',
  on: {
    'session.register': [
      refused(OPEN),
      { guard: 'isTaken', actions: 'settleTaken' },
      { guard: 'takesLastSlot', target: 'saturated', actions: ['admit', 'openSession'] },
      { actions: ['admit', 'openSession'] },
    ],
    'session.resume': [
      refused(OPEN),
      { guard: 'takesLastSlot', target: 'saturated', actions: readmission },
      { actions: readmission },
    ],
  },
});

const saturated = supervisor.createStateConfig({
  description: 'As many sessions are active as are allowed: admits nothing until a slot is free.',
  on: {
    'session.register': refused(OPEN),
    'session.resume': refused(OPEN),
    'session.moved': {
      guard: 'freesSlot',
      target: 'open',
      actions: ['follow', 'settleApplied'],
    },
    'session.ended': [
      {
        guard: 'answersCommandAndFreesSlot',
        target: 'open',
        actions: ['retire', 'settleEnded'],
      },
      { guard: 'freesSlot', target: 'open', actions: 'retire' },
    ],
  },
});

const draining = supervisor.createStateConfig({
  description: 'Admits nothing any more; every other command still works.',
  on: { 'session.register': refused(DRAINING), 'session.resume': refused(DRAINING) },
});

/**
 * Admits sessions: one active session per identity and per thread, never more than the maximum.
 *
 * Every state answers every command with exactly one outcome, emitted as `command.settled`.
 * Sessions live under the `sessions` hub. Its answers settle the commands that were passed on to a
 * session, and they alone change what the supervisor believes of it; only register and resume are
 * believed first and told then.
 */
export const supervisorMachine = supervisor.createMachine({
  id: 'supervisor',
  description: 'Admits sessions and answers commands.',
  context: ({ input }) => ({
    maxConcurrent: input.maxConcurrent,
    occupancy: occupancyOf(input.sessions),
  }),
  invoke: { id: 'sessions', src: 'sessions', input: ({ self }) => ({ supervisor: self }) },
  initial: 'open',
  on: { ...commands, ...answers },
  states: { open, saturated, draining },
});

/** The machine with its input and events, to `provide` the hub for. */
export type SupervisorMachine = typeof supervisorMachine;
/** How the supervisor stands: `open`, `saturated` or `draining`, and who is known to it. */
export type SupervisorSnapshot = SnapshotFrom<SupervisorMachine>;
