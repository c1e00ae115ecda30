import {
  copyJson,
  type FieldFact,
  type GitContext,
  InvalidArgumentError,
  isJsonObject,
  type JsonObject,
  type TurnFact,
  textFault,
  WRITING,
} from '../domain/index.js';
import type { Inspect } from './inspection.js';

/** An object of named arguments, whatever class it is of. */
export function objectArgument(field: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new InvalidArgumentError(field, 'must be an object');
}

export function functionArgument<F>(field: string, value: F): F {
  if (typeof value === 'function') return value;
  throw new InvalidArgumentError(field, 'must be a function');
}

/** What inspects: a function, or an object that attaches itself. */
export function inspectArgument(value: Inspect | undefined): Inspect | undefined {
  if (value === undefined || typeof value === 'function') return value;
  if (typeof value === 'object' && value !== null && typeof value.attach === 'function') {
    return value;
  }
  throw new InvalidArgumentError('inspect', 'must be a function, or an object with `attach`');
}

/** A string that names something: not empty, within the limits of a record's field. */
export function nameArgument(field: string, value: unknown): string {
  if (value === '') throw new InvalidArgumentError(field, 'must not be empty');
  return textArgument(field, value);
}

function textArgument(field: string, value: unknown): string {
  if (typeof value !== 'string') throw new InvalidArgumentError(field, 'must be a string');
  const fault = textFault(value);
  if (fault !== null) throw new InvalidArgumentError(field, fault);
  return value;
}

/** A name that may be left out. */
export function optionalName<Key extends string>(
  field: Key,
  value: unknown,
): { readonly [K in Key]?: string } {
  return value === undefined
    ? {}
    : ({ [field]: nameArgument(field, value) } as Record<Key, string>);
}

/** The git surroundings; what is absent is null. */
export function gitArgument(value: unknown): { readonly [K in keyof GitContext]-?: string | null } {
  const { repoRoot, repoName, branch } = objectArgument('context', value);
  const textOrNull = (field: string, text: unknown) =>
    text === undefined || text === null ? null : textArgument(field, text);
  return {
    repoRoot: textOrNull('repoRoot', repoRoot),
    repoName: textOrNull('repoName', repoName),
    branch: textOrNull('branch', branch),
  };
}

/** Notes to keep: a plain object of JSON values, copied and frozen. */
export function patchArgument(field: string, value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new InvalidArgumentError(field, 'must be a plain object');
  // as deep as it will stand in the file
  const { copy, faults } = copyJson({ [field]: value }, WRITING);
  const [fault] = faults;
  if (fault !== undefined) {
    throw new InvalidArgumentError(fault.path.join('.'), PATCH_RULES[fault.code]);
  }
  return (copy as { readonly [key: string]: JsonObject })[field] as JsonObject;
}

const PATCH_RULES = {
  not_json: 'must be a JSON value',
  too_deep: 'is nested too deeply',
  dropped_key: 'must not be a key',
  not_finite: 'must be a finite number',
} as const;

/** A fact with all its values checked; what it does not need is left out. */
export function factArgument(value: unknown): TurnFact | FieldFact {
  const fact = objectArgument('fact', value);
  const { type } = fact;
  switch (type) {
    case 'turn.started':
    case 'turn.completed':
    case 'turn.failed':
    case 'turn.interrupted':
      return fact.turnId === undefined
        ? { type }
        : { type, turnId: nameArgument('turnId', fact.turnId) };
    case 'thread.bound':
      return { type, threadId: nameArgument('threadId', fact.threadId) };
    case 'context.refreshed':
      return { type, ...gitArgument(fact) };
    case 'cwd.changed':
      return { type, cwd: nameArgument('cwd', fact.cwd) };
    case 'source.recorded':
      return { type, agentSource: nameArgument('agentSource', fact.agentSource) };
    case 'tag.changed':
      return { type, tag: nameArgument('tag', fact.tag) };
    case 'extra.merged':
      return { type, patch: patchArgument('patch', fact.patch) };
    default:
      throw new InvalidArgumentError('fact.type', 'must be the type of a turn or field fact');
  }
}
