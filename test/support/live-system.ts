import type { AnyActorRef } from 'xstate';
import { type SessionContext, supervisorMachine } from '../../machines/index.js';
import type { SessionRecord, SessionSupervisor } from '../../src/index.js';
import type { Machines } from '../../src/runtime/engine.js';
import { createSupervisorCore, type SupervisorCore } from '../../src/runtime/supervisor.js';
import { type FragileMachine, fragileMachine } from './fragile-machine.js';
import type { Reference, ReferenceSession } from './reference-model.js';

export interface LiveOptions {
  readonly max: number;
  /** Other machines than the real ones. */
  readonly machines?: Partial<Machines>;
}

/** A live supervisor under a test's control: its clock, its ids, its actors' failures. */
export class LiveSystem {
  readonly sessions: FragileMachine;
  now = '2026-01-01T00:00:00Z';
  nextId = 's1';
  #core: SupervisorCore;
  readonly #actors = new Map<string, AnyActorRef>();

  constructor(private readonly options: LiveOptions) {
    this.sessions = fragileMachine(options.machines?.session);
    this.#core = this.#created();
  }

  get supervisor(): SessionSupervisor {
    return this.#core.supervisor;
  }

  /** Removes a session that is not active, as only the package itself can. */
  evict(agentId: string): boolean {
    return this.#core.evict(agentId);
  }

  /** Ends the supervisor, and starts another with what it knew. */
  restart(reread: (of: SessionSupervisor) => ReturnType<SessionSupervisor['toSnapshot']>): void {
    const snapshot = reread(this.supervisor);
    this.supervisor.stop();
    this.#actors.clear();
    this.#core = this.#created(snapshot);
  }

  /** Makes a session's actor fail outside of any command. False if it has none. */
  failNow(agentId: string): boolean {
    if (this.supervisor.session(agentId) === undefined) return false;
    this.sessions.breakNext();
    this.#actors.get(agentId)?.send({ type: 'fail' });
    this.sessions.mend();
    return true;
  }

  /** What is there now, in the words of the reference. */
  observed(threads: Reference['threads']): Reference {
    const { supervisor } = this;
    const sessions = supervisor.list().map((record) => this.#session(record));
    const draining = supervisor.actor.getSnapshot().value === 'draining';
    return { max: supervisor.maxConcurrent, draining, sessions, threads };
  }

  #session(record: SessionRecord): ReferenceSession {
    const context: SessionContext | undefined = this.supervisor
      .session(record.agentId)
      ?.getSnapshot().context;
    const { turnId = null, lastEndedTurnId = null } = context ?? {};
    return { record, turnId, lastEndedTurnId };
  }

  #created(snapshot?: ReturnType<SessionSupervisor['toSnapshot']>): SupervisorCore {
    const supervisor = this.options.machines?.supervisor ?? supervisorMachine;
    return createSupervisorCore(
      { supervisor, session: this.sessions.machine },
      {
        maxConcurrent: this.options.max,
        snapshot,
        clock: () => new Date(this.now),
        createAgentId: () => this.nextId,
        inspect: ({ actorRef }) => {
          this.#actors.set((actorRef as AnyActorRef).id, actorRef as AnyActorRef);
        },
      },
    );
  }
}
