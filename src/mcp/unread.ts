import { isJsonObject, type Json, type JsonObject, ownField } from '../domain/index.js';

/** Reads what Codex sent: a field that is missing, or of another kind, is undefined. */
export function fieldOf(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (inner, key) => (isJsonObject(inner) ? ownField(inner, key) : undefined),
    value,
  );
}

export function textOf(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const field = fieldOf(value, ...path);
  return typeof field === 'string' ? field : undefined;
}

export function numberOf(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const field = fieldOf(value, ...path);
  return typeof field === 'number' ? field : undefined;
}

export function objectOf(
  value: Json | undefined,
  ...path: readonly string[]
): JsonObject | undefined {
  const field = fieldOf(value, ...path);
  return isJsonObject(field) ? field : undefined;
}

export function itemsOf(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const field = fieldOf(value, ...path);
  return Array.isArray(field) ? field : [];
}

/** The texts of a list; undefined where it is none, is empty, or holds something else. */
export function wordsOf(
  value: Json | undefined,
  ...path: readonly string[]
): readonly string[] | undefined {
  const items = itemsOf(value, ...path);
  const words = items.filter((item) => typeof item === 'string');
  return words.length > 0 && words.length === items.length ? words : undefined;
}

/** The same keys without those whose value is undefined or null. */
export function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(kept) as JsonObject;
}
