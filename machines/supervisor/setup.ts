import { type ActorRef, and, assign, emit, type ParameterizedObject, sendTo, setup } from 'xstate';
import * as rules from './rules.js';
import type {
  CommandSettled,
  HubCommand,
  HubLogic,
  HubSnapshot,
  Outcome,
  RegisterCommand,
  ResumeCommand,
  SessionEnded,
  SupervisorContext,
  SupervisorEvent,
  SupervisorInput,
} from './types.js';

interface Args {
  readonly context: SupervisorContext;
  readonly event: SupervisorEvent;
}
type Context = SupervisorContext;
export type Draining = { readonly draining: boolean };

/** A rule as a guard. The machine asks it only for the events it is written for. */
function when<Event extends SupervisorEvent>(rule: (context: Context, event: Event) => boolean) {
  return ({ context, event }: Args) => rule(context, event as Event);
}

/** A rule as an action that changes the context, under the same condition. */
function change<Event extends SupervisorEvent>(
  rule: (context: Context, event: Event) => Partial<Context>,
) {
  return assign<Context, SupervisorEvent, undefined, SupervisorEvent, never>(({ context, event }) =>
    rule(context, event as Event),
  );
}

type Hub = ActorRef<HubSnapshot, HubCommand>;

/** A rule as an action that tells the hub something. */
function tell<Event extends SupervisorEvent>(rule: (context: Context, event: Event) => HubCommand) {
  return sendTo<Context, SupervisorEvent, undefined, Hub, SupervisorEvent>(
    'sessions',
    ({ context, event }: Args) => rule(context, event as Event),
  );
}

/** Gives the running command its outcome. */
function settle<Params extends ParameterizedObject['params'] | undefined = undefined>(
  outcomeOf: (args: Args, params: Params) => Outcome,
) {
  return emit<Context, SupervisorEvent, Params, SupervisorEvent, CommandSettled>(
    (args: Args, params: Params) => ({
      type: 'command.settled',
      seq: args.event.seq ?? 0,
      outcome: outcomeOf(args, params),
    }),
  );
}

function refusedOutcome({ context, event }: Args, { draining }: Draining): Outcome {
  const verdict = rules.verdictOn(context, event as RegisterCommand | ResumeCommand, draining);
  return verdict.admitted ? { kind: 'ignored' } : { kind: 'refused', refusal: verdict.refusal };
}

function endedOutcome({ event }: Args): Outcome {
  const { error } = event as SessionEnded;
  return error === undefined ? { kind: 'applied' } : { kind: 'failed', cause: error.cause };
}

/** The supervisor machine's rules under the names its statechart uses. */
export const supervisor = setup({
  types: {
    context: {} as SupervisorContext,
    events: {} as SupervisorEvent,
    input: {} as SupervisorInput,
    emitted: {} as CommandSettled,
  },
  actors: { sessions: {} as HubLogic },
  guards: {
    isRefused: ({ context, event }, { draining }: Draining) =>
      !rules.verdictOn(context, event as RegisterCommand | ResumeCommand, draining).admitted,
    isTaken: when(rules.isTaken),
    takesLastSlot: when(rules.takesLastSlot),
    isActive: when(rules.isActive),
    isClosed: when(rules.isClosed),
    isInactive: when(rules.isInactive),
    isOpen: when(rules.isOpen),
    isBindable: when(rules.isBindable),
    isInsertable: when(rules.isInsertable),
    freesSlot: when(rules.freesSlot),
    answersCommand: when(rules.answersCommand),
    answersCommandAndFreesSlot: and([when(rules.answersCommand), when(rules.freesSlot)]),
  },
  actions: {
    admit: change(rules.admit),
    readmit: change(rules.readmit),
    follow: change(rules.follow),
    retire: change(rules.retire),
    insert: change(rules.insert),
    forget: change(rules.forget),
    openSession: tell(rules.opening),
    resumeSession: tell(rules.resumption),
    tellSession: tell(rules.telling),
    bindThread: tell(rules.binding),
    putRecord: tell(rules.putting),
    dropRecord: tell(rules.dropping),
    settleApplied: settle(() => ({ kind: 'applied' })),
    settleIgnored: settle(() => ({ kind: 'ignored' })),
    settleTaken: settle(() => ({ kind: 'taken' })),
    settleRefused: settle(refusedOutcome),
    settleEnded: settle(endedOutcome),
  },
});
