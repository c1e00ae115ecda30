import { isJsonObject, type JsonObject, ownField } from '../domain/json.js';

declare const shape: unique symbol;

/**
 * A value of Codex that should be a T and may be anything. Only the functions of this file look
 * into it: names of fields are checked when we compile, values when we read.
 */
export interface Unread<T> {
  readonly [shape]?: T;
}

/** Takes a value from Codex, of whatever type it should be. */
export function unread(value: unknown): Unread<never> {
  return value as Unread<never>;
}

type Field<T, Key extends PropertyKey> = Key extends keyof NonNullable<T>
  ? NonNullable<T>[Key]
  : never;

/** The field of an object; whatever is not there is undefined. */
export function fieldOf<T, Key extends keyof NonNullable<T>>(
  value: Unread<T>,
  key: Key & string,
): Unread<Field<T, Key>> {
  return unread(isJsonObject(value) ? ownField(value, key) : undefined);
}

/** A text, or '' if it is none. */
export function textOf(value: Unread<string | null | undefined>): string {
  return typeof value === 'string' ? value : '';
}

/** An id or name: a text that is not empty. */
export function nameOf(value: Unread<string | null | undefined>): string | undefined {
  return textOf(value) || undefined;
}

/** The items of a list; none if it is no list. */
export function itemsOf<T>(value: Unread<readonly T[] | null>): readonly Unread<T>[] {
  return Array.isArray(value) ? value.map(unread) : [];
}

/** A plain object as it is; undefined if it is none. */
export function objectOf(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

export function isTrue(value: Unread<boolean>): boolean {
  return unread(true) === value;
}
