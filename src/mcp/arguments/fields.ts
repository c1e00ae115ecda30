import { isJsonObject, type Json, type JsonObject } from '../../domain/index.js';
import { METHOD_NOT_FOUND, type Parsed } from './parsed.js';

/** A value of the type that was wanted, or what is wrong with it in words. */
export type Read<T> = { readonly value: T } | { readonly fault: string };

export type Reader<T> = (value: Json) => Read<T>;

type Shape = Readonly<Record<string, Reader<unknown>>>;

/** The fields that were given, by their names. */
export type Fields<S extends Shape> = {
  readonly [K in keyof S]?: S[K] extends Reader<infer T> ? T : never;
};

/** Says what is wrong with a field, or with a name that is none. */
export interface Wording {
  readonly invalid: (name: string, fault: string) => string;
  /** Absent: unknown fields are ignored. */
  readonly unknown?: (name: string, known: readonly string[]) => string;
}

/**
 * Reads the fields of an object in the order they stand in, and stops at the first that is wrong: so
 * does serde, whose errors the old server passed on.
 *
 * A field that is null counts as absent unless it is in `required`.
 */
export function readFields<S extends Shape>(
  given: JsonObject,
  shape: S,
  wording: Wording,
  required: readonly string[] = [],
): Read<Fields<S>> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const reader = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (reader === undefined) {
      if (wording.unknown === undefined) continue;
      return { fault: wording.unknown(name, Object.keys(shape)) };
    }
    if (value === null && !required.includes(name)) continue;
    const read = reader(value);
    if ('fault' in read) return { fault: wording.invalid(name, read.fault) };
    fields[name] = read.value;
  }
  return { value: fields as Fields<S> };
}

/**
 * The arguments of a call as an object: undefined where there are none, and the protocol error where
 * they are something else.
 */
export function argumentsOf(given: unknown): Parsed<JsonObject | undefined> {
  if (given === undefined || given === null) return { ok: true, value: undefined };
  return isJsonObject(given) ? { ok: true, value: given } : METHOD_NOT_FOUND;
}
