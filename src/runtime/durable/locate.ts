import { InvalidArgumentError, laterOf, type SessionRecord } from '../../domain/index.js';
import type { LockedRegistry } from '../../domain/ports/store.js';
import { objectArgument } from '../arguments.js';
import type { SessionAddress } from './api.js';
import { idArgument, type Parts } from './parts.js';

const KEYS = ['agentId', 'threadId', 'identity'] as const;

/** Finds a session here or, if this process has none that is active, in the file. */
export async function locate(
  parts: Parts,
  address: SessionAddress,
): Promise<SessionRecord | undefined> {
  const { core, writer, adoption } = parts;
  const [key, value] = checked(address);
  const own = knownHere(parts, key, value);
  if (own?.status === 'active' || parts.hasEnded) return own;
  return writer.perform((registry) => {
    const agentId = inFile(registry, key, value) ?? own?.agentId;
    if (agentId === undefined) return undefined;
    const where = adoption.adopt(registry, agentId);
    return where === 'elsewhere' ? registry.get(agentId) : core.supervisor.get(agentId);
  });
}

type Key = (typeof KEYS)[number];

function checked(address: SessionAddress): readonly [Key, string] {
  const by = objectArgument('by', address);
  const given = KEYS.filter((key) => by[key] !== undefined);
  const [key] = given;
  const value = key === 'agentId' ? idArgument(by.agentId) : key && by[key];
  if (key === undefined || given.length > 1) {
    throw new InvalidArgumentError('by', `must have one of ${KEYS.join(', ')}`);
  }
  if (typeof value !== 'string') throw new InvalidArgumentError(`by.${key}`, 'must be a string');
  return [key, value];
}

function knownHere({ core }: Parts, key: Key, value: string): SessionRecord | undefined {
  const { supervisor } = core;
  if (key === 'agentId') return supervisor.get(value);
  const agentId =
    key === 'threadId' ? supervisor.findByThreadId(value) : supervisor.findByIdentity(value);
  return agentId === undefined ? undefined : supervisor.get(agentId);
}

/** The session in the file: the active one, else the one used last that is not closed, else that. */
function inFile(registry: LockedRegistry, key: Key, value: string): string | undefined {
  if (key === 'agentId') return value;
  const matching = [...registry.records()].filter((record) => record[key] === value);
  const ranked = (['active', 'stale', 'closed'] as const).map((status) =>
    matching.filter((record) => record.status === status).reduce(lastUsed, undefined),
  );
  return ranked.find((record) => record !== undefined)?.agentId;
}

/** Of two equally late ones, the later in the file. */
function lastUsed(one: SessionRecord | undefined, other: SessionRecord): SessionRecord {
  if (one === undefined) return other;
  return laterOf(other.lastActive, one.lastActive) === other.lastActive ? other : one;
}
