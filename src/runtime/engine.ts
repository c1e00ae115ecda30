import { type Actor, type AnyActorRef, createActor } from 'xstate';
import type {
  Occupancy,
  Outcome,
  SessionMachine,
  SessionSnapshot,
  StampedFact,
  SupervisorCommand,
  SupervisorMachine,
  SupervisorSnapshot,
} from '../../machines/index.js';
import {
  ReentrantCallError,
  refusals,
  type SessionChange,
  type SessionRecord,
} from '../domain/index.js';
import type { ActorView } from './api.js';
import { functionArgument } from './arguments.js';
import { Deliveries } from './deliveries.js';
import { attachTo, type Inspect, inspectOption, systemSource } from './inspection.js';
import { SessionTable } from './session-table.js';
import { createSessionsHub } from './sessions-hub.js';
import { Subscribers } from './subscribers.js';
import type { Subscription } from './subscription.js';

export interface Machines {
  readonly supervisor: SupervisorMachine;
  readonly session: SessionMachine;
}

export interface EngineOptions {
  readonly maxConcurrent: number;
  /** None of them active. */
  readonly records: readonly SessionRecord[];
  readonly inspect: Inspect | undefined;
}

/** An actor's side that views need. */
interface Observable<Snapshot> {
  readonly id: string;
  getSnapshot(): Snapshot;
  subscribe(observer: { next(snapshot: Snapshot): void; error(): void }): Subscription;
}

/** Omits from each member of a union, where Omit would merge them. */
type WithoutSeq<Command> = Command extends unknown ? Omit<Command, 'seq'> : never;

/** Runs the actor system: one command at a time, observers heard when it is over. */
export class Engine {
  /** False once the actor system has ended. */
  running = true;
  readonly #actor: Actor<SupervisorMachine>;
  readonly #table: SessionTable;
  readonly #deliveries = new Deliveries();
  readonly #listeners = new Subscribers<SessionChange>('a listener', this.#deliveries);
  #seq = 0;
  #stepping = false;
  #outcome: Outcome | undefined;
  #taken = false;
  #stopping = false;

  constructor(machines: Machines, { maxConcurrent, records, inspect }: EngineOptions) {
    this.#table = new SessionTable(records);
    const sessions = createSessionsHub({
      machine: machines.session,
      table: this.#table,
      publish: (change) => this.#publish(change),
      told: (taken) => {
        this.#taken = taken;
      },
    });
    this.#actor = createActor(machines.supervisor.provide({ actors: { sessions } }), {
      id: 'supervisor',
      input: { maxConcurrent, sessions: records },
      ...inspectOption(inspect),
    });
    this.#actor.on('command.settled', ({ seq, outcome }) => {
      if (seq === this.#seq) this.#outcome = outcome;
    });
    const source = systemSource(this.#actor.system, () => this.#liveActors(), {
      machine: machines.session,
      records: () => this.#table.resting(),
    });
    this.#step(() => {
      attachTo(inspect, source);
      this.#actor.start();
    });
  }

  /** The sessions, unless a step is under way: then half of it is done. */
  table(method: string): SessionTable {
    this.#refuseInside(method);
    return this.#table;
  }

  /** What the supervisor believes, under the same condition. */
  occupancy(method: string): Occupancy {
    this.#refuseInside(method);
    return this.#actor.getSnapshot().context.occupancy;
  }

  /** Whether it admits nothing any more. */
  get draining(): boolean {
    return !this.running || this.#actor.getSnapshot().value === 'draining';
  }

  /** Runs what a method of the facade does, and lets the observers hear of it afterwards. */
  perform<T>(method: string, body: () => T): T {
    this.#refuseInside(method);
    try {
      return body();
    } finally {
      this.#deliveries.flush();
    }
  }

  /** Sends a command and returns its outcome. Only inside `perform`. */
  send(command: WithoutSeq<SupervisorCommand>): Outcome {
    // the caller's clock or createAgentId may have stopped it meanwhile
    if (!this.running) return { kind: 'refused', refusal: refusals.shuttingDown() };
    this.#seq += 1;
    this.#outcome = undefined;
    const numbered = { ...command, seq: this.#seq } as SupervisorCommand;
    this.#step(() => this.#actor.send(numbered));
    if (this.#outcome === undefined) throw new Error(`${command.type} was not answered`);
    return this.#outcome;
  }

  /** Whether the outcome of a command is that it changed something; false once stopped. */
  applies(command: WithoutSeq<SupervisorCommand>): boolean {
    return this.running && this.send(command).kind === 'applied';
  }

  /**
   * Tells a session a fact, and whether it took it. Only inside `perform`.
   *
   * Straight to the hub: the supervisor believes nothing that such a fact could change, and asking
   * it costs more than the session's own step. A thread binding is not such a fact.
   */
  tell(agentId: string, event: Exclude<StampedFact, { type: 'thread.bound' }>): boolean {
    const hub = this.#actor.getSnapshot().children.sessions;
    if (!this.running || hub === undefined) return false;
    this.#taken = false;
    this.#step(() => hub.send({ type: 'session.tell', seq: null, agentId, event }));
    return this.#taken;
  }

  /** Ends the actor system as a crash would. Only inside `perform`. */
  stop(activeIds: readonly string[]): void {
    this.#stopping = true;
    this.send({ type: 'supervisor.drain' });
    for (const agentId of activeIds) this.send({ type: 'session.lost', agentId });
    this.running = false;
    this.#step(() => this.#actor.stop());
  }

  subscribe(listener: (change: SessionChange) => void): Subscription {
    this.#refuseInside('subscribe');
    functionArgument('listener', listener);
    return this.#listeners.subscribe(listener);
  }

  publish(change: SessionChange): void {
    this.#listeners.publish(() => Object.freeze(change));
  }

  supervisorView(): ActorView<SupervisorSnapshot> {
    // the hub is no part of the view: it would take commands behind the supervisor's back
    return this.#view(this.#actor, (snapshot) =>
      Object.freeze({ ...snapshot, children: Object.freeze({}) }),
    );
  }

  sessionView(agentId: string): ActorView<SessionSnapshot> | undefined {
    const actor = this.table('session').actor(agentId);
    return (
      actor &&
      this.#view(actor, (snapshot) =>
        Object.freeze({ ...snapshot, value: Object.freeze({ ...snapshot.value }) }),
      )
    );
  }

  /** A view of an actor whose observers are isolated and heard after the command. */
  #view<Snapshot extends { readonly context: object }>(
    actor: Observable<Snapshot>,
    shown: (snapshot: Snapshot) => Snapshot,
  ): ActorView<Snapshot> {
    const frozen = (snapshot: Snapshot) => {
      Object.freeze(snapshot.context);
      return shown(snapshot);
    };
    const view: ActorView<Snapshot> = {
      id: actor.id,
      getSnapshot: () => frozen(actor.getSnapshot()),
      subscribe: (listener) => {
        functionArgument('listener', listener);
        const observers = new Subscribers<Snapshot>('an observer', this.#deliveries);
        const subscription = observers.subscribe(listener);
        // without an error handler here, xstate throws the actor's error asynchronously
        const source = actor.subscribe({
          next: (snapshot) => observers.publish(() => frozen(snapshot)),
          error: () => {},
        });
        return {
          unsubscribe: () => {
            subscription.unsubscribe();
            source.unsubscribe();
          },
        };
      },
    };
    return Object.freeze(view);
  }

  #liveActors(): readonly AnyActorRef[] {
    const { sessions } = this.#actor.getSnapshot().children;
    return sessions ? [this.#actor, sessions, ...this.#table.actors()] : [this.#actor];
  }

  #publish(change: () => SessionChange | undefined): void {
    this.#listeners.publish(() => {
      const made = change();
      const lostByStop = this.#stopping && made?.type === 'stale' && made.reason === 'lost';
      const told: SessionChange | undefined = lostByStop ? { ...made, reason: 'stopped' } : made;
      return told && Object.freeze(told);
    });
    // an actor that fails by itself has no command to wait for
    if (!this.#stepping) queueMicrotask(() => this.#deliveries.flush());
  }

  #step(step: () => void): void {
    this.#stepping = true;
    try {
      step();
    } finally {
      this.#stepping = false;
    }
  }

  #refuseInside(method: string): void {
    if (this.#stepping) throw new ReentrantCallError(method);
  }
}
