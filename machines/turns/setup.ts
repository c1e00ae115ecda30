import { assign, enqueueActions, setup } from 'xstate';
import * as rules from './rules.js';
import type {
  TurnsContext,
  TurnsEffect,
  TurnsEvent,
  TurnsEventOf,
  TurnsPatience,
} from './types.js';

interface Args {
  readonly context: TurnsContext;
  readonly event: TurnsEvent;
}

/** A rule as a guard. The machine asks it only for the events it is written for. */
function when<Event extends TurnsEvent>(rule: (context: TurnsContext, event: Event) => boolean) {
  return ({ context, event }: Args) => rule(context, event as Event);
}

/** A rule as an action that changes the context, under the same condition. */
function change<Event extends TurnsEvent>(
  rule: (context: TurnsContext, event: Event) => Partial<TurnsContext>,
) {
  return assign<TurnsContext, TurnsEvent, undefined, TurnsEvent, never>(({ context, event }) =>
    rule(context, event as Event),
  );
}

/** A rule as an action: its effects are emitted, then the context is changed. */
function act<Event extends TurnsEvent>(rule: (context: TurnsContext, event: Event) => rules.Step) {
  return enqueueActions<
    TurnsContext,
    TurnsEvent,
    undefined,
    TurnsEvent,
    never,
    never,
    never,
    never,
    TurnsEffect
  >(({ context, event, enqueue }) => {
    const { effects, change = {} } = rule(context, event as Event);
    for (const effect of effects) enqueue.emit(effect);
    enqueue.assign(change);
  });
}

/** The rules of one session's turns under the names its statechart uses. */
export const turns = setup({
  types: {
    context: {} as TurnsContext,
    events: {} as TurnsEvent,
    emitted: {} as TurnsEffect,
    input: {} as { readonly patience: TurnsPatience },
  },
  delays: {
    silence: ({ context }) => context.patience.silenceMs,
    error: ({ context }) => context.patience.errorMs,
    interrupt: ({ context }) => context.patience.interruptMs,
  },
  guards: {
    hasQueued: ({ context }) => rules.hasQueued(context),
    isCurrent: when(rules.isCurrent),
    isQueued: when(rules.isQueued),
    isUnwanted: ({ context }) => rules.isUnwanted(context),
    namesTurn: when(rules.namesTurn),
    endsTurn: when(rules.endsTurn),
    isOfTurn: when(rules.isOfTurn),
    settlesLast: when(rules.settlesLast),
  },
  actions: {
    enqueue: change(rules.enqueue),
    takeNext: change(rules.takeNext),
    nameTurn: change(rules.nameTurn),
    markUnwanted: change<TurnsEventOf<'turn.cancel'>>(rules.markUnwanted),
    markClosed: change(rules.markClosed),
    openApproval: change(rules.openApproval),
    settleApproval: change(rules.settleApproval),
    requestSlot: act(rules.requestSlot),
    openThread: act(rules.openThread),
    startTurn: act(rules.startTurn),
    interruptTurn: act(rules.interruptTurn),
    checkTurn: act(rules.checkTurn),
    free: act(rules.free),
    settle: act(rules.settle),
    settleInterrupted: act(rules.settleInterrupted),
    cancelQueued: act(rules.cancelQueued),
    refuseTurn: act(rules.refuseTurn),
    refuseQueue: act(rules.refuseQueue),
    loseQueue: act(rules.loseQueue),
  },
});
