import {
  type AnyActorRef,
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type EventObject,
  fromCallback,
  type InspectionEvent,
} from 'xstate';
import type { ChartValue } from '../../control/index.js';
import type { JsonObject } from '../../domain/index.js';
import { identityOf } from '../actors.js';
import { shownEvent } from '../shown/index.js';
import type { TraceEntry } from '../trace/index.js';

type Of<Kind extends TraceEntry['kind']> = Extract<TraceEntry, { readonly kind: Kind }>;

/** A line that a step makes, without the ids of actors. */
export type Planned =
  | Pick<Of<'actor'>, 'kind' | 'chart' | 'agentId' | 'name'>
  | Omit<Of<'action'>, 'actor'>
  | Omit<Of<'microstep'>, 'actor'>;

/** What is done when a step is decided, in order; actors are named as their parent names them. */
export type Effect =
  | { readonly type: 'send'; readonly name: string; readonly event: JsonObject }
  | { readonly type: 'start'; readonly name: string; readonly input: unknown }
  | { readonly type: 'stop'; readonly name: string }
  | { readonly type: 'timer' | 'cancel'; readonly event: string }
  | { readonly type: 'emit'; readonly event: EventObject };

/** What a machine does at an event, as data. */
export interface Course {
  readonly lines: readonly Planned[];
  readonly effects: readonly Effect[];
  readonly snapshot: AnyMachineSnapshot;
  /** The machine failed: the snapshot is the one before. */
  readonly failure?: { readonly error: unknown };
}

interface Collected {
  readonly lines: Planned[];
  readonly effects: Effect[];
}

/** What the action of a built-in kind was given (xstate 5.33.3). */
interface Given {
  readonly event?: EventObject;
  readonly delay?: unknown;
  readonly id?: string;
  readonly sendId?: string;
  readonly targetId?: string;
  readonly to?: { readonly id?: string };
  readonly input?: unknown;
}

/** Everything is shown: what had to be left out, was when it was recorded. */
export const ALL = { contents: true, crowds: true } as const;

/** Steps a real machine without an actor and without a clock; nothing it wants done is done. */
export class Stepper {
  readonly #machine: AnyStateMachine;
  readonly #scope: AnyActorScope;
  #collected: Collected = { lines: [], effects: [] };

  constructor(machine: AnyStateMachine) {
    this.#machine = machine;
    // whoever the machine takes for itself: it is never started, nor are its children
    const inert = createActor(fromCallback(() => {}));
    inert.system.inspect((event) => this.#inspected(event));
    this.#scope = {
      ...{ self: inert, id: inert.id, sessionId: inert.sessionId, system: inert.system },
      logger: () => {},
      defer: () => {},
      emit: () => {},
      stopChild: () => {},
      actionExecutor: ({ type, params }: { readonly type: string; readonly params: Given }) =>
        this.#acted(type, params ?? {}),
    } as unknown as AnyActorScope;
  }

  /** How an actor begins with an input. */
  initial(input: unknown): Course {
    return this.#course(undefined, () => {
      const snapshot = this.#machine.getInitialSnapshot(this.#scope, input);
      // a machine that cannot begin says so by its status
      if (snapshot.status === 'error') throw snapshot.error;
      return snapshot;
    });
  }

  /** How an actor begins that is given its state. */
  resumed(value: ChartValue, context: object): Course {
    return this.#course(undefined, () => this.#machine.resolveState({ value, context }));
  }

  step(snapshot: AnyMachineSnapshot, event: EventObject): Course {
    return this.#course(snapshot, () => this.#machine.transition(snapshot, event, this.#scope));
  }

  #course(before: AnyMachineSnapshot | undefined, run: () => AnyMachineSnapshot): Course {
    const collected: Collected = { lines: [], effects: [] };
    this.#collected = collected;
    try {
      return { ...collected, snapshot: run() };
    } catch (error) {
      const snapshot = before ?? ({ status: 'error' } as AnyMachineSnapshot);
      return { ...collected, snapshot, failure: { error } };
    }
  }

  #inspected(event: InspectionEvent): void {
    const { lines } = this.#collected;
    if (event.type === '@xstate.actor') {
      const { id: name } = event.actorRef as AnyActorRef;
      const { chart, agentId } = identityOf(event.actorRef) ?? { chart: null, agentId: null };
      lines.push({ kind: 'actor', chart, agentId, name });
    } else if (event.type === '@xstate.microstep') {
      const { value } = event.snapshot as AnyMachineSnapshot;
      lines.push({ kind: 'microstep', event: event.event.type, value: value as ChartValue });
    }
  }

  #acted(action: string, given: Given): void {
    const { lines, effects } = this.#collected;
    const isTold = action === 'xstate.emit' || action === 'xstate.raise';
    const told = isTold && given.event && { event: shownEvent(given.event, ALL) };
    lines.push({ kind: 'action', action, ...told });
    const effect = effectOf(action, given);
    if (effect !== undefined) effects.push(effect);
  }
}

function effectOf(action: string, given: Given): Effect | undefined {
  const { event, delay, id = '', sendId = '', targetId, to, input } = given;
  switch (action) {
    case 'xstate.sendTo':
      return (
        event && { type: 'send', name: targetId ?? to?.id ?? '', event: shownEvent(event, ALL) }
      );
    case 'xstate.emit':
      return event && { type: 'emit', event };
    case 'xstate.spawnChild':
      return { type: 'start', name: id, input };
    case 'xstate.stopChild':
      return { type: 'stop', name: id };
    case 'xstate.raise':
      return typeof delay === 'number' ? { type: 'timer', event: id } : undefined;
    case 'xstate.cancel':
      return { type: 'cancel', event: sendId };
    default:
      return undefined;
  }
}
