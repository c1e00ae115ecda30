import type { AnyMachineSnapshot } from 'xstate';
import { type JsonObject, laterOf } from '../../domain/index.js';
import { shownEvent } from '../shown/index.js';
import { Actor } from './actor.js';
import { MachineActor } from './machine-actor.js';
import { type RecordedEvent, type Script, textOf, typeOf } from './script.js';
import {
  fieldsOf,
  recordOf,
  SessionTable,
  type ShownRecord,
  wokenContext,
} from './session-table.js';
import { ALL, type Course } from './stepper.js';

/** What the supervisor tells the hub of one session. */
interface Told extends JsonObject {
  readonly seq: number | null;
  readonly agentId: string;
}

/**
 * The parent of the sessions, which is no statechart: what `runtime/sessions-hub` must do is told
 * here once more. A session is told things by the hub alone, and the hub's answers are the only
 * events of their types the supervisor gets; xstate knows a sender of neither.
 */
export class HubActor extends Actor {
  readonly table = new SessionTable();

  /** A fact that changes nothing the supervisor believes is told straight to the hub. */
  isOpenTo({ type, seq, agentId, event }: JsonObject): boolean {
    const isAddressed = typeof agentId === 'string' && typeof event === 'object' && event !== null;
    return type === 'session.tell' && seq === null && isAddressed && this.isIdle;
  }

  isDue(): boolean {
    return false;
  }

  protected *begin(_init: RecordedEvent): Script {
    if (this.parent instanceof MachineActor) this.table.fill(this.parent.input.sessions);
    yield* this.#over('xstate.init');
  }

  protected *step(event: JsonObject): Script {
    yield* this.#take(event);
    yield* this.#over(typeOf(event));
    if (typeOf(event) === 'xstate.stop') this.end();
  }

  *#over(event: string): Script {
    const { key: actor } = this;
    yield* this.stage.expect({ kind: 'snapshot', actor, event, snapshot: { status: 'active' } });
  }

  *#take(event: JsonObject): Script {
    const { seq, agentId } = event as Told;
    switch (typeOf(event)) {
      case 'session.open':
        return yield* this.#open(seq, event.session as JsonObject);
      case 'session.reopen':
        return yield* this.#reopen(event as Told);
      case 'session.tell':
        return yield* this.#tell(event as Told);
      case 'session.put':
        return yield* this.#put(event.record as ShownRecord);
      case 'session.drop':
        return yield* this.#drop(agentId);
      case 'xstate.stop':
        return yield* this.#stopAll();
      default:
        return yield* this.#childEnded(event);
    }
  }

  *#open(seq: number | null, session: JsonObject): Script {
    const agentId = textOf(session.agentId);
    const actor = yield* this.#born(session, this.stage.stepperOf('session').initial(session));
    if (actor.failure === undefined) {
      this.table.set(agentId, actor);
      return yield* this.#answerMoved(seq, actor);
    }
    const record = { ...session, status: 'stale', threadState: 'busy' };
    yield* this.#fail(seq, record, actor.failure.error);
  }

  *#reopen({ seq, agentId, identity, at }: Told): Script {
    const closed = this.table.record(agentId);
    if (closed === undefined) return yield* this.#answer('session.ignored', { seq, agentId });
    const lastActive = laterOf(textOf(closed.lastActive), textOf(at));
    yield* this.#open(seq, { ...fieldsOf(closed), identity: identity ?? null, lastActive });
  }

  *#tell({ seq, agentId, event }: Told): Script {
    const actor = this.table.actor(agentId) ?? (yield* this.#wake(seq, agentId));
    if (actor === undefined) return;
    const before = actor.snapshot;
    const last = recordOf(actor);
    this.table.touched.add(agentId);
    yield* this.send(actor, event as JsonObject, { isOurs: true });
    if (actor.failure) {
      return yield* this.#fail(seq, { ...last, status: 'stale' }, actor.failure.error);
    }
    const after = actor.snapshot;
    if (!hasMoved(before, after)) return yield* this.#answerIgnored(seq, agentId);
    if (after?.status === 'done') return yield* this.#handOver(seq, actor);
    if (seq !== null) yield* this.#answerMoved(seq, actor);
  }

  *#wake(seq: number | null, agentId: string): Script<MachineActor | undefined> {
    const record = this.table.record(agentId);
    if (record === undefined || record.status === 'closed') {
      yield* this.#answerIgnored(seq, agentId);
      return undefined;
    }
    const value = { status: textOf(record.status), thread: textOf(record.threadState) };
    const course = this.stage.stepperOf('session').resumed(value, wokenContext(record));
    const actor = yield* this.#born(fieldsOf(record), course);
    if (actor.failure !== undefined) {
      yield* this.#fail(seq, record, actor.failure.error);
      return undefined;
    }
    this.table.set(agentId, actor);
    return actor;
  }

  *#born(session: JsonObject, beginning: Course): Script<MachineActor> {
    const agentId = textOf(session.agentId);
    const who = { chart: 'session', agentId, name: agentId } as const;
    const { actor: key } = yield* this.stage.birth({ ...who, parent: this.key });
    const person = { ...who, key, parent: this };
    const actor = new MachineActor(this.stage, person, noChild, beginning);
    yield* actor.sayBirth();
    const event = shownEvent({ type: 'xstate.init', input: session }, ALL);
    const wanted = { kind: 'event', actor: key, from: this.key, event } as const;
    yield* actor.start((yield* this.stage.expect(wanted)) as RecordedEvent);
    return actor;
  }

  *#put(record: ShownRecord): Script {
    const agentId = textOf(record.agentId);
    const actor = this.table.actor(agentId);
    if (actor !== undefined) yield* actor.stop();
    this.table.set(agentId, record);
  }

  *#drop(agentId: string): Script {
    const actor = this.table.actor(agentId);
    if (actor !== undefined) yield* actor.stop();
    this.table.delete(agentId);
  }

  *#stopAll(): Script {
    for (const actor of [...this.table.actors()]) {
      this.table.set(actor.name, recordOf(actor));
      yield* actor.stop();
    }
  }

  /** Of one that ended in a command, the command has told already. */
  *#childEnded({ actorId }: JsonObject): Script {
    const actor = this.table.actor(textOf(actorId));
    if (actor?.failure) {
      yield* this.#fail(null, { ...recordOf(actor), status: 'stale' }, actor.failure.error);
    } else if (actor?.snapshot?.status === 'done') yield* this.#handOver(null, actor);
  }

  *#handOver(seq: number | null, actor: MachineActor): Script {
    const record = recordOf(actor);
    this.table.set(actor.name, record);
    yield* this.#answer('session.ended', { seq, agentId: actor.name, record });
  }

  *#fail(seq: number | null, record: ShownRecord, cause: unknown): Script {
    const agentId = textOf(record.agentId);
    this.table.set(agentId, record);
    yield* this.#answer('session.ended', { seq, agentId, record, error: { cause } });
  }

  *#answerMoved(seq: number | null, actor: MachineActor): Script {
    const { agentId, identity, threadId, status, threadState } = recordOf(actor);
    const state = { agentId, identity, threadId, status, threadState };
    yield* this.#answer('session.moved', { seq, ...state });
  }

  *#answerIgnored(seq: number | null, agentId: string): Script {
    if (seq !== null) yield* this.#answer('session.ignored', { seq, agentId });
  }

  *#answer(type: string, told: object): Script {
    if (this.parent === undefined) return;
    yield* this.send(this.parent, shownEvent({ type, ...told }, ALL), { isOurs: true });
  }
}

/** A session is a statechart without actors of its own. */
function noChild(): never {
  throw new TypeError('the machine of a session invokes nothing');
}

/** Every transition of a session changes its value or its context; what it ignores neither. */
function hasMoved(
  before: AnyMachineSnapshot | undefined,
  after: AnyMachineSnapshot | undefined,
): boolean {
  const [one, other] = [before, after].map((snapshot) => JSON.stringify(snapshot?.value));
  return before?.context !== after?.context || one !== other;
}
