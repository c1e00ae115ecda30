import { isJsonObject, type JsonObject, ownField } from '../../domain/index.js';
import { shownFields } from '../shown/fields.js';
import type { MachineActor } from './machine-actor.js';
import { textOf } from './script.js';
import { ALL } from './stepper.js';

/** What is known of a session without an actor: a record, as it is shown. */
export type ShownRecord = JsonObject;

/** The sessions of a hub: a live one by its actor, one without an actor by its record. */
export class SessionTable {
  readonly #entries = new Map<string, ShownRecord | MachineActor>();
  /** Those that may have changed since they were last looked at. */
  readonly touched = new Set<string>();

  /** What a supervisor was started with. */
  fill(sessions: unknown): void {
    for (const session of Array.isArray(sessions) ? sessions : []) {
      if (isJsonObject(session)) this.set(textOf(session.agentId), session);
    }
  }

  set(agentId: string, entry: ShownRecord | MachineActor): void {
    this.#entries.set(agentId, entry);
    this.touched.add(agentId);
  }

  delete(agentId: string): void {
    this.#entries.delete(agentId);
    this.touched.add(agentId);
  }

  has(agentId: string): boolean {
    return this.#entries.has(agentId);
  }

  actor(agentId: string): MachineActor | undefined {
    const entry = this.#entries.get(agentId);
    return entry !== undefined && isActor(entry) ? entry : undefined;
  }

  record(agentId: string): ShownRecord | undefined {
    const entry = this.#entries.get(agentId);
    return entry !== undefined && isActor(entry) ? recordOf(entry) : entry;
  }

  /** How many sessions are known. */
  get size(): number {
    return this.#entries.size;
  }

  *actors(): Iterable<MachineActor> {
    for (const entry of this.#entries.values()) if (isActor(entry)) yield entry;
  }
}

function isActor(entry: ShownRecord | MachineActor): entry is MachineActor {
  return 'phase' in entry && 'stop' in entry;
}

/** The record that the state of a session's actor makes. */
export function recordOf(actor: MachineActor): ShownRecord {
  const { context = {}, value } = actor.snapshot ?? {};
  const { turnId: _, lastEndedTurnId: __, ...fields } = shownFields(context, ALL);
  const regions: JsonObject = isJsonObject(value) ? value : {};
  const status = ownField(regions, 'status') ?? null;
  const threadState = ownField(regions, 'thread') ?? null;
  return { ...fields, status, threadState };
}

/** The context of a session that is woken from its record: whatever turn it had is over. */
export function wokenContext(record: ShownRecord): JsonObject {
  return { ...fieldsOf(record), turnId: null, lastEndedTurnId: null };
}

/** A record without its two states: they are the value of the session's machine. */
export function fieldsOf({ status: _, threadState: __, ...fields }: ShownRecord): JsonObject {
  return fields;
}
