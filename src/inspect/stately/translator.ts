import type { StatelyInspectionEvent } from '@statelyai/inspect';
import type { AnyActorRef, InspectionEvent, Snapshot } from 'xstate';
import type { JsonObject, SessionRecord } from '../../domain/index.js';
import { instantOf } from '../../domain/timestamps.js';
import type { InspectionSource, RestingSessions } from '../../runtime/index.js';
import { type Manner, shownEvent, shownSnapshot } from '../shown/index.js';
import { RefBook, type StatelyRef, senderOf } from './refs.js';

/** How many sessions that rest are told of. */
const MOST_RESTING = 200;

export type CreateInspector = typeof import('@statelyai/inspect').createInspector;

/** Puts what happens to actors into the messages of the Stately inspector. */
export class Translator {
  readonly #inspector: ReturnType<CreateInspector>;
  readonly #manner: Manner;
  readonly #refs = new RefBook();
  #messages: StatelyInspectionEvent[] = [];
  #subject: StatelyRef | undefined;

  /** @param manner what is told of what people and agents said. */
  constructor(createInspector: CreateInspector, manner: Manner) {
    this.#manner = manner;
    this.#inspector = createInspector(
      { send: (message) => this.#messages.push(message) },
      { serialize: (message) => placed(message, this.#subject) },
    );
  }

  /** All actors as they are now, each after its parent. */
  picture(sources: Iterable<InspectionSource>): readonly StatelyInspectionEvent[] {
    for (const source of sources) {
      const actors = source.actors();
      for (const actor of actors) {
        const ref = this.#refs.refOf(actor);
        if (ref) this.#tellActor(ref, shownSnapshot(actor.getSnapshot(), this.#manner));
      }
      if (source.resting) this.#tellResting(source.resting, actors[0]);
    }
    return this.#taken();
  }

  /** What an inspection event is in messages: one, or none if the inspector has no word for it. */
  messages(event: InspectionEvent): readonly StatelyInspectionEvent[] {
    const ref = this.#refs.refOf(event.actorRef);
    if (ref === undefined) return [];
    this.#subject = ref;
    const { sessionId } = ref;
    if (event.type === '@xstate.actor') {
      // it is being made, and has no snapshot yet: that comes with its first step
      this.#tellActor(ref, { status: 'active' });
    } else if (event.type === '@xstate.event') {
      const from = event.sourceRef && this.#refs.refOf(event.sourceRef);
      const source = senderOf(ref, event.event.type, from);
      this.#inspector.event(sessionId, this.#shown(event.event), source ? { source } : {});
      this.#tellFailure(event);
    } else if (event.type === '@xstate.snapshot') {
      const snapshot = shownSnapshot(event.snapshot as Snapshot<unknown>, this.#manner);
      this.#inspector.snapshot(sessionId, snapshot, { event: this.#shown(event.event) });
    }
    return this.#taken();
  }

  /** An actor that fails tells its parent, and has no last snapshot (xstate 5.33.3). */
  #tellFailure({ event, sourceRef }: InspectedEvent): void {
    const failed =
      event.type.startsWith('xstate.error.actor.') && sourceRef && this.#refs.refOf(sourceRef);
    if (!failed) return;
    this.#subject = failed;
    const { error } = this.#shown(event);
    this.#inspector.snapshot(
      failed.sessionId,
      { status: 'error', output: error },
      {
        event: this.#shown(event),
      },
    );
  }

  #tellResting({ machine, records }: RestingSessions, supervisor: AnyActorRef | undefined): void {
    for (const record of lastActiveOf([...records()], MOST_RESTING)) {
      const ref = this.#refs.restingRef(record.agentId, machine, supervisor);
      this.#tellActor(ref, this.#restingSnapshot(record));
    }
  }

  #restingSnapshot({ status, threadState, ...fields }: SessionRecord) {
    const value = { status, thread: threadState };
    return { status: 'active' as const, value, context: shownEvent(fields, this.#manner) };
  }

  #tellActor(ref: StatelyRef, snapshot: object): void {
    this.#subject = ref;
    // the library reads no more of an actor than its id and its statechart
    const actor = { sessionId: ref.sessionId, logic: ref.logic };
    this.#inspector.actor(actor as unknown as Parameters<Inspector['actor']>[0], snapshot);
  }

  #shown(event: object): JsonObject & { readonly type: string } {
    return { type: '', ...shownEvent(event, this.#manner) };
  }

  #taken(): readonly StatelyInspectionEvent[] {
    return this.#messages.splice(0);
  }
}

/** Those that were active last, in the order they were. */
function lastActiveOf(records: readonly SessionRecord[], count: number): readonly SessionRecord[] {
  return records
    .map((record) => ({ record, at: instantOf(record.lastActive) }))
    .sort((one, other) => one.at - other.at)
    .slice(-count)
    .map(({ record }) => record);
}

type InspectedEvent = Extract<InspectionEvent, { readonly type: '@xstate.event' }>;
type Inspector = ReturnType<CreateInspector>;

/** @statelyai/inspect 0.7.2 does not know the place of whoever it is told by name. */
function placed(
  message: StatelyInspectionEvent,
  subject: StatelyRef | undefined,
): StatelyInspectionEvent {
  if (subject === undefined) return message;
  const { name, parentId, rootId } = subject;
  if (message.type !== '@xstate.actor') return { ...message, rootId };
  const { definition = JSON.stringify({ id: name }) } = message;
  return { ...message, name, parentId, rootId, definition };
}
