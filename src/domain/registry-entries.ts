import { entrySchema, extraOf, recordOf } from './entry.js';
import { type Json, READING, sameJson } from './json.js';
import type { SessionRecord } from './record.js';
import { issuesOf, pathOf, type RegistryIssue, tooDeep } from './registry-issues.js';
import { isLegalPair } from './states.js';

/** What became of the entries of a file. */
export interface ReadEntries {
  /** By agent id: the first entry's place, the last entry's content. */
  readonly sessions: Map<string, SessionRecord>;
  readonly faulty: Json[];
  readonly issues: RegistryIssue[];
}

/** Reads the entries of a file one by one: one that is faulty does not lose the others. */
export function readEntries(entries: readonly unknown[]): ReadEntries {
  const read: ReadEntries = { sessions: new Map(), faulty: [], issues: [] };
  // by index: a hole in a sparse array must be met, not skipped
  for (let index = 0; index < entries.length; index += 1) {
    const path = `sessions[${index}]`;
    const record = readEntry(entries[index], path, read);
    if (record === undefined) continue;
    if (read.sessions.has(record.agentId)) {
      const repair = 'an earlier entry has the same agent id; this later one replaces it';
      read.issues.push({ path: `${path}.agent_id`, code: 'duplicate_agent_id', repair });
    }
    read.sessions.set(record.agentId, record);
  }
  return read;
}

function readEntry(entry: unknown, path: string, read: ReadEntries): SessionRecord | undefined {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) return readFaulty(entry, path, parsed.error.issues, read);
  const { extra, faults } = extraOf(entry as object);
  const { status, thread_state: threadState = 'busy' } = parsed.data;
  // one by one: there may be more than a call takes arguments
  for (const issue of issuesOf(faults, path)) read.issues.push(issue);
  if (!isLegalPair({ status, threadState })) {
    const repair = `${status} and ${threadState} exclude each other; the session is closed`;
    read.issues.push({ path: `${path}.thread_state`, code: 'illegal_pair', repair });
  }
  return recordOf(parsed.data, extra);
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Keeps a faulty entry as the JSON it is written as. If only that is good, it is read. */
function readFaulty(
  entry: unknown,
  path: string,
  faults: readonly Fault[],
  read: ReadEntries,
): SessionRecord | undefined {
  const written = writtenJson(entry, path);
  const report = (code: RegistryIssue['code'], keys: readonly PropertyKey[], repair: string) =>
    void read.issues.push({ path: pathOf(path, keys), code, repair });
  if (written === undefined) {
    report('not_json', [], 'no JSON value; it cannot be kept and is left out');
    return undefined;
  }
  // frozen first: that refuses what is too deep to be walked
  deepFreeze(written, path, 0);
  if (!sameJson(entry as Json, written) && entrySchema.safeParse(written).success) {
    const keys = faults[0]?.path ?? [];
    report('not_json', keys, 'JSON has no text for this value; it is read as it would be written');
    return readEntry(written, path, read);
  }
  for (const { path: keys, message } of faults) {
    report(
      'faulty_entry',
      keys,
      `${message}; the entry is kept in the file as it is, and not used`,
    );
  }
  read.faulty.push(written);
  return undefined;
}

/** A copy that shares nothing with the caller's and keeps every key, even `__proto__`. */
function writtenJson(value: unknown, path: string): Json | undefined {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch (cause) {
    if (cause instanceof RangeError) throw tooDeep(path);
    return undefined;
  }
}

function deepFreeze(value: Json, path: string, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= READING.maxDepth) throw tooDeep(path);
  for (const item of Object.values(value)) deepFreeze(item, path, depth + 1);
  Object.freeze(value);
}
