import type { SnapshotFrom } from 'xstate';
import { backend } from './setup.js';

/** The event of an invoked actor that failed. */
interface Failed {
  readonly event: { readonly error: unknown };
}

/**
 * The life of the Codex process: started on first use, started again when it died, left alone for a
 * while when it keeps failing.
 *
 * Whoever needs it sends `backend.need` and waits for `ready`, or for the error of the attempt.
 */
export const backendMachine = backend.createMachine({
  id: 'backend',
  description: 'The life of the codex app-server process.',
  context: ({ input }) => ({
    backend: null,
    failures: 0,
    restarts: 0,
    error: null,
    isNeeded: false,
    patience: input.patience,
  }),
  initial: 'absent',
  on: { 'backend.stop': { target: '.stopping' } },
  states: {
    absent: {
      description: 'Nobody needed it yet, or not since the last one died.',
      on: { 'backend.need': { target: 'starting', actions: 'need' } },
    },
    starting: {
      description: 'The process is started and greeted, within a deadline.',
      entry: 'countRestart',
      invoke: {
        src: 'startBackend',
        onDone: {
          target: 'ready',
          actions: { type: 'keep', params: ({ event }) => event.output },
        },
        onError: {
          target: 'judging',
          actions: { type: 'fail', params: ({ event }: Failed) => event.error },
        },
      },
    },
    ready: {
      description: 'Serves requests.',
      after: { proven: { actions: 'prove' } },
      invoke: {
        src: 'watchBackend',
        input: ({ context }) => context.backend,
        onDone: {
          target: 'judging',
          actions: { type: 'lose', params: ({ event }) => event.output },
        },
      },
      on: { 'backend.proved': { actions: 'prove' } },
    },
    judging: {
      description: 'It failed. Once more?',
      always: [{ guard: 'isHopeless', target: 'failed' }, { target: 'backing_off' }],
    },
    backing_off: {
      description: 'The next one waits a little, longer each time; not after a first failure.',
      after: {
        backOff: [{ guard: 'isNeeded', target: 'starting' }, { target: 'absent' }],
      },
      on: { 'backend.need': { actions: 'need' } },
    },
    failed: {
      description: 'It failed too often in a row: whoever needs it is refused for a while.',
      after: { coolOff: { target: 'absent', actions: 'forgive' } },
    },
    stopping: {
      description: 'Ended by the ladder: end of input, SIGTERM, SIGKILL.',
      invoke: {
        src: 'stopBackend',
        input: ({ context }) => context.backend,
        onDone: { target: 'stopped', actions: 'drop' },
        onError: { target: 'stopped', actions: 'drop' },
      },
      on: { 'backend.stop': { description: 'Ignored: it is being stopped.' } },
    },
    stopped: { type: 'final', description: 'Gone for good.' },
  },
});

/** The machine with its input, events and actors, to `provide` implementations for. */
export type BackendMachine = typeof backendMachine;
/** How a backend stands: its state, and the failures and restarts counted so far. */
export type BackendSnapshot = SnapshotFrom<BackendMachine>;
