import type { SnapshotFrom } from 'xstate';
import { turns } from './setup.js';

const ignored = (description: string) => ({ description });
const lateFact = ignored('Ignored: of another turn, late or a duplicate.');
const turnEnd = [
  { guard: 'endsTurn', target: '#turns.idle', actions: 'settle' },
  lateFact,
] as const;
const turnEnds = {
  'turn.completed': turnEnd,
  'turn.failed': turnEnd,
  'turn.interrupted': turnEnd,
} as const;

const opening = turns.createStateConfig({
  description: 'Codex is started if need be, and the thread is opened.',
  entry: 'openThread',
  on: {
    'turn.cancel': { guard: 'isCurrent', actions: 'markUnwanted' },
    'thread.opened': [
      { guard: 'isUnwanted', target: 'idle', actions: 'settleInterrupted' },
      { target: 'starting' },
    ],
    'thread.refused': { target: 'idle', actions: 'settle' },
    'session.close': { target: 'closing.opening' },
  },
});

const starting = turns.createStateConfig({
  description: 'Codex was given the prompt and has not said the id of the turn.',
  entry: 'startTurn',
  on: {
    'turn.started': [{ guard: 'namesTurn', target: 'running', actions: 'nameTurn' }, lateFact],
    'turn.refused': { target: 'idle', actions: 'settle' },
    'turn.cancel': { guard: 'isCurrent', target: 'interrupting', actions: 'markUnwanted' },
  },
});

const running = turns.createStateConfig({
  description: 'Codex works on the turn.',
  initial: 'working',
  states: {
    working: {
      description: 'Heard of not long ago.',
      after: { silence: 'checking' },
      on: {
        'turn.erred': [{ guard: 'isOfTurn', target: 'failing' }, lateFact],
        'approval.requested': { target: 'asking', actions: 'openApproval' },
      },
    },
    asking: {
      description: 'Waits for the answer to an approval; how long is not its affair.',
      on: {
        'approval.requested': { actions: 'openApproval' },
        'approval.settled': [
          { guard: 'settlesLast', target: 'working', actions: 'settleApproval' },
          { actions: 'settleApproval' },
        ],
      },
    },
    failing: {
      description: 'Codex told an error it will not retry: the end should follow at once.',
      after: { error: 'checking' },
      on: { 'approval.requested': { target: 'asking', actions: 'openApproval' } },
    },
    checking: {
      description: 'Codex is asked how the turn stands.',
      entry: 'checkTurn',
      on: {
        'turn.found': { target: 'working' },
        'turn.missed': { target: '#turns.idle', actions: 'settle' },
        'approval.requested': { target: 'asking', actions: 'openApproval' },
      },
    },
  },
  on: {
    ...turnEnds,
    'turn.cancel': { guard: 'isCurrent', target: 'interrupting', actions: 'markUnwanted' },
  },
});

const interrupting = turns.createStateConfig({
  description: 'Codex was asked to interrupt the turn; its end should follow.',
  initial: 'waiting',
  entry: 'interruptTurn',
  states: {
    waiting: {
      description: 'For the end of the turn.',
      after: { interrupt: 'checking' },
    },
    checking: {
      description: 'No end came: Codex is asked how the turn stands.',
      entry: 'checkTurn',
      on: { 'turn.found': { target: '#turns.idle', actions: 'settleInterrupted' } },
      after: { interrupt: { target: '#turns.idle', actions: 'settleInterrupted' } },
    },
  },
  on: {
    ...turnEnds,
    // the answer of turn/start came after all: an interrupt sent before it may have hit nothing
    'turn.started': [
      { guard: 'namesTurn', target: '.waiting', actions: ['nameTurn', 'interruptTurn'] },
      lateFact,
    ],
    'turn.refused': { target: 'idle', actions: 'settleInterrupted' },
    'turn.missed': { target: '#turns.idle', actions: 'settle' },
  },
});

const closingEnd = [{ guard: 'endsTurn', target: 'freeing', actions: 'settle' }, lateFact] as const;

const closing = turns.createStateConfig({
  description: 'Nothing new is taken; what Codex holds is given back.',
  initial: 'judging',
  entry: ['refuseQueue', 'markClosed'],
  on: {
    'turn.submit': { actions: 'refuseTurn' },
    'session.close': ignored('Ignored: it is being closed.'),
    'backend.lost': { target: 'closed', actions: 'settleInterrupted' },
  },
  states: {
    judging: {
      description: 'Is there a turn to interrupt?',
      always: [{ guard: 'isUnwanted', target: 'interrupting' }, { target: 'freeing' }],
    },
    opening: {
      description: 'The thread is still being opened: there is no turn to interrupt.',
      after: { interrupt: { target: 'freeing', actions: 'settleInterrupted' } },
      on: {
        'thread.opened': { target: 'freeing', actions: 'settleInterrupted' },
        'thread.refused': { target: 'freeing', actions: 'settle' },
      },
    },
    interrupting: {
      description: 'The turn is interrupted; its end should follow.',
      entry: 'interruptTurn',
      after: { interrupt: { target: 'freeing', actions: 'settleInterrupted' } },
      on: {
        'turn.started': [{ guard: 'namesTurn', actions: ['nameTurn', 'interruptTurn'] }, lateFact],
        'turn.completed': closingEnd,
        'turn.failed': closingEnd,
        'turn.interrupted': closingEnd,
        'turn.refused': { target: 'freeing', actions: 'settleInterrupted' },
      },
    },
    freeing: {
      description: 'Commands are ended, the thread is unloaded.',
      entry: 'free',
      on: {
        'session.freed': { target: '#turns.closed' },
        'backend.lost': { target: '#turns.closed' },
      },
    },
  },
});

/**
 * The turns of one session: one at a time, in the order they came. Close goes before cancel, cancel
 * before the next turn.
 *
 * Every ticket is settled exactly once. What is to be done is emitted as effects; what comes of them
 * comes back as events. Whatever no state names is ignored, so late facts do no harm.
 */
export const turnsMachine = turns.createMachine({
  id: 'turns',
  description: "One session's queue of turns.",
  context: ({ input }) => ({
    queue: [],
    current: null,
    lastEndedTurnId: null,
    approvals: [],
    patience: input.patience,
  }),
  initial: 'idle',
  on: {
    'turn.submit': { actions: 'enqueue' },
    'turn.cancel': { guard: 'isQueued', actions: 'cancelQueued' },
    'session.close': { target: '.closing' },
    'backend.lost': { target: '.lost', actions: ['settle', 'loseQueue'] },
  },
  states: {
    idle: {
      description: 'No turn.',
      always: { guard: 'hasQueued', target: 'waiting', actions: 'takeNext' },
      on: { 'backend.lost': { target: 'lost' } },
    },
    waiting: {
      description: 'For a place among the turns that run at once.',
      entry: 'requestSlot',
      on: {
        'slot.granted': { target: 'opening' },
        'turn.cancel': {
          guard: 'isCurrent',
          target: 'idle',
          actions: ['markUnwanted', 'settleInterrupted'],
        },
        'session.close': { target: 'closing', actions: ['markClosed', 'settleInterrupted'] },
      },
    },
    opening,
    starting,
    running,
    interrupting,
    closing,
    closed: { type: 'final', description: 'Closed: nothing is left of it at Codex.' },
    lost: { type: 'final', description: 'Its process is gone; the session can be resumed.' },
  },
});

/** The machine with its input and events; what it wants done it emits as effects. */
export type TurnsMachine = typeof turnsMachine;
/** How the turns of a session stand: what the current one is doing, and who waits behind it. */
export type TurnsSnapshot = SnapshotFrom<TurnsMachine>;
