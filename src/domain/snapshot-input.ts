import { entryOf, entrySchema } from './entry.js';
import { InvalidArgumentError } from './errors.js';
import { isJsonObject, type Json } from './json.js';
import type { SessionRecord } from './record.js';
import {
  isValidated,
  parseRegistrySnapshot,
  type RegistryIssue,
  type RegistrySnapshot,
} from './registry.js';

/**
 * Takes a snapshot a caller hands in: checked and repaired as a file is.
 *
 * A snapshot that was parsed or taken here is used as it is: it is frozen, so it is still good.
 *
 * @throws InvalidArgumentError when it is no snapshot; RegistryFormatError for a newer version.
 */
export function snapshotFrom(value: unknown): {
  snapshot: RegistrySnapshot;
  issues: RegistryIssue[];
} {
  if (isValidated(value)) return { snapshot: value, issues: [] };
  if (!isJsonObject(value) || !Array.isArray(value.sessions)) {
    throw notASnapshot('must be a registry snapshot');
  }
  const { version = 1, sessions, faulty = [], extra = {} } = value;
  if (!Array.isArray(faulty)) throw notASnapshot('must have an array `faulty`');
  const looksLikeFile = sessions.some((entry) => isJsonObject(entry) && 'agent_id' in entry);
  if (looksLikeFile) throw notASnapshot('is the JSON of a file');
  const entries = [...sessions.map(entryFrom), ...faulty];
  return parseRegistrySnapshot({ ...(extra as object), version, sessions: entries });
}

function notASnapshot(what: string): InvalidArgumentError {
  const hint = 'pass what `parseRegistrySnapshot(json).snapshot` or `toSnapshot()` returned';
  return new InvalidArgumentError('snapshot', `${what}; ${hint}`);
}

/** The file's entry of what claims to be a record. */
function entryFrom(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const record = { ...value, extra: isJsonObject(value.extra) ? value.extra : {} };
  return entryOf(record as unknown as SessionRecord);
}

/**
 * Takes a record a caller hands in: checked and repaired as an entry of a file is.
 *
 * @throws InvalidArgumentError that names the first faulty field (`record.lastActive`).
 */
export function recordFrom(value: unknown): SessionRecord {
  const entry = entryFrom(value);
  const parsed = entrySchema.safeParse(entry);
  const [issue] = parsed.error?.issues ?? [];
  if (issue !== undefined) throw new InvalidArgumentError(fieldOf(issue.path), issue.message);
  const { snapshot } = parseRegistrySnapshot({ sessions: [entry as Json] });
  const [record] = snapshot.sessions;
  if (record === undefined) throw new InvalidArgumentError('record', 'must be a session record');
  return record;
}

function fieldOf(path: readonly PropertyKey[]): string {
  const camelCase = path.map((key) =>
    String(key).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
  return ['record', ...camelCase].join('.');
}
