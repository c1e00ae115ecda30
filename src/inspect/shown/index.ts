import type { AnyMachineSnapshot, Snapshot } from 'xstate';
import type { ChartValue } from '../../control/index.js';
import type { Json, JsonObject } from '../../domain/index.js';
import { isObject, type Manner, shownFields } from './fields.js';

export type { Manner } from './fields.js';

/** A snapshot of an actor as it may be shown. */
export interface ShownSnapshot {
  readonly status: Snapshot<unknown>['status'];
  /** The state of a statechart. */
  readonly value?: ChartValue;
  readonly context?: JsonObject;
  /** With the status `error`. */
  readonly error?: Json;
}

/** How many holders of identities a supervisor is shown with. */
const MOST_HOLDERS = 50;

/**
 * An event as it may be shown: plain JSON of bounded size, without what people and agents said
 * unless the manner asks for it. A field nobody has a rule for is left out.
 */
export function shownEvent(event: object, manner: Manner = {}): JsonObject {
  return shownFields(event, manner);
}

/** A snapshot as it may be shown, by the rules of events; the same fields mean the same in both. */
export function shownSnapshot(snapshot: Snapshot<unknown>, manner: Manner = {}): ShownSnapshot {
  const { status } = snapshot;
  const failure = status === 'error' ? shownFields({ error: snapshot.error }, manner) : {};
  if (!isMachineSnapshot(snapshot)) return { status, ...failure };
  const { value, context } = snapshot;
  const shown = { ...shownFields(context, manner), ...occupancyOf(context) };
  return { status, value: value as ChartValue, context: shown, ...failure };
}

function isMachineSnapshot(snapshot: Snapshot<unknown>): snapshot is AnyMachineSnapshot {
  return 'value' in snapshot && 'context' in snapshot && isObject(snapshot.context);
}

/** What a supervisor believes, in short: it may know any number of sessions. */
function occupancyOf(context: object): JsonObject {
  if (!('occupancy' in context) || !isObject(context.occupancy)) return {};
  const { sessions, holders } = context.occupancy as {
    readonly sessions: { readonly size: number };
    readonly holders: { readonly size: number; entries(): Iterable<readonly [string, string]> };
  };
  const held: JsonObject[] = [];
  for (const [identity, agentId] of holders.entries()) {
    if (held.length === MOST_HOLDERS) break;
    held.push({ identity, agentId });
  }
  return { known: sessions.size, active: holders.size, holders: held };
}
