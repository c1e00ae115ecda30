import type { ActorRefFrom } from 'xstate';
import { recordOf, type SessionMachine, statesOf } from '../../machines/index.js';
import type { SessionRecord } from '../domain/index.js';

export type SessionActor = ActorRefFrom<SessionMachine>;

/**
 * All sessions of a supervisor in the order they became known: a live one by its actor, whose
 * context is its record; one without an actor (closed, or asleep since a restore) by its record.
 */
export class SessionTable {
  readonly #entries = new Map<string, SessionRecord | SessionActor>();

  constructor(records: Iterable<SessionRecord>) {
    for (const record of records) this.#entries.set(record.agentId, record);
  }

  /** Puts an actor or a record in the place of the session, or at the end if it is new. */
  set(agentId: string, entry: SessionRecord | SessionActor): void {
    this.#entries.set(agentId, entry);
  }

  delete(agentId: string): void {
    this.#entries.delete(agentId);
  }

  actor(agentId: string): SessionActor | undefined {
    const entry = this.#entries.get(agentId);
    return entry !== undefined && isActor(entry) ? entry : undefined;
  }

  record(agentId: string): SessionRecord | undefined {
    const entry = this.#entries.get(agentId);
    return entry === undefined ? undefined : recordFor(entry);
  }

  *records(): IterableIterator<SessionRecord> {
    for (const entry of this.#entries.values()) yield recordFor(entry);
  }

  /** The stale sessions without an actor. */
  *resting(): IterableIterator<SessionRecord> {
    for (const entry of this.#entries.values()) {
      if (!isActor(entry) && entry.status === 'stale') yield entry;
    }
  }

  *actors(): IterableIterator<SessionActor> {
    for (const entry of this.#entries.values()) if (isActor(entry)) yield entry;
  }
}

function isActor(entry: SessionRecord | SessionActor): entry is SessionActor {
  return 'sessionId' in entry;
}

function recordFor(entry: SessionRecord | SessionActor): SessionRecord {
  return isActor(entry) ? recordIn(entry.getSnapshot()) : entry;
}

/** The record that a snapshot of a session's actor holds. */
export function recordIn(snapshot: ReturnType<SessionActor['getSnapshot']>): SessionRecord {
  return recordOf(snapshot.context, statesOf(snapshot.value));
}
