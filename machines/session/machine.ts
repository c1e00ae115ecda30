import type { SnapshotFrom } from 'xstate';
import { session } from './setup.js';

/** The record's own fields can change until the session is closed. */
const fieldFacts = {
  'thread.bound': { actions: 'bindThread' },
  'context.refreshed': { actions: 'refreshContext' },
  'cwd.changed': { actions: 'changeCwd' },
  'source.recorded': { actions: 'recordSource' },
  'tag.changed': { actions: 'changeTag' },
  'extra.merged': { actions: 'mergeExtra' },
} as const;

const status = session.createStateConfig({
  description: 'SessionStatus: whether a process of ours stands behind the session.',
  initial: 'active',
  states: {
    active: {
      description: 'Holds its identity and one slot of the supervisor.',
      on: {
        'session.lost': { target: 'stale', actions: 'endTurn' },
        'session.parked': { guard: 'isIdle', target: 'stale', actions: 'endTurn' },
        'session.close': { target: 'closed' },
        ...fieldFacts,
      },
    },
    stale: {
      description: 'Its process is gone or it was put aside; it holds nothing and can be resumed.',
      on: {
        'session.resume': { target: 'active', actions: 'resume' },
        'session.close': { target: 'closed' },
        ...fieldFacts,
      },
    },
    closed: { type: 'final', description: 'Ended for good; only the record remains.' },
  },
});

const ignored = (description: string) => ({ description });
const foreignEnd = ignored('Ignored: the end of another turn, or the session is stale.');
const lateEnd = ignored('Ignored: no turn is running, so the end is late or a duplicate.');
const turnEnd = [{ guard: 'endsTurn', target: 'idle', actions: 'endTurn' }, foreignEnd] as const;

const thread = session.createStateConfig({
  description: 'ThreadState: whether Codex works on a turn of the thread.',
  initial: 'busy',
  states: {
    busy: {
      description: 'A turn is running. A stale session keeps it: it was lost in mid-turn.',
      on: {
        'turn.started': [
          { guard: 'namesTurn', actions: 'bindTurn' },
          ignored('Ignored: a duplicate, or late, or a turn is named already.'),
        ],
        'turn.completed': turnEnd,
        'turn.failed': turnEnd,
        'turn.interrupted': turnEnd,
        'session.resume': { guard: 'isStale', target: 'busy' },
        'session.close': { target: 'closed' },
      },
    },
    idle: {
      description: 'Waits for the next turn.',
      on: {
        'turn.started': [
          { guard: 'startsTurn', target: 'busy', actions: 'bindTurn' },
          ignored('Ignored: late, of the turn that ended last, or the session is stale.'),
        ],
        'turn.completed': lateEnd,
        'turn.failed': lateEnd,
        'turn.interrupted': lateEnd,
        'session.resume': { guard: 'isStale', target: 'busy' },
        'session.close': { target: 'closed' },
      },
    },
    closed: { type: 'final', description: 'Out of service, in the same step as the status.' },
  },
});

/**
 * One session: its status and its thread, side by side, with its record as context.
 *
 * A new session is active and busy without a turn id: the call that registers it is already a turn.
 * Whatever no state names is ignored, so late, repeated and out-of-order facts do no harm.
 */
export const sessionMachine = session.createMachine({
  id: 'session',
  description: 'One supervised Codex session.',
  context: ({ input }) => ({ ...input, turnId: null, lastEndedTurnId: null }),
  type: 'parallel',
  states: { status, thread },
});

/** The machine with its input and events; all its rules are inside. */
export type SessionMachine = typeof sessionMachine;
/** How a session stands: both regions as its value, the rest of its record as its context. */
export type SessionSnapshot = SnapshotFrom<SessionMachine>;
