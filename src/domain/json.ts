/** Any value JSON text can carry. Arrays and objects are treated as immutable. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

/** Nesting beyond this is refused: the Rust original stops reading a file at 128 levels. */
export const MAX_JSON_DEPTH = 100;

/** What is wrong with a value that was meant to be JSON, and where (a path of keys). */
export interface JsonFault {
  readonly path: readonly (string | number)[];
  readonly code: 'not_json' | 'too_deep' | 'dropped_key' | 'not_finite';
}

/** True for a plain object: not null, not an array, and not an instance of a class. */
export function isJsonObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The field of a plain object by name, reading own properties only (never a prototype's). */
export function ownField(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * Copies a value as deeply frozen JSON and tells what could not be kept.
 *
 * Keys named `__proto__` are left out (`dropped_key`), numbers JSON text cannot carry become null
 * (`not_finite`), -0 becomes 0. What is no JSON at all, or nested deeper than
 * {@link MAX_JSON_DEPTH}, is reported as `not_json` or `too_deep`, and the copy is undefined.
 */
export function copyJson(value: unknown): { copy: Json | undefined; faults: JsonFault[] } {
  const faults: JsonFault[] = [];
  const copy = copyAt(value, [], faults);
  const broken = faults.some(({ code }) => code === 'not_json' || code === 'too_deep');
  return { copy: broken ? undefined : copy, faults };
}

function copyAt(value: unknown, path: (string | number)[], faults: JsonFault[]): Json | undefined {
  const fault = (code: JsonFault['code']) => void faults.push({ path: [...path], code });
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.isWellFormed() ? value : fault('not_json');
  if (typeof value === 'number') return copyNumber(value, fault);
  if (path.length >= MAX_JSON_DEPTH) return fault('too_deep');
  if (Array.isArray(value)) return copyArray(value, path, faults);
  if (isJsonObject(value)) return copyObject(value, path, faults);
  return fault('not_json');
}

function copyNumber(value: number, fault: (code: JsonFault['code']) => void): Json {
  if (Number.isFinite(value)) return value === 0 ? 0 : value;
  fault('not_finite');
  return null;
}

function copyArray(value: unknown[], path: (string | number)[], faults: JsonFault[]): Json {
  const copy: Json[] = [];
  // by index: a hole in a sparse array must be met, not skipped
  for (let index = 0; index < value.length; index += 1) {
    const item = copyAt(value[index], [...path, index], faults);
    if (item !== undefined) copy.push(item);
  }
  return Object.freeze(copy);
}

function copyObject(value: object, path: (string | number)[], faults: JsonFault[]): Json {
  const copy: Record<string, Json> = {};
  for (const [key, field] of Object.entries(value)) {
    if (key === '__proto__') {
      faults.push({ path: [...path, key], code: 'dropped_key' });
      continue;
    }
    const item = copyAt(key.isWellFormed() ? field : undefined, [...path, key], faults);
    if (item !== undefined) copy[key] = item;
  }
  return Object.freeze(copy);
}

/** Compares two JSON values by content; the order of an object's keys does not count. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null || Array.isArray(left) !== Array.isArray(right)) return false;
  const [one, other] = [Object.entries(left), new Map(Object.entries(right))];
  return one.length === other.size && one.every(([key, value]) => sameJson(value, other.get(key)));
}
