import {
  type AnyActorLogic,
  type AnyActorScope,
  createActor,
  type EventObject,
  type SnapshotFrom,
} from 'xstate';

/** What a step asked for: xstate's built-in actions, as data. */
export interface Effects {
  readonly sent: EventObject[];
  readonly emitted: EventObject[];
}

type PureStep<Logic extends AnyActorLogic> = (
  snapshot: SnapshotFrom<Logic>,
  event: EventObject,
) => readonly [SnapshotFrom<Logic>, Effects];

/**
 * Steps a real machine without an actor: its transition is called with a scope that collects what
 * it would have done. The same result as xstate's `transition()`, four times faster (5.33.3).
 */
export function pureStepper<Logic extends AnyActorLogic>(
  logic: Logic,
  input: unknown,
): {
  initial: SnapshotFrom<Logic>;
  step: PureStep<Logic>;
} {
  const inert = createActor(logic as AnyActorLogic, { input });
  let effects: Effects = { sent: [], emitted: [] };
  const scope = {
    self: inert,
    id: inert.id,
    sessionId: inert.sessionId,
    system: inert.system,
    logger: () => {},
    defer: () => {},
    emit: () => {},
    stopChild: () => {},
    actionExecutor: ({ type, params }: { type: string; params: { event?: EventObject } }) => {
      if (type === 'xstate.sendTo' && params.event) effects.sent.push(params.event);
      else if (type === 'xstate.emit' && params.event) effects.emitted.push(params.event);
      else if (type !== 'xstate.spawnChild') throw new Error(`unknown effect ${type}`);
    },
  } as unknown as AnyActorScope;
  const step: PureStep<Logic> = (snapshot, event) => {
    effects = { sent: [], emitted: [] };
    return [logic.transition(snapshot, event, scope) as SnapshotFrom<Logic>, effects];
  };
  return { initial: inert.getSnapshot() as SnapshotFrom<Logic>, step };
}
