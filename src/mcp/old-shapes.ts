import type { Json, JsonObject } from '../domain/index.js';
import type { FileChange } from '../domain/ports/codex.js';
import { itemsOf, textOf } from './unread.js';

/** The shapes of `codex mcp-server` 0.153.4 for what app-server says in others. */

/** What the parts of a command do. */
export function parsedCommandsOf(actions: Json | undefined): JsonObject[] {
  return itemsOf(actions).map((action) => {
    const cmd = textOf(action, 'command') ?? '';
    const [name, query] = [textOf(action, 'name'), textOf(action, 'query')];
    const path = textOf(action, 'path') ?? null;
    switch (textOf(action, 'type')) {
      case 'read':
        return { type: 'read', cmd, name: name ?? '', path };
      case 'listFiles':
        return { type: 'list_files', cmd, path };
      case 'search':
        return { type: 'search', cmd, query: query ?? null, path };
      default:
        return { type: 'unknown', cmd };
    }
  });
}

/** A file change, and where an update moves the file to. */
export type MovingChange = FileChange & { readonly movePath?: string | null };

/** Changes of files by their paths. */
export function changesByPath(changes: readonly MovingChange[]): JsonObject {
  return Object.fromEntries(changes.map((change) => [change.path, changeOf(change)]));
}

function changeOf({ kind, diff, movePath = null }: MovingChange): JsonObject {
  return kind === 'update'
    ? { type: 'update', unified_diff: diff, move_path: movePath }
    : { type: kind, content: diff };
}

/** The changes of an item of app-server. */
export function changesOfItem(item: Json | undefined): MovingChange[] {
  return itemsOf(item, 'changes').map((change) => {
    const kind = textOf(change, 'kind', 'type');
    return {
      path: textOf(change, 'path') ?? '',
      kind: kind === 'add' || kind === 'delete' ? kind : 'update',
      diff: textOf(change, 'diff') ?? '',
      movePath: textOf(change, 'kind', 'move_path') ?? null,
    };
  });
}

/** A length of time in Rust's parts. */
export function durationOf(ms: number): JsonObject {
  const secs = Math.floor(ms / 1000);
  return { secs, nanos: Math.round((ms - secs * 1000) * 1_000_000) };
}

/** Keys and words of app-server, at any depth, as Rust writes them: `httpStatusCode` → `http_status_code`. */
export function snakeCased(value: Json): Json {
  if (typeof value === 'string') return snakeWord(value);
  if (Array.isArray(value)) return value.map(snakeCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [snakeWord(key), snakeCased(field as Json)]),
  );
}

export function snakeWord(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const DECISIONS: Readonly<Record<string, string>> = {
  accept: 'approved',
  acceptForSession: 'approved_for_session',
  cancel: 'abort',
};

/** The decisions a request offers, in the old words; one without an old word is left out. */
export function offeredDecisions(offered: Json | undefined): Json[] {
  return itemsOf(offered).flatMap((decision): Json[] => {
    if (typeof decision === 'string') return oldWord(decision);
    const rule = itemsOf(decision, 'acceptWithExecpolicyAmendment', 'execpolicy_amendment');
    if (rule.length === 0) return [];
    return [{ approved_execpolicy_amendment: { proposed_execpolicy_amendment: rule } }];
  });
}

function oldWord(decision: string): string[] {
  const word = Object.hasOwn(DECISIONS, decision) ? DECISIONS[decision] : undefined;
  return word === undefined ? [] : [word];
}
