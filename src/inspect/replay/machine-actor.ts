import type { AnyMachineSnapshot, EventObject } from 'xstate';
import type { JsonObject } from '../../domain/index.js';
import { shownEvent, shownSnapshot } from '../shown/index.js';
import { Actor, type Chart, type Person, type Stage, type StepState } from './actor.js';
import {
  Disagreement,
  type Recorded,
  type RecordedEvent,
  type Script,
  textOf,
  typeOf,
} from './script.js';
import { ALL, type Course, type Effect, type Planned } from './stepper.js';
import { takeable } from './takeable.js';

/** Makes the actor of a child. */
export type MakeChild = (person: Person) => Actor;

/** What the hub alone sends. */
const OF_THE_HUB: ReadonlySet<string> = new Set([
  'session.moved',
  'session.ignored',
  'session.ended',
]);

/** An actor of a statechart: the real machine says what must come next. */
export class MachineActor extends Actor {
  /** What it was started with. */
  input: JsonObject = {};
  failure: { readonly error: unknown } | undefined;
  readonly #chart: Chart;
  readonly #makeChild: MakeChild;
  readonly #children = new Map<string, Actor>();
  readonly #timers = new Set<string>();
  #snapshot: AnyMachineSnapshot | undefined;
  #beginning: Course | undefined;

  constructor(
    stage: Stage,
    person: Person & { readonly chart: Chart },
    makeChild: MakeChild,
    /** How it begins, where that is known before it is started. */
    beginning?: Course,
  ) {
    super(stage, person);
    this.#chart = person.chart;
    this.#makeChild = makeChild;
    this.#beginning = beginning;
    this.#snapshot = beginning?.snapshot;
  }

  /** Undefined before it is started. */
  get snapshot(): AnyMachineSnapshot | undefined {
    return this.#snapshot;
  }

  /** A child that is born with it, before anything happens. */
  adopt(person: Person): void {
    this.#children.set(person.name, this.#makeChild(person));
  }

  isOpenTo(event: JsonObject): boolean {
    if (this.parent !== undefined) return false;
    const type = typeOf(event);
    if (type === 'xstate.init') return this.phase === 'born';
    return !type.startsWith('xstate.') && !OF_THE_HUB.has(type);
  }

  isDue(event: JsonObject): boolean {
    return this.#timers.has(typeOf(event));
  }

  protected *begin(init: RecordedEvent): Script {
    const event = takeable(init.event);
    this.input = (event.input ?? {}) as JsonObject;
    const known = this.#beginning;
    const course = known ?? this.stage.stepperOf(this.#chart).initial(event.input);
    this.#beginning = undefined;
    this.#checkSuccess(course, init.event, init);
    if (course.failure) return yield* this.#fail(course.failure);
    if (known === undefined) this.#checkChildren(course, init);
    this.#snapshot = course.snapshot;
    this.#tell(init.event, undefined, course);
    yield* this.#startChildren(course);
    yield* this.#say(course.lines.filter(({ kind }) => kind === 'action'));
    yield* this.#finish(init.event, course);
  }

  protected *step(event: JsonObject, by: Recorded): Script {
    const before = this.#snapshot;
    if (before === undefined) return;
    this.#timers.delete(typeOf(event));
    const course = this.stage.stepperOf(this.#chart).step(before, takeable(event) as EventObject);
    this.#checkSuccess(course, event, by);
    yield* this.#say(course.lines);
    if (course.failure) return yield* this.#fail(course.failure);
    this.#snapshot = course.snapshot;
    this.#tell(event, before, course);
    yield* this.#finish(event, course);
  }

  /** The lines a birth makes before anything happens. */
  *sayBirth(): Script {
    yield* this.#say((this.#beginning?.lines ?? []).filter(({ kind }) => kind !== 'action'));
  }

  *#say(lines: readonly Planned[]): Script {
    for (const line of lines) {
      if (line.kind === 'actor') {
        const { key: parent } = this;
        const { chart, agentId, name } = line;
        const born = yield* this.stage.birth({ chart, agentId, name, parent });
        const { actor: key } = born;
        this.#children.set(name, this.#makeChild({ key, chart, agentId, name, parent: this }));
      } else yield* this.stage.expect({ ...line, actor: this.key });
    }
  }

  /** What was decided is done; then the snapshot is told. */
  *#finish(event: JsonObject, { effects, snapshot }: Course): Script {
    for (const effect of effects) yield* this.#perform(effect);
    const { status } = snapshot;
    if (status === 'done') yield* this.#done();
    if (status === 'error') yield* this.#fail({ error: snapshot.error });
    yield* this.stage.expect(
      {
        ...{ kind: 'snapshot', actor: this.key, event: typeOf(event) },
        snapshot: shownSnapshot(snapshot, ALL),
      },
      this.#isOpen,
    );
    if (typeOf(event) === 'xstate.stop') this.end();
  }

  /** What a session or the supervisor does is heard of when its step is over. */
  get #isOpen(): boolean {
    return this.#chart === 'turns' || this.#chart === 'backend';
  }

  *#perform(effect: Effect): Script {
    switch (effect.type) {
      case 'timer':
        return void this.#timers.add(effect.event);
      case 'cancel':
        return void this.#timers.delete(effect.event);
      case 'emit':
        return;
      default: {
        const child = this.#children.get(effect.name);
        if (child !== undefined) yield* this.#performOn(child, effect);
      }
    }
  }

  *#performOn(child: Actor, effect: Extract<Effect, { readonly name: string }>): Script {
    if (effect.type === 'send') yield* this.send(child, effect.event, { isOpen: this.#isOpen });
    else if (effect.type === 'start') yield* this.#startChild(child, effect.input);
    else {
      this.#children.delete(effect.name);
      yield* child.stop();
    }
  }

  *#startChildren({ effects }: Course): Script {
    for (const effect of effects) {
      const child = effect.type === 'start' ? this.#children.get(effect.name) : undefined;
      if (child && effect.type === 'start') yield* this.#startChild(child, effect.input);
    }
  }

  *#startChild(child: Actor, input: unknown): Script {
    if (child.phase !== 'born') return;
    const event = shownEvent({ type: 'xstate.init', input }, ALL);
    const wanted = { kind: 'event', actor: child.key, from: this.key, event } as const;
    yield* child.start((yield* this.stage.expect(wanted, this.#isOpen)) as RecordedEvent);
  }

  *#done(): Script {
    this.#leave();
    if (this.parent === undefined) return;
    const event = { type: `xstate.done.actor.${this.name}`, actorId: this.name };
    yield* this.send(this.parent, event);
  }

  *#fail(failure: { readonly error: unknown }): Script {
    this.failure = failure;
    this.#leave();
    if (this.parent === undefined) return;
    const { name } = this;
    const told = { type: `xstate.error.actor.${name}`, error: failure.error, actorId: name };
    yield* this.send(this.parent, shownEvent(told, ALL));
  }

  #leave(): void {
    this.#timers.clear();
    this.end();
  }

  #tell(event: JsonObject, before: AnyMachineSnapshot | undefined, course: Course): void {
    const emitted = course.effects.flatMap((effect) =>
      effect.type === 'emit' ? [effect.event] : [],
    );
    const { last: by } = this.stage;
    const after = stateOf(course.snapshot);
    this.stage.stepped({
      actor: this,
      by,
      event,
      before: before && stateOf(before),
      after,
      emitted,
    });
  }

  /** Nobody takes the failure of a root, and xstate records nothing of it (5.33.3). */
  #checkSuccess({ failure }: Course, event: JsonObject, by: Recorded): void {
    if (failure === undefined || this.parent !== undefined) return;
    const { error } = failure;
    const said = error instanceof Error ? error.message : textOf(error);
    const sentence = said.replace(/\s+/g, ' ');
    const reason = `the ${this.#chart} machine fails on ${typeOf(event)}: ${sentence}`;
    throw new Disagreement(by, null, reason);
  }

  /** Whoever was born with it must be whom its machine makes. */
  #checkChildren({ lines }: Course, init: RecordedEvent): void {
    const made = lines.flatMap((line) => (line.kind === 'actor' ? [line.name] : []));
    const born = [...this.#children.keys()];
    if (made.length === born.length && made.every((name, at) => name === born[at])) return;
    const path = 'children';
    throw new Disagreement(init, null, 'it begins with other actors than its machine makes', [
      { path, expected: made, recorded: born },
    ]);
  }
}

function stateOf(snapshot: AnyMachineSnapshot): StepState {
  const { status, value = '', context = {} } = shownSnapshot(snapshot, ALL);
  return { status, value, context };
}
