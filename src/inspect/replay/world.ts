import type { Actor, Chart, Person, Stage, Step } from './actor.js';
import { BeliefCheck } from './beliefs.js';
import { differencesOf } from './differences.js';
import { HubActor } from './hub-actor.js';
import { type Birth, faultOfTurn, faultOfTurns, rightBirth } from './labels.js';
import { MachineActor } from './machine-actor.js';
import type { ReplayMachines } from './machines.js';
import {
  Disagreement,
  type Recorded,
  type RecordedEvent,
  type Script,
  type Wanted,
} from './script.js';
import { Stepper } from './stepper.js';
import { TaskActor } from './task-actor.js';

const CHARTS: ReadonlySet<unknown> = new Set(['supervisor', 'session', 'turns', 'backend']);

/**
 * All actors of a run. JavaScript runs one thing at a time: whatever is told to an idle actor is
 * done, with all it sets off, before anything else happens.
 */
export class World implements Stage {
  /** How many actors were met. */
  met = 0;
  readonly #steppers: Readonly<Record<Chart, Stepper>>;
  readonly #onStep: (step: Step) => void;
  readonly #actors = new Map<string, Actor>();
  readonly #hubs: HubActor[] = [];
  /** The agents whose turns are there. */
  readonly #withTurns = new Set<string | null>();
  /** Those that ended and may still be told things, late. */
  readonly #gone = new Set<string>();
  readonly #checks: BeliefCheck[] = [];
  #last: Recorded | undefined;
  /** A line that was looked at, and is not dealt with. */
  #back: Recorded | undefined;
  #isUnderWay = false;

  constructor(machines: ReplayMachines, onStep: (step: Step) => void) {
    this.#steppers = {
      supervisor: new Stepper(machines.supervisor),
      session: new Stepper(machines.session),
      turns: new Stepper(machines.turns),
      backend: new Stepper(machines.backend),
    };
    this.#onStep = onStep;
  }

  /** Whether something has begun and is not over. */
  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  get last(): Recorded {
    if (this.#last === undefined) throw new Error('nothing was recorded yet');
    return this.#last;
  }

  /** The whole run, from outside: whatever comes when nothing is under way. */
  *run(): Script<never> {
    for (;;) {
      const line = yield* this.#next(null);
      this.#isUnderWay = true;
      yield* this.#outside(line, null);
      this.#isUnderWay = false;
      this.#lookAround();
    }
  }

  *expect(wanted: Wanted, isOpen = false): Script<Recorded> {
    for (;;) {
      const line = yield* this.#next(wanted);
      const differences = differencesOf(wanted, line);
      if (differences.length === 0) return line;
      if (!isOpen || !this.#isFromOutside(line)) {
        throw new Disagreement(line, wanted, 'another thing must come here', differences);
      }
      yield* this.#outside(line, wanted);
    }
  }

  *birth(who: Omit<Extract<Wanted, { kind: 'actor' }>, 'actor' | 'kind'>): Script<Recorded> {
    return yield* this.expect({ kind: 'actor', actor: String(this.met + 1), ...who });
  }

  enter(actor: Actor): void {
    this.met += 1;
    this.#actors.set(actor.key, actor);
    if (actor.chart === 'turns') this.#withTurns.add(actor.agentId);
    if (!(actor instanceof HubActor)) return;
    this.#hubs.push(actor);
    this.#checks.push(new BeliefCheck(actor));
  }

  leave({ key, chart, agentId }: Actor): void {
    this.#actors.delete(key);
    if (chart === 'turns') this.#withTurns.delete(agentId);
    if (chart === 'turns' || chart === 'backend') this.#gone.add(key);
  }

  stepperOf(chart: Chart): Stepper {
    return this.#steppers[chart];
  }

  stepped(step: Step): void {
    this.#onStep(step);
  }

  *#next(wanted: Wanted | null): Script<Recorded> {
    const line = this.#back ?? (yield wanted);
    this.#back = undefined;
    this.#last = line;
    return line;
  }

  #isFromOutside(line: Recorded): boolean {
    if (line.kind === 'actor') return this.#mayBeBorn(line);
    const actor = this.#actors.get(line.actor);
    if (line.kind !== 'event')
      return isStop(line) && actor?.parent === undefined && actor?.isIdle === true;
    if (actor === undefined) return line.from === undefined && this.#gone.has(line.actor);
    return line.from === undefined
      ? actor.isOpenTo(line.event)
      : line.from === actor.key && actor.isDue(line.event);
  }

  *#outside(line: Recorded, wanted: Wanted | null): Script {
    if (!this.#isFromOutside(line)) throw new Disagreement(line, wanted, this.#reasonFor(line));
    this.#checkLabels(line);
    if (line.kind === 'actor') return this.#born(line);
    const actor = this.#actors.get(line.actor);
    if (actor === undefined) return;
    if (line.kind === 'event') {
      const begins = actor.phase === 'born' && line.event.type === 'xstate.init';
      return yield* begins ? actor.start(line as RecordedEvent) : actor.deliver(line.event);
    }
    this.#back = line;
    yield* actor.stop();
  }

  /** A root of its own, or whoever is born with one. */
  #mayBeBorn({ actor, chart, parent }: Birth): boolean {
    if (actor !== String(this.met + 1)) return false;
    if (parent === null) return CHARTS.has(chart) && chart !== 'session';
    const of = this.#actors.get(parent);
    return of?.chart === 'supervisor' && of.phase === 'born' && chart === 'sessions';
  }

  /** Whether an actor that comes from outside, or what it is told, is of whom it is said to be. */
  #checkLabels(line: Recorded): void {
    if (line.kind === 'actor') {
      const right = rightBirth(line);
      const differences = differencesOf(right, line);
      if (differences.length > 0) {
        throw new Disagreement(line, right, 'such an actor is not called so', differences);
      }
    }
    const fault = this.#faultOfTurns(line);
    if (fault !== undefined) throw new Disagreement(line, null, fault);
  }

  #faultOfTurns(line: Recorded): string | undefined {
    const actor = line.kind === 'actor' ? line : this.#actors.get(line.actor);
    if (actor?.chart !== 'turns') return undefined;
    const agentId = actor.agentId ?? '';
    if (line.kind === 'actor') return faultOfTurns(agentId, this.#hubs, this.#withTurns);
    return line.kind === 'event' ? faultOfTurn(agentId, line.event.turnId, this.#hubs) : undefined;
  }

  #born({ actor: key, chart, agentId, name, parent }: Birth): void {
    const person = { key, chart, agentId, name };
    const of = parent === null ? undefined : this.#actors.get(parent);
    if (of instanceof MachineActor) of.adopt({ ...person, parent: of });
    else this.#make({ ...person, parent: undefined });
  }

  #make(person: Person): Actor {
    const { chart } = person;
    if (chart === 'sessions') return new HubActor(this, person);
    if (chart === null) return new TaskActor(this, person);
    return new MachineActor(this, { ...person, chart }, (child) => this.#make(child));
  }

  /** Nothing is under way: what the supervisor believes must be true. */
  #lookAround(): void {
    for (const check of this.#checks) {
      const fault = check.fault();
      if (fault !== undefined) throw new Disagreement(this.last, null, fault);
    }
  }

  #reasonFor(line: Recorded): string {
    if (line.kind === 'actor') return 'nothing makes such an actor here';
    const actor = this.#actors.get(line.actor);
    if (actor === undefined) {
      const isKnown = Number(line.actor) <= this.met;
      return isKnown ? 'this actor has ended' : 'no such actor was born';
    }
    if (line.kind !== 'event') return 'nothing it was told makes it do this now';
    if (line.event.type === 'xstate.init') return 'it has begun already';
    const isTimer = String(line.event.type).startsWith('xstate.after.');
    return isTimer ? 'no such timer is set' : 'nobody sends it this now';
  }
}

/** Whoever runs a root ends it without an event: its first line tells. */
function isStop(line: Exclude<Recorded, Birth>): boolean {
  if (line.kind === 'action') return line.action === 'xstate.stopChild';
  return line.kind === 'microstep' && line.event === 'xstate.stop';
}
