import { z } from 'zod';
import { entryOf, entrySchema, extraOf, recordOf } from './entry.js';
import { RegistryFormatError } from './errors.js';
import {
  copyJson,
  isJsonObject,
  type Json,
  type JsonFault,
  type JsonObject,
  MAX_JSON_DEPTH,
} from './json.js';
import type { SessionRecord } from './record.js';
import { isLegalPair } from './states.js';

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

/** Something wrong in a registry file, and what was done about it. */
export interface RegistryIssue {
  /** Where: `sessions[3].status`. */
  readonly path: string;
  readonly code:
    | 'faulty_entry'
    | 'illegal_pair'
    | 'duplicate_agent_id'
    | 'dropped_key'
    | 'not_finite'
    | 'not_json';
  /** One sentence: what is wrong, and what was done. */
  readonly repair: string;
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
  const issues: RegistryIssue[] = [];
  const { sessions, faulty } = readEntries(file.sessions, issues);
  const extra = readUnknownFields(file, issues);
  return { snapshot: sealSnapshot(sessions, faulty, extra), issues };
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

function readEntries(
  entries: readonly unknown[],
  issues: RegistryIssue[],
): { sessions: SessionRecord[]; faulty: Json[] } {
  const sessions = new Map<string, SessionRecord>();
  const faulty: Json[] = [];
  entries.forEach((entry, index) => {
    const path = `sessions[${index}]`;
    const record = readEntry(entry, path, issues, faulty);
    if (record === undefined) return;
    if (sessions.has(record.agentId)) {
      const repair = 'an earlier entry has the same agent id; this later one replaces it';
      issues.push({ path: `${path}.agent_id`, code: 'duplicate_agent_id', repair });
    }
    sessions.set(record.agentId, record);
  });
  return { sessions: [...sessions.values()], faulty };
}

function readEntry(
  entry: unknown,
  path: string,
  issues: RegistryIssue[],
  faulty: Json[],
): SessionRecord | undefined {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) {
    for (const { path: keys, message } of parsed.error.issues) {
      const repair = `${message}; the entry is kept in the file as it is, and not used`;
      issues.push({ path: pathOf(path, keys), code: 'faulty_entry', repair });
    }
    keepVerbatim(entry, path, issues, faulty);
    return undefined;
  }
  const { extra, faults } = extraOf(entry as JsonObject);
  reportFaults(faults, path, issues);
  const record = recordOf(parsed.data, extra);
  const { status, thread_state: threadState = 'busy' } = parsed.data;
  if (!isLegalPair({ status, threadState })) {
    const repair = `${status} and ${threadState} exclude each other; the session is closed`;
    issues.push({ path: `${path}.thread_state`, code: 'illegal_pair', repair });
  }
  return record;
}

function keepVerbatim(entry: unknown, path: string, issues: RegistryIssue[], faulty: Json[]): void {
  const text = stringified(entry, path);
  if (text === undefined) {
    const repair = 'no JSON value; it cannot be kept and is left out';
    issues.push({ path, code: 'not_json', repair });
    return;
  }
  // through the text: a copy that shares nothing with the caller's and keeps every key
  faulty.push(deepFreeze(JSON.parse(text) as Json, path, 0));
}

function stringified(value: unknown, path: string): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    if (cause instanceof RangeError) throw tooDeep(path);
    return undefined;
  }
}

function deepFreeze(value: Json, path: string, depth: number): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_JSON_DEPTH) throw tooDeep(path);
  for (const item of Object.values(value)) deepFreeze(item, path, depth + 1);
  return Object.freeze(value);
}

function readUnknownFields(file: JsonObject, issues: RegistryIssue[]): JsonObject {
  const { version: _, sessions: __, ...unknown } = file;
  const { copy, faults } = copyJson(unknown);
  reportFaults(faults, '', issues);
  return Object.freeze((copy ?? {}) as JsonObject);
}

const FAULT_REPAIRS = {
  dropped_key: 'the key `__proto__` is dangerous and is left out',
  not_finite: 'the number is too large for JSON and becomes null',
  not_json: 'no JSON value; it is left out',
} as const;

function reportFaults(faults: JsonFault[], path: string, issues: RegistryIssue[]): void {
  for (const { path: keys, code } of faults) {
    if (code === 'too_deep') throw tooDeep(pathOf(path, keys));
    issues.push({ path: pathOf(path, keys), code, repair: FAULT_REPAIRS[code] });
  }
}

function tooDeep(path: string): RegistryFormatError {
  const where = path.length > 80 ? `${path.slice(0, 79)}…` : path;
  return new RegistryFormatError('too_deep', `the registry is nested too deeply at ${where}`);
}

function pathOf(start: string, keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? String(key) : `${path}.${String(key)}`;
  }, start);
}

/**
 * Writes a snapshot as the text of a registry file: one entry a line, faulty entries after the
 * sessions, unknown fields after both. `parseRegistrySnapshot(JSON.parse(text))` gives the same
 * snapshot again.
 */
export function serializeRegistrySnapshot(snapshot: RegistrySnapshot): string {
  const entries = snapshot.sessions.map((record) => JSON.stringify(entryOf(record)));
  const lines = entries.concat(snapshot.faulty.map((entry) => JSON.stringify(entry)));
  const sessions = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n]`;
  const { version: _, sessions: __, ...unknown } = snapshot.extra;
  const fields = Object.entries(unknown).map(
    ([key, value]) => `,\n${JSON.stringify(key)}:${JSON.stringify(value)}`,
  );
  return `{"version":${REGISTRY_VERSION},"sessions":${sessions}${fields.join('')}}\n`;
}

/** Turns the parsed JSON of a registry file into a {@link RegistrySnapshot} and back. */
export const registrySnapshotSchema = z.codec(z.unknown(), z.custom<RegistrySnapshot>(), {
  decode: (json) => parseRegistrySnapshot(json).snapshot,
  encode: (snapshot) => JSON.parse(serializeRegistrySnapshot(snapshot)) as Json,
});
