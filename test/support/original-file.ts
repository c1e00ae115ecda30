/**
 * What the original's `serde_json::from_str::<RegistrySnapshot>` accepts, said again: field names,
 * types, lower-case states, `u32` version, no unpaired surrogate in a string it keeps, nesting
 * below 128. Unknown fields are ignored.
 *
 * @returns what it would refuse, one sentence each; empty when the file loads there.
 */
export function refusedByOriginal(text: string): string[] {
  if (nestingOf(text) >= NESTING_LIMIT) return ['recursion limit exceeded'];
  const file: unknown = JSON.parse(text);
  if (!isObject(file)) return ['expected struct RegistrySnapshot'];
  const faults = Object.hasOwn(file, 'version') && !isU32(file.version) ? ['version: u32'] : [];
  if (!Array.isArray(file.sessions)) return [...faults, 'sessions: expected a sequence'];
  const entries: unknown[] = file.sessions;
  return [...faults, ...entries.flatMap((entry, index) => entryFaults(entry, index))];
}

/** `serde_json` stops at this depth. */
const NESTING_LIMIT = 128;

const REQUIRED = ['agent_id', 'identity', 'team', 'cwd', 'started_at', 'last_active'];
const NULLABLE = ['thread_id', 'repo_root', 'repo_name', 'branch', 'tag', 'agent_source'];
const STATUSES: readonly unknown[] = ['active', 'stale', 'closed'];
const THREAD_STATES: readonly unknown[] = ['busy', 'idle', 'closed'];

function entryFaults(entry: unknown, index: number): string[] {
  const at = `sessions[${index}]`;
  if (!isObject(entry)) return [`${at}: expected struct SessionEntry`];
  const given = (key: string) => Object.hasOwn(entry, key);
  const faults = [
    ...REQUIRED.filter((key) => !(given(key) && isText(entry[key]))),
    ...NULLABLE.filter((key) => given(key) && entry[key] !== null && !isText(entry[key])),
  ];
  if (!given('status') || !STATUSES.includes(entry.status)) faults.push('status');
  if (given('thread_state') && !THREAD_STATES.includes(entry.thread_state)) {
    faults.push('thread_state');
  }
  return faults.map((key) => `${at}.${key}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.isWellFormed();
}

function isU32(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32;
}

/** The deepest nesting of arrays and objects in a JSON text, brackets inside strings apart. */
function nestingOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
