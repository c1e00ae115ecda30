import type { Value } from './kinds.js';
import type { PresetField } from './preset-fields.js';
import type { Key } from './settings.js';

/** The layers, the strongest first. */
export const LAYERS = ['flag', 'environment', 'user file', 'project file', 'default'] as const;

export type Layer = (typeof LAYERS)[number];

/** Where a value comes from. */
export interface Origin {
  readonly layer: Layer;
  /** The flag, the variable or the file's path; null for a default. */
  readonly source: string | null;
  /** The line in the file, from 1. */
  readonly line: number | null;
}

/** What is wrong with a configuration, and where. */
export interface ConfigurationFault {
  /** The flag, the variable or the file's path. */
  readonly source: string;
  /** The line in the file, from 1; null where there is none. */
  readonly line: number | null;
  /** The key, such as `max_sessions` or `presets.reviewer.model`; null if it is about all. */
  readonly key: string | null;
  /** What is wrong and what is allowed. */
  readonly sentence: string;
}

/** Something that a project file says and that has no effect, or another one than it may seem. */
export interface Note {
  readonly source: string;
  readonly line: number | null;
  readonly key: string;
  readonly sentence: string;
}

/** A value that a layer gives. */
export interface Given<V extends Value = Value> {
  readonly value: V;
  readonly origin: Origin;
}

/** What a layer gives of the settings. */
export type GivenSettings = ReadonlyMap<Key, Given>;

/** What a file gives of a preset. */
export interface GivenPreset {
  readonly origin: Origin;
  readonly fields: ReadonlyMap<PresetField, Given<string>>;
}

/** What a file gives. */
export interface GivenFile {
  readonly settings: GivenSettings;
  /** By identity. */
  readonly presets: ReadonlyMap<string, GivenPreset>;
}

/** The note on a value of a project file: the effect continues `key = value`. */
export function noteOn(key: string, { value, origin }: Given, effect: string): Note {
  const sentence = `${key} = ${value} ${effect}`;
  return { source: origin.source ?? '', line: origin.line, key, sentence };
}

const LONGEST_SHOWN = 40;

/** Says that a value is not allowed, and what is. */
export function badValue(
  key: string,
  value: unknown,
  { allowed, isPrivate }: { readonly allowed: string; readonly isPrivate?: boolean },
): string {
  const sentence = `${key} must be ${allowed}`;
  return isPrivate ? sentence : `${sentence}, not ${described(value)}`;
}

function described(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a date or time';
  if (typeof value === 'object') return 'a table';
  if (typeof value !== 'string') return String(value);
  const text = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
  return `'${text}'`;
}
