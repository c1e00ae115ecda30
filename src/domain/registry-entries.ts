import { checkEntry, type EntryFault, extraOf, isEntry, recordOf } from './entry.js';
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
    const record = readEntry(entries[index], index, read);
    if (record === undefined) continue;
    const known = read.sessions.size;
    read.sessions.set(record.agentId, record);
    if (read.sessions.size > known) continue;
    const repair = 'an earlier entry has the same agent id; this later one replaces it';
    read.issues.push({ path: `${pathTo(index)}.agent_id`, code: 'duplicate_agent_id', repair });
  }
  return read;
}

const pathTo = (index: number) => `sessions[${index}]`;

function readEntry(entry: unknown, index: number, read: ReadEntries): SessionRecord | undefined {
  const checked = checkEntry(entry);
  if ('faults' in checked) return readFaulty(entry, index, checked.faults, read);
  const { fields } = checked;
  const { extra, faults } = extraOf(entry as object);
  const { status, thread_state: threadState = 'busy' } = fields;
  if (faults.length > 0) {
    // one by one: there may be more than a call takes arguments
    for (const issue of issuesOf(faults, pathTo(index))) read.issues.push(issue);
  }
  if (!isLegalPair({ status, threadState })) {
    const repair = `${status} and ${threadState} exclude each other; the session is closed`;
    read.issues.push({ path: `${pathTo(index)}.thread_state`, code: 'illegal_pair', repair });
  }
  return recordOf(fields, extra);
}

/** Keeps a faulty entry as the JSON it is written as. If only that is good, it is read. */
function readFaulty(
  entry: unknown,
  index: number,
  faults: readonly EntryFault[],
  read: ReadEntries,
): SessionRecord | undefined {
  const path = pathTo(index);
  const written = writtenJson(entry, path);
  const report = (code: RegistryIssue['code'], keys: readonly PropertyKey[], repair: string) =>
    void read.issues.push({ path: pathOf(path, keys), code, repair });
  if (written === undefined) {
    report('not_json', [], 'no JSON value; it cannot be kept and is left out');
    return undefined;
  }
  // frozen first: that refuses what is too deep to be walked
  deepFreeze(written, path, 0);
  if (!sameJson(entry as Json, written) && isEntry(written)) {
    const keys = faults[0]?.path ?? [];
    report('not_json', keys, 'JSON has no text for this value; it is read as it would be written');
    return readEntry(written, index, read);
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
