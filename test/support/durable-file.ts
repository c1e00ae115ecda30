import { isDeepStrictEqual } from 'node:util';
import type { LockedRegistry } from '../../src/domain/ports/store.js';
import type { SessionRecord } from '../../src/index.js';
import { find, type Reference, referenceStep } from './reference-model.js';
import { laterInstant } from './reference-session.js';

/** A record, or that there is none. */
export type State = SessionRecord | undefined;

/** What durable sessions promise of one process, said as plainly as possible. */
export interface DurableReference {
  readonly memory: Reference;
  /** What is not on disk as it is in memory; and what the file says of it, unless others wrote. */
  readonly unwritten: ReadonlyMap<string, readonly State[]>;
}

/** Makes a session what the file says, unless this process knows better. */
export function looked(
  model: DurableReference,
  registry: LockedRegistry,
  agentId: string,
): DurableReference {
  const known = recordIn(model.memory, agentId);
  if (registry.ownerOf(agentId) !== undefined) return without(model, agentId);
  if (known?.status === 'active') return model;
  if (model.unwritten.has(agentId) && !isOutdated(model, registry, agentId)) return model;
  const written = registry.get(agentId);
  const kept = written === undefined && known?.status === 'closed';
  if (kept || isSame(known, written)) return { ...model, unwritten: less(model, agentId) };
  const { memory, unwritten } = without(model, agentId);
  if (written === undefined) return { memory, unwritten };
  const [base] = model.unwritten.get(agentId) ?? [];
  if (base?.status !== 'stale' || written.status !== 'stale' || known === undefined) {
    return { memory: inserted(memory, written), unwritten };
  }
  const both = ofBoth(base, known, written);
  if (isSame(both, written)) return { memory: inserted(memory, written), unwritten };
  return { memory: inserted(memory, both), unwritten: new Map(unwritten).set(agentId, [written]) };
}

/** What others have made of a session, but for what was changed here. */
function ofBoth(base: SessionRecord, mine: SessionRecord, theirs: SessionRecord): SessionRecord {
  const both: Record<string, unknown> = { ...theirs };
  for (const [field, value] of Object.entries(mine)) {
    if (!isDeepStrictEqual(value, (base as unknown as Record<string, unknown>)[field])) {
      both[field] = value;
    }
  }
  const lastActive = laterInstant(theirs.lastActive, mine.lastActive);
  return { ...(both as unknown as SessionRecord), lastActive };
}

export function isOutdated(
  model: DurableReference,
  registry: LockedRegistry,
  agentId: string,
): boolean {
  if (registry.ownerOf(agentId) !== undefined) return true;
  const expected = model.unwritten.get(agentId) ?? [];
  return !expected.some((state) => isSame(state, registry.get(agentId)));
}

function without(model: DurableReference, agentId: string): DurableReference {
  const [memory] = referenceStep(model.memory, { type: 'evict', agentId });
  return { memory, unwritten: less(model, agentId) };
}

function less({ unwritten }: DurableReference, agentId: string): DurableReference['unwritten'] {
  return new Map([...unwritten].filter(([id]) => id !== agentId));
}

export const inserted = (memory: Reference, record: SessionRecord): Reference =>
  referenceStep(memory, { type: 'insert', record })[0];

export const recordIn = (memory: Reference, agentId: string): State =>
  find(memory, agentId)?.record;

export const isSame = (one: State, other: State): boolean => isDeepStrictEqual(one, other);
