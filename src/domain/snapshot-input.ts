import { checkEntry, entryOf, shadowIn } from './entry.js';
import { InvalidArgumentError } from './errors.js';
import { copyJson, isJsonObject, READING } from './json.js';
import { NO_EXTRA, type SessionRecord } from './record.js';
import { isValidated, parseRegistrySnapshot, type RegistrySnapshot } from './registry.js';
import type { RegistryIssue } from './registry-issues.js';

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
  if (!isJsonObject(extra)) throw notASnapshot('must have an object `extra`');
  const looksLikeFile = sessions.some((entry) => isJsonObject(entry) && 'agent_id' in entry);
  if (looksLikeFile) throw notASnapshot('is the JSON of a file');
  const entries = [...sessions.map(entryFrom), ...faulty];
  return parseRegistrySnapshot({ ...extra, version, sessions: entries });
}

function notASnapshot(what: string): InvalidArgumentError {
  const hint = 'pass what `parseRegistrySnapshot(json).snapshot` or `toSnapshot()` returned';
  return new InvalidArgumentError('snapshot', `${what}; ${hint}`);
}

/** The file's entry of what claims to be a record. */
function entryFrom(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const { extra = NO_EXTRA } = value;
  // what is wrong with the unknown fields must not make the entry look right
  if (!isJsonObject(extra) || shadowIn(extra) !== undefined) return { ...value };
  return entryOf({ ...value, extra } as unknown as SessionRecord);
}

/**
 * Takes a record a caller hands in: checked and repaired as an entry of a file is.
 *
 * @throws InvalidArgumentError that names the first faulty field (`record.lastActive`).
 */
export function recordFrom(value: unknown): { record: SessionRecord; issues: RegistryIssue[] } {
  if (!isJsonObject(value)) throw new InvalidArgumentError('record', 'must be a session record');
  const { extra = NO_EXTRA } = value;
  if (!isJsonObject(extra)) throw new InvalidArgumentError('record.extra', 'must be an object');
  const shadow = shadowIn(extra);
  if (shadow !== undefined) {
    throw new InvalidArgumentError(`record.extra.${shadow}`, 'must not be a field of the entry');
  }
  const entry = entryOf({ ...value, extra } as unknown as SessionRecord);
  const checked = checkEntry(entry);
  const fault = 'faults' in checked ? checked.faults[0] : undefined;
  if (fault !== undefined) throw new InvalidArgumentError(fieldOf(fault.path), fault.message);
  const { copy, faults } = copyJson(extra, READING);
  if (copy === undefined) {
    const field = ['record', 'extra', ...(faults[0]?.path ?? [])].slice(0, 4).join('.');
    throw new InvalidArgumentError(field, 'must be JSON that is not nested too deeply');
  }
  const { snapshot, issues } = parseRegistrySnapshot({ sessions: [entry] });
  return { record: snapshot.sessions[0] as SessionRecord, issues };
}

function fieldOf(path: readonly PropertyKey[]): string {
  const camelCase = path.map((key) =>
    String(key).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
  return ['record', ...camelCase].join('.');
}
