/** Any value JSON text can carry. Arrays and objects are treated as immutable. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A JSON object; its keys are own properties, and `__proto__` is none of them. */
export type JsonObject = { readonly [key: string]: Json };

/** How strict a copy is. */
export interface CopyRules {
  /** How many levels a value may be nested. */
  readonly maxDepth: number;
  /** Whether a string with an unpaired surrogate is refused. */
  readonly wellFormed: boolean;
}

/** What a caller may have us write: no deeper than any reader of the file goes (serde_json: 128). */
export const WRITING: CopyRules = { maxDepth: 100, wellFormed: true };

/** What stands in a file is kept whatever it is, as long as it can be walked. */
export const READING: CopyRules = { maxDepth: 1000, wellFormed: false };

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
 * (`not_finite`), -0 becomes 0. If anything in it is no JSON (`not_json`), or it is nested too deeply
 * (`too_deep`), there is no copy.
 */
export function copyJson(
  value: unknown,
  rules: CopyRules,
): { copy: Json | undefined; faults: JsonFault[] } {
  const faults: JsonFault[] = [];
  try {
    return { copy: copyAt(value, [], { rules, faults }), faults };
  } catch (thrown) {
    if (thrown instanceof Uncopyable) return { copy: undefined, faults: [thrown.fault] };
    throw thrown;
  }
}

/** Copies the fields of a file's object one by one; a field that has no copy is left out alone. */
export function copyFields(
  object: object,
  isWanted: (key: string) => boolean,
): { fields: JsonObject | undefined; faults: JsonFault[] } {
  let fields: Record<string, Json> | undefined;
  const faults: JsonFault[] = [];
  for (const key of Object.keys(object)) {
    if (!isWanted(key)) continue;
    const field = copyJson({ [key]: (object as Record<string, unknown>)[key] }, READING);
    const [fault] = field.faults;
    if (field.copy === undefined) {
      if (fault !== undefined) faults.push({ ...fault, path: [key] });
      continue;
    }
    fields = Object.assign(fields ?? {}, field.copy);
    for (const partial of field.faults) faults.push(partial);
  }
  return { fields: fields && Object.freeze(fields), faults };
}

/** Ends the copying at once: a value that contains itself twice has endless faults. */
class Uncopyable extends Error {
  constructor(readonly fault: JsonFault) {
    super(fault.code);
  }
}

type Path = (string | number)[];

interface Copying {
  readonly rules: CopyRules;
  readonly faults: JsonFault[];
}

function copyAt(value: unknown, path: Path, copying: Copying): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string' && isAllowed(value, copying)) return value;
  if (typeof value === 'number') return copyNumber(value, path, copying);
  const isArray = Array.isArray(value);
  if (!isArray && !isJsonObject(value)) throw new Uncopyable({ path, code: 'not_json' });
  if (path.length >= copying.rules.maxDepth) throw new Uncopyable({ path, code: 'too_deep' });
  return isArray ? copyArray(value, path, copying) : copyObject(value, path, copying);
}

function isAllowed(text: string, { rules }: Copying): boolean {
  return !rules.wellFormed || text.isWellFormed();
}

function copyNumber(value: number, path: Path, { faults }: Copying): Json {
  if (Number.isFinite(value)) return value === 0 ? 0 : value;
  faults.push({ path, code: 'not_finite' });
  return null;
}

function copyArray(value: unknown[], path: Path, copying: Copying): Json {
  // Array.from meets the holes of a sparse array, which map would skip
  const items = Array.from(value, (item, index) => copyAt(item, [...path, index], copying));
  return Object.freeze(items);
}

function copyObject(value: object, path: Path, copying: Copying): Json {
  const copy: Record<string, Json> = {};
  for (const [key, field] of Object.entries(value)) {
    const at = [...path, key];
    if (key === '__proto__') copying.faults.push({ path: at, code: 'dropped_key' });
    else if (isAllowed(key, copying)) copy[key] = copyAt(field, at, copying);
    else throw new Uncopyable({ path: at, code: 'not_json' });
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
