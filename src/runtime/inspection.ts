import type { AnyActorRef, AnyStateMachine, InspectionEvent } from 'xstate';
import type { SessionRecord } from '../domain/index.js';
import { isolated } from './isolation.js';
import type { Subscription } from './subscription.js';

/** Hears what happens to actors, while it happens. */
export type InspectionObserver = (event: InspectionEvent) => void;

/** Actors that can be looked at whenever somebody wants to; it costs nothing until then. */
export interface InspectionSource {
  /** Those that live now, each after its parent. */
  actors(): readonly AnyActorRef[];
  /**
   * Tells all that happens from now on, births included. What the observer throws is reported once
   * as a process warning; to call what is inspected from inside of it is an error.
   */
  inspect(observer: InspectionObserver): Subscription;
  /** Sessions that rest: stale ones get their actor when somebody needs them. */
  readonly resting?: RestingSessions;
  /** Whether nothing more can come of it. Absent where that is never so. */
  isOver?(): boolean;
}

/** Sessions without an actor: to be shown as they would be with one. */
export interface RestingSessions {
  /** What their actors will be made of. */
  readonly machine: AnyStateMachine;
  /** Their records, in the order they became known. */
  records(): Iterable<SessionRecord>;
}

/** Whoever looks at actors when it likes to, as the bridges of `codex-sessions/inspect` do. */
export interface Inspector {
  /** Told of each source once, before its actors have started. */
  attach(source: InspectionSource): void;
}

/** An observer hears everything from the birth of the first actor on; an inspector hears later. */
export type Inspect = InspectionObserver | Inspector;

/** What `createActor` is given of an observer: nothing of an inspector, which comes later. */
export function inspectOption(inspect: Inspect | undefined) {
  return typeof inspect === 'function' ? { inspect: isolated('an inspector', inspect) } : {};
}

/** Lets an inspector know of a source; an observer knows already. */
export function attachTo(inspect: Inspect | undefined, source: InspectionSource): void {
  if (inspect === undefined || typeof inspect === 'function') return;
  isolated('an inspector', () => inspect.attach(source))();
}

/** Several inspectors as one. */
export function inspectorOf(inspectors: readonly Inspector[]): Inspector {
  return {
    attach(source) {
      // one that throws keeps no other from looking
      for (const inspector of inspectors) attachTo(inspector, source);
    },
  };
}

type SystemOf<Actor> = Actor extends { readonly system: infer System } ? System : never;

/** The actors of one system as a source. */
export function systemSource(
  system: SystemOf<AnyActorRef>,
  actors: () => readonly AnyActorRef[],
  resting: RestingSessions,
): InspectionSource {
  return {
    actors,
    resting,
    isOver: () => actors()[0]?.getSnapshot().status !== 'active',
    inspect: (observer) => system.inspect(isolated('an inspector', observer)),
  };
}

/** Actors that come and go, each with a system of its own, as one source. */
export class ActorGroup implements InspectionSource {
  // once for all: what an observer throws is reported once
  readonly #unheard: ReturnType<typeof inspectOption>;
  readonly #members = new Map<AnyActorRef, Subscription | undefined>();
  readonly #observers = new Set<InspectionObserver>();
  readonly #tell: InspectionObserver = (event) => {
    for (const observer of this.#observers) observer(event);
  };

  constructor(inspect: Inspect | undefined) {
    this.#unheard = inspectOption(inspect);
    attachTo(inspect, this);
  }

  /** Makes an actor that is a member until it ends. Not started yet. */
  add<Actor extends AnyActorRef>(
    create: (options: { readonly inspect?: InspectionObserver }) => Actor,
  ): Actor {
    const isHeard = this.#observers.size > 0;
    const actor = create(isHeard ? { inspect: this.#tell } : this.#unheard);
    this.#members.set(actor, isHeard ? NOTHING_TO_END : undefined);
    const leave = () => this.#members.delete(actor);
    actor.subscribe({ complete: leave, error: leave });
    return actor;
  }

  actors(): readonly AnyActorRef[] {
    return [...this.#members.keys()];
  }

  inspect(observer: InspectionObserver): Subscription {
    // a function of its own: the same observer may come twice
    const hear = isolated('an inspector', observer);
    this.#observers.add(hear);
    for (const [actor, heard] of this.#members) {
      if (heard === undefined) this.#members.set(actor, actor.system.inspect(this.#tell));
    }
    return {
      unsubscribe: () => {
        this.#observers.delete(hear);
        if (this.#observers.size === 0) this.#endHearing();
      },
    };
  }

  #endHearing(): void {
    for (const [actor, heard] of this.#members) {
      if (heard === NOTHING_TO_END) continue;
      heard?.unsubscribe();
      this.#members.set(actor, undefined);
    }
  }
}

/** Born while somebody listened: xstate offers no end of that, and it costs next to nothing. */
const NOTHING_TO_END: Subscription = Object.freeze({ unsubscribe: () => {} });
