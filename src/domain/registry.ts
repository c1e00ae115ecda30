import { z } from 'zod';
import { entryOf, isSessionRecord } from './entry.js';
import { InvalidArgumentError, RegistryFormatError } from './errors.js';
import { copyFields, isJsonObject, type Json, type JsonObject } from './json.js';
import { NO_EXTRA, type SessionRecord } from './record.js';
import { readEntries } from './registry-entries.js';
import { issuesOf, type RegistryIssue } from './registry-issues.js';

/** The newest version of `registry.json` this code reads, and the one it writes. */
export const REGISTRY_VERSION = 1;

/** All that `registry.json` holds, in memory. Frozen, to its last value. */
export interface RegistrySnapshot {
  readonly version: 1;
  /** In the order of the file. */
  readonly sessions: readonly SessionRecord[];
  /** Entries that could not be read, kept verbatim; written back after the sessions. */
  readonly faulty: readonly Json[];
  /** Unknown fields of the file. */
  readonly extra: JsonObject;
}

const validated = new WeakSet<RegistrySnapshot>();

/** True for a snapshot that {@link parseRegistrySnapshot} or {@link sealSnapshot} has made. */
export function isValidated(snapshot: unknown): snapshot is RegistrySnapshot {
  return typeof snapshot === 'object' && snapshot !== null && validated.has(snapshot as never);
}

/** Freezes a snapshot of records that are known to be good. */
export function sealSnapshot(
  sessions: readonly SessionRecord[],
  faulty: readonly Json[],
  extra: JsonObject,
): RegistrySnapshot {
  const parts = { sessions: Object.freeze(sessions), faulty: Object.freeze(faulty), extra };
  const snapshot: RegistrySnapshot = Object.freeze({ version: REGISTRY_VERSION, ...parts });
  validated.add(snapshot);
  return snapshot;
}

/**
 * Reads the parsed JSON of a registry file.
 *
 * Nothing is lost and nothing is silent: a faulty entry is reported and kept verbatim in `faulty`,
 * an illegal pair of states becomes closed, of several entries with one agent id the last wins (in
 * the place of the first), keys named `__proto__` are dropped. Repair is idempotent. Active entries
 * stay active: it is `createSessionSupervisor` that makes them stale.
 *
 * @param json what JSON.parse returned.
 * @throws RegistryFormatError when it is no object (`not_an_object`), has no array `sessions`
 *   (`no_sessions`), has a version that is no integer of at least 1 (`invalid_version`) or a newer
 *   one (`newer_version`), or is nested too deeply (`too_deep`).
 */
export function parseRegistrySnapshot(json: unknown): {
  snapshot: RegistrySnapshot;
  issues: RegistryIssue[];
} {
  const file = checkedFile(json);
  const { sessions, faulty, issues } = readEntries(file.sessions);
  const unknown = copyFields(file, (key) => key !== 'version' && key !== 'sessions');
  for (const issue of issuesOf(unknown.faults, '')) issues.push(issue);
  const snapshot = sealSnapshot([...sessions.values()], faulty, unknown.fields ?? NO_EXTRA);
  return { snapshot, issues };
}

function checkedFile(json: unknown): { readonly sessions: readonly unknown[] } & JsonObject {
  if (!isJsonObject(json)) {
    throw new RegistryFormatError('not_an_object', 'a registry must be a JSON object');
  }
  const { version, sessions } = json;
  if (Object.hasOwn(json, 'version') && !(Number.isInteger(version) && Number(version) >= 1)) {
    throw new RegistryFormatError('invalid_version', '`version` must be an integer of at least 1');
  }
  if (Object.hasOwn(json, 'version') && Number(version) > REGISTRY_VERSION) {
    throw new RegistryFormatError(
      'newer_version',
      `version ${version} of the registry is newer than ${REGISTRY_VERSION}, the newest this program reads; update codex-sessions`,
    );
  }
  if (!Object.hasOwn(json, 'sessions') || !Array.isArray(sessions)) {
    throw new RegistryFormatError('no_sessions', 'a registry must have an array `sessions`');
  }
  return { ...json, sessions };
}

/**
 * Writes a snapshot as the text of a registry file: one entry a line, faulty entries after the
 * sessions, unknown fields after both. `parseRegistrySnapshot(JSON.parse(text))` gives the same
 * snapshot again.
 *
 * @throws InvalidArgumentError (`snapshot`) for what is no snapshot, or holds a bad record.
 */
export function serializeRegistrySnapshot(snapshot: RegistrySnapshot): string {
  if (!isSnapshot(snapshot)) {
    throw new InvalidArgumentError('snapshot', 'must be a registry snapshot of good records');
  }
  return registryText(
    [...snapshot.sessions.map(entryLine), ...snapshot.faulty.map((entry) => JSON.stringify(entry))],
    snapshot.extra,
  );
}

/** A good record as a line of the file. */
export function entryLine(record: SessionRecord): string {
  return JSON.stringify(entryOf(record));
}

/** Puts a file together from its entries, each a line, and its unknown fields. */
export function registryText(lines: readonly string[], extra: JsonObject): string {
  const sessions = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n]`;
  const { version: _, sessions: __, ...unknown } = extra;
  const fields = Object.entries(unknown).map(
    ([key, value]) => `,\n${JSON.stringify(key)}:${JSON.stringify(value)}`,
  );
  return `{"version":${REGISTRY_VERSION},"sessions":${sessions}${fields.join('')}}\n`;
}

function isSnapshot(value: unknown): value is RegistrySnapshot {
  if (isValidated(value)) return true;
  if (!isJsonObject(value) || !isJsonObject(value.extra)) return false;
  const { sessions, faulty } = value;
  return Array.isArray(sessions) && sessions.every(isSessionRecord) && Array.isArray(faulty);
}

const snapshotSchema = z.custom<RegistrySnapshot>(isSnapshot, {
  error: 'is not a registry snapshot',
});

/** Turns the parsed JSON of a registry file into a {@link RegistrySnapshot} and back. */
export const registrySnapshotSchema = z.codec(z.unknown(), snapshotSchema, {
  decode: (json, { issues }) => {
    try {
      return parseRegistrySnapshot(json).snapshot;
    } catch (error) {
      if (!(error instanceof RegistryFormatError)) throw error;
      issues.push({ code: 'custom', message: error.message, input: json });
      return z.NEVER;
    }
  },
  encode: (snapshot) => JSON.parse(serializeRegistrySnapshot(snapshot)) as Json,
});
