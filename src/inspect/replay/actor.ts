import type { ChartValue } from '../../control/index.js';
import type { JsonObject } from '../../domain/index.js';
import type { ActorIdentity } from '../actors.js';
import type { Recorded, RecordedEvent, Script, Wanted } from './script.js';
import type { Stepper } from './stepper.js';

/** The statecharts an actor can be of. */
export type Chart = Exclude<ActorIdentity['chart'], 'sessions'>;

/** A decided step of a statechart. */
export interface Step {
  readonly actor: Actor;
  /** The last line that tells of the decision. */
  readonly by: Recorded;
  readonly event: JsonObject;
  /** Undefined for the first. */
  readonly before: StepState | undefined;
  readonly after: StepState;
  /** What the machine told whoever runs it. */
  readonly emitted: readonly object[];
}

export interface StepState {
  readonly status: string;
  readonly value: ChartValue;
  readonly context: JsonObject;
}

/** What the actors of a replayed run have in common. */
export interface Stage {
  /**
   * Waits for a line that must come; with `isOpen`, things from outside may come before it.
   *
   * @throws Disagreement when another one comes.
   */
  expect(wanted: Wanted, isOpen?: boolean): Script<Recorded>;
  /** Waits for the birth of an actor, and tells the id it has. */
  birth(wanted: Omit<Extract<Wanted, { kind: 'actor' }>, 'actor' | 'kind'>): Script<Recorded>;
  /** Makes the actor that a line tells the birth of, under its parent. */
  enter(actor: Actor): void;
  leave(actor: Actor): void;
  stepperOf(chart: Chart): Stepper;
  stepped(step: Step): void;
  /** What came last. */
  readonly last: Recorded;
}

/** Who an actor is. */
export interface Person {
  readonly key: string;
  readonly chart: ActorIdentity['chart'] | null;
  readonly agentId: string | null;
  readonly name: string;
  readonly parent: Actor | undefined;
}

/**
 * An actor as xstate runs one (5.33.3): what is sent to it waits in its mailbox; an idle actor takes
 * it at once, a busy one when its step is over with all that this set off.
 */
export abstract class Actor implements Person {
  readonly key: string;
  readonly chart: ActorIdentity['chart'] | null;
  readonly agentId: string | null;
  readonly name: string;
  readonly parent: Actor | undefined;
  phase: 'born' | 'running' | 'ended' = 'born';
  #mailbox: Delivered[] = [];
  #isBusy = false;

  constructor(
    protected readonly stage: Stage,
    { key, chart, agentId, name, parent }: Person,
  ) {
    this.key = key;
    this.chart = chart;
    this.agentId = agentId;
    this.name = name;
    this.parent = parent;
    stage.enter(this);
  }

  get isIdle(): boolean {
    return this.phase === 'running' && !this.#isBusy;
  }

  /** Begins, by the event that told it to. */
  *start(init: RecordedEvent): Script {
    this.phase = 'running';
    this.#isBusy = true;
    yield* this.begin(init);
    yield* this.#takeAll();
  }

  *deliver(event: JsonObject): Script {
    if (this.phase === 'ended') return;
    this.#mailbox.push({ event, by: this.stage.last });
    if (this.isIdle) yield* this.#takeAll();
  }

  /** Ends it, as its parent or whoever runs it does: what waits in its mailbox is dropped. */
  *stop(): Script {
    this.#mailbox = [];
    if (this.phase === 'born') this.end();
    else yield* this.deliver({ type: 'xstate.stop' });
  }

  /** Whether an event may come that nobody in the run sends. */
  abstract isOpenTo(event: JsonObject): boolean;
  /** Whether an event may come that it sends itself, later. */
  abstract isDue(event: JsonObject): boolean;
  protected abstract begin(init: RecordedEvent): Script;
  /** @param by the line that told of the event. */
  protected abstract step(event: JsonObject, by: Recorded): Script;

  protected end(): void {
    this.phase = 'ended';
    this.#mailbox = [];
    this.stage.leave(this);
  }

  /** Sends something to another actor, as itself or as code of ours; tells what was recorded. */
  protected *send(to: Actor, event: JsonObject, more: SendManner = {}): Script<JsonObject> {
    const { isOpen = false, isPart = false, isOurs = false } = more;
    const from = isOurs ? {} : { from: this.key };
    const wanted = { kind: 'event', actor: to.key, ...from, event, isPart } as const;
    const line = (yield* this.stage.expect(wanted, isOpen)) as RecordedEvent;
    yield* to.deliver(line.event);
    return line.event;
  }

  *#takeAll(): Script {
    this.#isBusy = true;
    for (let next = this.#mailbox.shift(); next; next = this.#mailbox.shift()) {
      yield* this.step(next.event, next.by);
    }
    this.#isBusy = false;
  }
}

interface Delivered {
  readonly event: JsonObject;
  readonly by: Recorded;
}

interface SendManner {
  readonly isOpen?: boolean;
  readonly isPart?: boolean;
  /** xstate knows no sender: code calls `actor.send`. */
  readonly isOurs?: boolean;
}
