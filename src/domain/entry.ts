import { z } from 'zod';
import { copyFields, isJsonObject, type JsonFault, type JsonObject } from './json.js';
import { agentIdFault, textFault } from './limits.js';
import { ANNOTATIONS, NO_EXTRA, type SessionRecord } from './record.js';
import {
  isLegalPair,
  repairPair,
  SESSION_STATUSES,
  sessionStatusSchema,
  THREAD_STATES,
  threadStateSchema,
} from './states.js';
import { isTimestamp } from './timestamps.js';

const TEXTS = [
  'identity',
  'team',
  'thread_id',
  'cwd',
  'repo_root',
  'repo_name',
  'branch',
  'tag',
  'agent_source',
] as const;
const text = z.string();
const shape = {
  agent_id: text,
  identity: text,
  team: text,
  thread_id: text.nullish(),
  cwd: text,
  repo_root: text.nullish(),
  repo_name: text.nullish(),
  branch: text.nullish(),
  started_at: text,
  last_active: text,
  status: sessionStatusSchema,
  thread_state: threadStateSchema.optional(),
  tag: text.nullish(),
  agent_source: text.nullish(),
  [ANNOTATIONS]: z.looseObject({}).optional(),
};

/** What is wrong with a string, or null. */
type Rule = (text: string) => string | null;

const timestampFault: Rule = (value) =>
  isTimestamp(value) ? null : 'must be an RFC 3339 date and time';
const RULES: readonly (readonly [keyof typeof shape, Rule])[] = [
  ['agent_id', agentIdFault],
  ['started_at', timestampFault],
  ['last_active', timestampFault],
  ...TEXTS.map((field) => [field, textFault] as const),
];

/** What is wrong at one place of an entry. */
export interface EntryFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const NO_FAULTS: readonly EntryFault[] = [];

function textFaults(entry: Partial<Record<keyof typeof shape, unknown>>): readonly EntryFault[] {
  let faults = NO_FAULTS;
  for (const [field, rule] of RULES) {
    const value = entry[field];
    const message = typeof value === 'string' ? rule(value) : null;
    if (message !== null) faults = [...faults, { path: [field], message }];
  }
  return faults;
}

/** One entry of `registry.json`, version 1, as the original writes it; its strings are unchecked. */
const entrySchema = z.object(shape);
type Entry = z.output<typeof entrySchema>;

const OPTIONAL: ReadonlySet<string> = new Set(
  Object.keys(shape).filter((field) => entrySchema.shape[field as keyof Entry].isOptional()),
);
const REQUIRED_RULES = RULES.filter(([field]) => !OPTIONAL.has(field));
const OPTIONAL_RULES = RULES.filter(([field]) => OPTIONAL.has(field));
const STATUSES: ReadonlySet<unknown> = new Set(SESSION_STATUSES);
const STATES_OR_NONE: ReadonlySet<unknown> = new Set([...THREAD_STATES, undefined]);

/** The fields of an entry as nearly all are: one that {@link entrySchema} surely takes. */
function plainFields(value: unknown): Entry | undefined {
  if (!isJsonObject(value)) return undefined;
  // a copy: what is checked is what is used, whatever getters do
  const entry: JsonObject = { ...value };
  for (const [field, rule] of REQUIRED_RULES) {
    const text = entry[field];
    if (typeof text !== 'string' || rule(text) !== null) return undefined;
  }
  for (const [field, rule] of OPTIONAL_RULES) {
    const text = entry[field];
    if (text === undefined || text === null) continue;
    if (typeof text !== 'string' || rule(text) !== null) return undefined;
  }
  const notes = entry[ANNOTATIONS];
  const good = STATUSES.has(entry.status) && STATES_OR_NONE.has(entry.thread_state);
  return good && (notes === undefined || isJsonObject(notes)) ? (entry as Entry) : undefined;
}

/** Checks what should be an entry of the file: its fields, or what is wrong with them. */
export function checkEntry(
  entry: unknown,
): { readonly fields: Entry } | { readonly faults: readonly EntryFault[] } {
  // the schema is asked only of what is not plain: a large file takes a quarter less time
  const plain = plainFields(entry);
  return plain === undefined ? checkBySchema(entry) : { fields: plain };
}

/** The same by the schema alone, which says what is wrong. */
export function checkBySchema(entry: unknown): ReturnType<typeof checkEntry> {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) return { faults: parsed.error.issues };
  // not as a refinement of the schema: that makes the check of a million entries three times slower
  const faults = textFaults(parsed.data);
  return faults.length === 0 ? { fields: parsed.data } : { faults };
}

/** True for a good entry of the file. */
export function isEntry(value: unknown): boolean {
  return 'fields' in checkEntry(value);
}

const ENTRY_FIELDS: ReadonlySet<string> = new Set(
  Object.keys(shape).filter((key) => key !== ANNOTATIONS),
);

const isUnknown = (key: string) => !ENTRY_FIELDS.has(key);

const NOTHING_UNKNOWN = { extra: NO_EXTRA, faults: [] };

function hasUnknown(entry: object): boolean {
  for (const key in entry) if (isUnknown(key)) return true;
  return false;
}

/** Copies an entry's unknown fields, and ours, and tells what could not be kept of them. */
export function extraOf(entry: object): { extra: JsonObject; faults: JsonFault[] } {
  if (!hasUnknown(entry)) return NOTHING_UNKNOWN;
  const { fields = NO_EXTRA, faults } = copyFields(entry, isUnknown);
  return { extra: fields, faults };
}

/** Tells which of a record's unknown fields would take the place of a field of the entry. */
export function shadowIn(extra: JsonObject): string | undefined {
  return Object.keys(extra).find((key) => ENTRY_FIELDS.has(key));
}

/** Makes a record of a checked entry; an illegal pair of states is repaired. */
export function recordOf(entry: Entry, extra: JsonObject): SessionRecord {
  const states = repairPair({ status: entry.status, threadState: entry.thread_state ?? 'busy' });
  const record = {
    agentId: entry.agent_id,
    identity: entry.identity,
    team: entry.team,
    threadId: entry.thread_id ?? null,
    cwd: entry.cwd,
    repoRoot: entry.repo_root ?? null,
    repoName: entry.repo_name ?? null,
    branch: entry.branch ?? null,
    startedAt: entry.started_at,
    lastActive: entry.last_active,
    status: states.status,
    threadState: states.threadState,
    extra,
  };
  const { tag, agent_source: agentSource } = entry;
  // apart: a spread in every one of a million records is felt
  if (typeof tag !== 'string' && typeof agentSource !== 'string') return Object.freeze(record);
  return Object.freeze({
    ...record,
    ...(typeof tag === 'string' && { tag }),
    ...(typeof agentSource === 'string' && { agentSource }),
  });
}

/** Makes the file's entry of a record. An unknown field never shadows a field of the entry. */
export function entryOf(record: SessionRecord): JsonObject {
  const known = {
    agent_id: record.agentId,
    identity: record.identity,
    team: record.team,
    thread_id: record.threadId,
    cwd: record.cwd,
    repo_root: record.repoRoot,
    repo_name: record.repoName,
    branch: record.branch,
    started_at: record.startedAt,
    last_active: record.lastActive,
    status: record.status,
    thread_state: record.threadState,
    ...(record.tag !== undefined && { tag: record.tag }),
    ...(record.agentSource !== undefined && { agent_source: record.agentSource }),
  };
  if (record.extra === NO_EXTRA) return known;
  const unknown = Object.entries(record.extra).filter(([key]) => isUnknown(key));
  return { ...known, ...Object.fromEntries(unknown) };
}

const KEPT_RULES = {
  not_json: 'must be a JSON value',
  too_deep: 'is nested too deeply',
} as const;

/**
 * Turns an entry of the file into a {@link SessionRecord} and back.
 *
 * Decoding reports a faulty entry as a ZodError. As `parseRegistrySnapshot` does, but without a
 * report, it makes an illegal pair of states closed, a number too large for JSON null, and leaves
 * out keys named `__proto__`. Encoding refuses what is no good record.
 */
export const sessionRecordSchema = z.codec(
  z.looseObject(shape).superRefine((entry, { addIssue }) => {
    for (const { path, message } of textFaults(entry)) {
      addIssue({ code: 'custom', path: [...path], message });
    }
  }),
  z.custom<SessionRecord>(isSessionRecord, { error: 'is not a session record' }),
  {
    decode: (entry, { issues }) => {
      const { extra, faults } = extraOf(entry);
      for (const { path, code } of faults) {
        if (code !== 'not_json' && code !== 'too_deep') continue;
        issues.push({ code: 'custom', path: [...path], message: KEPT_RULES[code], input: entry });
      }
      return recordOf(entry, extra);
    },
    encode: (record) => entryOf(record) as z.output<typeof entrySchema>,
  },
);

/** True for what can be written as an entry: a legal, complete record. */
export function isSessionRecord(value: unknown): value is SessionRecord {
  if (!isJsonObject(value) || !isJsonObject(value.extra)) return false;
  const record = value as unknown as SessionRecord;
  if (!isLegalPair(record) || shadowIn(record.extra) !== undefined) return false;
  return isEntry(entryOf(record));
}
