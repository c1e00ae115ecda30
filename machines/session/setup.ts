import { and, assign, setup, stateIn } from 'xstate';
import * as rules from './rules.js';
import type { SessionContext, SessionEvent, SessionFields } from './types.js';

interface Args {
  readonly context: SessionContext;
  readonly event: SessionEvent;
}

/** A rule as a guard. The machine asks it only for the events it is written for. */
function when<Event extends SessionEvent>(
  rule: (context: SessionContext, event: Event) => boolean,
) {
  return ({ context, event }: Args) => rule(context, event as Event);
}

/** A rule as an action that changes the context, under the same condition. */
function change<Event extends SessionEvent>(
  rule: (context: SessionContext, event: Event) => Partial<SessionContext>,
) {
  return assign<SessionContext, SessionEvent, undefined, SessionEvent, never>(
    ({ context, event }) => rule(context, event as Event),
  );
}

/** The session machine's rules under the names its statechart uses. */
export const session = setup({
  types: {
    context: {} as SessionContext,
    events: {} as SessionEvent,
    input: {} as SessionFields,
  },
  guards: {
    isIdle: stateIn({ thread: 'idle' }),
    isStale: stateIn({ status: 'stale' }),
    startsTurn: and([stateIn({ status: 'active' }), when(rules.startsTurn)]),
    namesTurn: and([stateIn({ status: 'active' }), when(rules.namesTurn)]),
    endsTurn: and([stateIn({ status: 'active' }), when(rules.endsTurn)]),
  },
  actions: {
    bindTurn: change(rules.bindTurn),
    endTurn: change(rules.endTurn),
    resume: change(rules.resume),
    bindThread: change(rules.bindThread),
    refreshContext: change(rules.refreshContext),
    changeCwd: change(rules.changeCwd),
    recordSource: change(rules.recordSource),
    changeTag: change(rules.changeTag),
    mergeExtra: change(rules.mergeExtra),
  },
});
