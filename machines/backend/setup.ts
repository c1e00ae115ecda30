import { assign, fromPromise, setup } from 'xstate';
import type { BackendExit, CodexBackend } from '../../src/domain/ports/codex.js';
import * as rules from './rules.js';
import type { BackendContext, BackendEvent, BackendPatience } from './types.js';

const notProvided = (what: string) => async (): Promise<never> => {
  throw new TypeError(`the machine was started without its actor ${what}`);
};

/** The rules of the backend's life under the names its statechart uses. */
export const backend = setup({
  types: {
    context: {} as BackendContext,
    events: {} as BackendEvent,
    input: {} as { readonly patience: BackendPatience },
  },
  actors: {
    /** Starts a process and greets it, within a deadline. */
    startBackend: fromPromise<CodexBackend>(notProvided('startBackend')),
    /** Resolves when the process is gone. */
    watchBackend: fromPromise<BackendExit, CodexBackend | null>(notProvided('watchBackend')),
    /** Ends the process, also one that is being started. */
    stopBackend: fromPromise<void, CodexBackend | null>(notProvided('stopBackend')),
  },
  delays: {
    backOff: ({ context }) => rules.backOff(context),
    coolOff: ({ context }) => context.patience.coolOffMs,
    proven: ({ context }) => context.patience.provenMs,
  },
  guards: {
    isHopeless: ({ context }) => rules.isHopeless(context),
    isNeeded: ({ context }) => context.isNeeded,
  },
  actions: {
    need: assign(rules.need),
    prove: assign(rules.prove),
    forgive: assign(({ context }) => rules.forgive(context)),
    keep: assign(({ context }, started: CodexBackend) => rules.keep(context, started)),
    fail: assign(({ context }, error: unknown) => rules.fail(context, error)),
    lose: assign(({ context }, exit: BackendExit) => rules.lose(context, exit)),
    countRestart: assign(({ context }) => rules.countRestart(context)),
    drop: assign(rules.drop),
  },
});
