import {
  type AnyActorLogic,
  type AnyActorScope,
  createActor,
  type EventObject,
  type SnapshotFrom,
} from 'xstate';

/** What a step asked for, as data. */
export interface TimedEffects {
  readonly emitted: EventObject[];
  /** Timers that were set: the event they send, and how long from now. */
  readonly timers: { readonly type: string; readonly delay: number }[];
  /** Timers that were put out, by the event they would have sent. */
  readonly cancelled: string[];
  /** Actors that were invoked, by the name of their logic, with what they were given. */
  readonly invoked: { readonly src: string; readonly id: string; readonly input: unknown }[];
}

export interface TimedStepper<Logic extends AnyActorLogic> {
  readonly initial: SnapshotFrom<Logic>;
  step(
    snapshot: SnapshotFrom<Logic>,
    event: EventObject,
  ): readonly [SnapshotFrom<Logic>, TimedEffects];
}

interface BuiltIn {
  readonly type: string;
  readonly params: {
    readonly event?: EventObject;
    readonly delay?: number;
    readonly id?: string;
    readonly sendId?: string;
    readonly src?: string;
    readonly input?: unknown;
  };
}

/** Steps a real machine that sets timers and invokes actors, without an actor or a clock. */
export function timedStepper<Logic extends AnyActorLogic>(
  logic: Logic,
  input: unknown,
): TimedStepper<Logic> {
  const inert = createActor(logic as AnyActorLogic, { input });
  let effects = nothing();
  const scope = {
    ...{ self: inert, id: inert.id, sessionId: inert.sessionId, system: inert.system },
    logger: () => {},
    defer: () => {},
    emit: () => {},
    stopChild: () => {},
    actionExecutor: (action: BuiltIn) => collect(effects, action),
  } as unknown as AnyActorScope;
  return {
    initial: inert.getSnapshot() as SnapshotFrom<Logic>,
    step: (snapshot, event) => {
      effects = nothing();
      return [logic.transition(snapshot, event, scope) as SnapshotFrom<Logic>, effects];
    },
  };
}

const nothing = (): TimedEffects => ({ emitted: [], timers: [], cancelled: [], invoked: [] });

function collect(effects: TimedEffects, { type, params }: BuiltIn): void {
  // an action of the test's own does nothing here
  if (!type.startsWith('xstate.')) return;
  const { event, delay = 0, id = '', sendId = '', src = '', input } = params;
  switch (type) {
    case 'xstate.emit':
      if (event) effects.emitted.push(event);
      return;
    case 'xstate.raise':
      if (event) effects.timers.push({ type: event.type, delay });
      return;
    case 'xstate.cancel':
      effects.cancelled.push(sendId);
      return;
    case 'xstate.spawnChild':
      effects.invoked.push({ src, id, input });
      return;
    case 'xstate.stopChild':
      return;
    default:
      throw new Error(`unknown effect ${type}`);
  }
}
