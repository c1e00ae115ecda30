import { type ActorScope, createActor } from 'xstate';
import {
  fieldsOf,
  type HubAnswer,
  type HubCommand,
  type HubLogic,
  type HubSnapshot,
  type SessionFields,
  type SessionMachine,
  type SessionSnapshot,
  statesOf,
  wokenContext,
} from '../../machines/index.js';
import { laterOf, type SessionChange, type SessionRecord } from '../domain/index.js';
import { changeBy } from './session-changes.js';
import { recordIn, type SessionActor, type SessionTable } from './session-table.js';

type Scope = ActorScope<HubSnapshot, HubCommand>;
type Told = Extract<HubCommand, { type: 'session.tell' }>;
type Reopening = Extract<HubCommand, { type: 'session.reopen' }>;

export interface HubParts {
  readonly machine: SessionMachine;
  readonly table: SessionTable;
  /** Takes a change for the listeners; the change is made only if somebody listens. */
  readonly publish: (change: () => SessionChange | undefined) => void;
  /** Hears whether a session took the event it was told without a number. */
  readonly told: (taken: boolean) => void;
}

/**
 * The parent of all session actors: it makes them, passes events on to them and answers the
 * supervisor what became of it.
 *
 * Not a machine, and no session is a child of one: an interpreted parent keeps memory for every
 * child id that ever ended, and `spawnChild` copies all children at every spawn (xstate 5.33.3).
 */
export function createSessionsHub(parts: HubParts): HubLogic {
  let hub: Hub | undefined;
  return {
    getInitialSnapshot(scope, { supervisor }) {
      hub = new Hub(parts, scope, (answer) => supervisor.send(answer));
      return { status: 'active', output: undefined, error: undefined, supervisor };
    },
    getPersistedSnapshot: (snapshot) => snapshot,
    transition(snapshot, event) {
      hub?.take(event);
      return snapshot;
    },
  };
}

/** What the hub does; what it knows is in the table. */
class Hub {
  constructor(
    private readonly parts: HubParts,
    private readonly scope: Scope,
    private readonly answer: (answer: HubAnswer) => void,
  ) {}

  /** Takes a command of the supervisor, or one of xstate's own events about the children. */
  take(event: HubCommand): void {
    switch (event.type) {
      case 'session.open':
        return this.#open(event.seq, event.session, undefined);
      case 'session.reopen':
        return this.#reopen(event);
      case 'session.tell':
        return this.#tell(event);
      case 'session.put':
        return this.#put(event.record);
      case 'session.drop':
        return this.#drop(event.agentId);
      default:
        return this.#childEvent(event);
    }
  }

  #open(seq: number, session: SessionFields, previous: SessionRecord | undefined): void {
    const { agentId } = session;
    const { machine, table, publish } = this.parts;
    const parent = this.scope.self;
    const actor = this.#started(() =>
      createActor(machine, { parent, id: agentId, input: session }),
    );
    if (actor instanceof Failure) {
      const record = { ...session, status: 'stale', threadState: 'busy' } as const;
      return this.#fail(seq, Object.freeze(record), previous, actor.cause);
    }
    table.set(agentId, actor);
    publish(() => {
      const record = recordIn(actor.getSnapshot());
      return previous ? { type: 'resumed', record, previous } : { type: 'registered', record };
    });
    this.#answerMoved(seq, actor.getSnapshot());
  }

  /** A closed session gets a new actor, in its old place. */
  #reopen({ seq, agentId, identity, at }: Reopening): void {
    const closed = this.parts.table.record(agentId);
    if (closed === undefined) return this.#answerIgnored(seq, agentId);
    const lastActive = laterOf(closed.lastActive, at);
    this.#open(seq, { ...fieldsOf(closed), identity, lastActive }, closed);
  }

  #tell({ seq, agentId, event }: Told): void {
    const { table, publish } = this.parts;
    const actor = table.actor(agentId) ?? this.#wake(agentId, seq);
    if (actor === undefined) return;
    const before = actor.getSnapshot();
    actor.send(event);
    const after = actor.getSnapshot();
    if (after.status === 'error') return this.#failed(seq, before, after.error);
    if (!hasMoved(before, after)) return this.#answerIgnored(seq, agentId);
    publish(() => changeBy(event, recordIn(before), recordIn(after)));
    if (after.status === 'done') return this.#handOver(seq, after);
    if (seq === null) this.parts.told(true);
    else this.#answerMoved(seq, after);
  }

  #answerIgnored(seq: number | null, agentId: string): void {
    if (seq === null) this.parts.told(false);
    else this.answer({ type: 'session.ignored', seq, agentId });
  }

  /** Gives a session that sleeps its actor. Answers, and returns nothing, if that does not work. */
  #wake(agentId: string, seq: number | null): SessionActor | undefined {
    const { machine, table } = this.parts;
    const record = table.record(agentId);
    if (record === undefined || record.status === 'closed') {
      this.#answerIgnored(seq, agentId);
      return undefined;
    }
    const actor = this.#started(() => {
      const value = { status: record.status, thread: record.threadState };
      const input = fieldsOf(record);
      const snapshot = machine.resolveState({ value, context: wokenContext(record) });
      return createActor(machine, { parent: this.scope.self, id: agentId, input, snapshot });
    });
    if (actor instanceof Failure) {
      this.#fail(seq, record, record, actor.cause);
      return undefined;
    }
    table.set(agentId, actor);
    return actor;
  }

  #started(create: () => SessionActor & { start(): void }): SessionActor | Failure {
    try {
      const actor = create();
      actor.start();
      const { status, error } = actor.getSnapshot();
      return status === 'error' ? new Failure(error) : actor;
    } catch (cause) {
      return new Failure(cause);
    }
  }

  #put(record: SessionRecord): void {
    const { table, publish } = this.parts;
    const { agentId } = record;
    const previous = table.record(agentId);
    const actor = table.actor(agentId);
    if (actor !== undefined) this.scope.stopChild(actor);
    table.set(agentId, record);
    publish(() => ({ type: 'inserted', record, ...(previous && { previous }) }));
  }

  #drop(agentId: string): void {
    const { table, publish } = this.parts;
    const record = table.record(agentId);
    const actor = table.actor(agentId);
    if (actor !== undefined) this.scope.stopChild(actor);
    table.delete(agentId);
    if (record !== undefined) publish(() => ({ type: 'forgotten', record }));
  }

  /** `xstate.stop`, and `xstate.done.actor.<id>` or `xstate.error.actor.<id>` of a child. */
  #childEvent(event: { readonly type: string; readonly actorId?: string }): void {
    if (event.type === 'xstate.stop') return this.#stopAll();
    const actor = event.actorId === undefined ? undefined : this.parts.table.actor(event.actorId);
    const snapshot = actor?.getSnapshot();
    if (snapshot?.status === 'error') this.#failed(null, snapshot, snapshot.error);
    if (snapshot?.status === 'done') this.#handOver(null, snapshot);
  }

  /** A closed session needs no actor: its last context stays as its record. */
  #handOver(seq: number | null, snapshot: SessionSnapshot): void {
    const record = recordIn(snapshot);
    const { agentId } = record;
    this.parts.table.set(agentId, record);
    this.answer({ type: 'session.ended', seq, agentId, record });
  }

  #stopAll(): void {
    for (const actor of this.parts.table.actors()) {
      const record = recordIn(actor.getSnapshot());
      this.parts.table.set(record.agentId, record);
      this.scope.stopChild(actor);
    }
  }

  #failed(seq: number | null, last: SessionSnapshot, cause: unknown): void {
    const previous = recordIn(last);
    this.#fail(seq, Object.freeze({ ...previous, status: 'stale' }), previous, cause);
  }

  /** A session whose actor failed is stale, as if its process were lost; resume makes a new one. */
  #fail(
    seq: number | null,
    record: SessionRecord,
    previous: SessionRecord | undefined,
    error: unknown,
  ): void {
    const { agentId } = record;
    const before = previous && { previous };
    this.parts.table.set(agentId, record);
    this.parts.publish(() => ({ type: 'stale', record, ...before, reason: 'failed', error }));
    this.answer({ type: 'session.ended', seq, agentId, record, error: { cause: error } });
  }

  #answerMoved(seq: number, { context, value }: SessionSnapshot): void {
    const { agentId, identity, threadId } = context;
    const { status, threadState } = statesOf(value);
    this.answer({ type: 'session.moved', seq, agentId, identity, status, threadState, threadId });
  }
}

class Failure {
  constructor(readonly cause: unknown) {}
}

/** Every transition of a session changes its value or its context; what it ignores neither. */
function hasMoved(before: SessionSnapshot, after: SessionSnapshot): boolean {
  return (
    before.context !== after.context ||
    before.value.status !== after.value.status ||
    before.value.thread !== after.value.thread
  );
}
