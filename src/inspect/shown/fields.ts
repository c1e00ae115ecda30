import type { Json, JsonObject } from '../../domain/index.js';
import { type Rule, ruleFor } from './rules.js';

/** How much is shown. */
export interface Manner {
  /** Show answers, notes and sentences of errors, too. Default false. */
  readonly contents?: boolean | undefined;
  /** Show lists that can be of any length. Default false. */
  readonly crowds?: boolean | undefined;
}

/** The longest text that is shown, in characters. */
const LONGEST = 2_000;

/** How deep and how wide notes are shown. */
const DEEPEST = 6;
const WIDEST = 100;

/** The fields of an object that have a rule, each shown by it. */
export function shownFields(value: object, manner: Manner): JsonObject {
  const shown: Record<string, Json> = {};
  for (const [field, inner] of Object.entries(value)) {
    const rule = ruleFor(field);
    const seen = rule === undefined ? undefined : SHOW[rule](inner, manner);
    if (seen !== undefined) shown[field] = seen;
  }
  return shown;
}

type Show = (value: unknown, manner: Manner) => Json | undefined;

const SHOW: Readonly<Record<Rule, Show>> = {
  plain: (value) => plain(value, (text) => (text.length > LONGEST ? hidden(text) : text)),
  content: (value, { contents }) => plain(value, contents ? shortened : hidden),
  notes: (value, { contents }) => notes(value, contents ? shortened : hidden, 0),
  fields: (value, manner) => (isObject(value) ? shownFields(value, manner) : nothing(value)),
  list: (value, manner) => (Array.isArray(value) ? members(value, manner) : undefined),
  failure: (value, manner) => failure(value, manner),
  process: (value) => processOf(value),
  crowd: (value, manner) => crowd(value, manner),
};

function plain(value: unknown, textOf: (text: string) => string): Json | undefined {
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return nothing(value);
}

function nothing(value: unknown): null | undefined {
  return value === null ? null : undefined;
}

function hidden(text: string): string {
  return `‹${text.length} characters›`;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function notes(value: unknown, textOf: (text: string) => string, depth: number): Json | undefined {
  if (depth > DEEPEST) return undefined;
  if (Array.isArray(value)) {
    return value.slice(0, WIDEST).map((item) => notes(item, textOf, depth + 1) ?? null);
  }
  if (!isObject(value)) return plain(value, textOf);
  const fields = Object.entries(value).slice(0, WIDEST);
  return Object.fromEntries(
    fields.map(([name, item]) => [name, notes(item, textOf, depth + 1) ?? null]),
  );
}

function members(list: readonly unknown[], manner: Manner): Json {
  return list.map((item) => {
    return (isObject(item) ? shownFields(item, manner) : SHOW.plain(item, manner)) ?? null;
  });
}

/** The message of an error may quote whatever Codex said. */
function failure(value: unknown, { contents }: Manner): Json | undefined {
  if (!isObject(value)) return plain(value, contents ? shortened : hidden);
  if (!(value instanceof Error) && 'cause' in value) {
    return { cause: failure(value.cause, { contents }) ?? null };
  }
  const { name, code, message } = value as { name?: unknown; code?: unknown; message?: unknown };
  return {
    name: typeof name === 'string' ? name : 'Error',
    ...(typeof code === 'string' && { code }),
    ...(contents && typeof message === 'string' && { message: shortened(message) }),
  };
}

function processOf(value: unknown): Json | undefined {
  if (!isObject(value)) return nothing(value);
  const { pid, version, exitCode, signal } = value as Readonly<Record<string, unknown>>;
  if (typeof pid === 'number')
    return { pid, version: typeof version === 'string' ? version : null };
  if (exitCode === undefined && signal === undefined) return {};
  return {
    exitCode: typeof exitCode === 'number' ? exitCode : null,
    signal: typeof signal === 'string' ? signal : null,
  };
}

function crowd(value: unknown, manner: Manner): Json | undefined {
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) return undefined;
  if (manner.crowds) return members([...(value as Iterable<unknown>)], manner);
  const { length } = value as { readonly length?: unknown };
  return typeof length === 'number' ? { length } : {};
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
