import type { PlatformPath } from 'node:path';
import { textFault } from '../../domain/index.js';

/** Any value of a setting. Null: it is unset, or there is no limit. */
export type Value = string | number | boolean | readonly string[] | null;

/** What a path in a value starts from. */
export interface Base {
  readonly folder: string;
  readonly home: string;
  readonly paths: PlatformPath;
}

/** What a value may be, and how it is read. Reading gives undefined for what is not allowed. */
export interface Kind<T extends Value> {
  /** What help calls a value. */
  readonly placeholder: string;
  /** What is allowed, continuing "must be". */
  readonly allowed: string;
  /** The words a value may be, from the narrowest to the widest right if they are rights. */
  readonly words?: readonly T[];
  /** Whether a value may hold secrets: no message shows it then. */
  readonly isPrivate?: boolean;
  /** Reads a value of a file, as the TOML parser gave it. */
  ofFile(value: unknown, base: Base): T | undefined;
  /** Reads an argument or a variable. */
  ofText(text: string, base: Base): T | undefined;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** A kind whose values are texts in a file too. */
function texts(
  placeholder: string,
  allowed: string,
  ofText: (text: string, base: Base) => string | undefined,
): Kind<string> {
  const ofFile = (value: unknown, base: Base) => (isText(value) ? ofText(value, base) : undefined);
  return { placeholder, allowed, ofFile, ofText: (text, base) => ofFile(text, base) };
}

/** A name: as a session's identity or a team may be. */
export function name(placeholder = 'name'): Kind<string> {
  return texts(placeholder, 'a text of 1 to 1024 characters, without NUL', (text) =>
    textFault(text) === null ? text : undefined,
  );
}

/** A text of any length. */
export function prose(): Kind<string> {
  return texts('text', 'a text that is not empty, without NUL', (text) =>
    text.includes('\0') ? undefined : text,
  );
}

/** A path: made absolute from where it is written, `~/` from the home. */
export function path(): Kind<string> {
  return texts('path', 'a path', (text, base) =>
    text.includes('\0') ? undefined : resolved(text, base),
  );
}

const HOMEWARD = /^~[/\\]/;

function resolved(text: string, { folder, home, paths }: Base): string {
  return HOMEWARD.test(text) ? paths.join(home, text.slice(1)) : paths.resolve(folder, text);
}

/** A program: a name that is looked up in PATH, or an absolute path, so never one of a project. */
export function program(): Kind<string> {
  const allowed = 'the name of a program in PATH, or an absolute path';
  return texts('program', allowed, (text, base) => {
    if (text.includes('\0') || text === '.' || text === '..') return undefined;
    if (!/[/\\:]/.test(text)) return text;
    return base.paths.isAbsolute(text) || HOMEWARD.test(text) ? resolved(text, base) : undefined;
  });
}

/** One of some words. */
export function oneOf<T extends string>(placeholder: string, words: readonly T[]): Kind<T> {
  const ofFile = (value: unknown) => words.find((word) => word === value);
  return { placeholder, allowed: listed(words), words, ofFile, ofText: ofFile };
}

const listed = (words: readonly string[]): string =>
  `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

export interface Range {
  readonly least: number;
  /** Whether the least is itself too small. */
  readonly isOpen?: boolean;
  readonly most?: number;
  readonly isWhole?: boolean;
}

/** A number within a range. */
export function number(placeholder: string, range: Range): Kind<number> {
  const { least, isOpen = false, most = Number.MAX_SAFE_INTEGER, isWhole = false } = range;
  const fits = (value: unknown): value is number =>
    typeof value === 'number' &&
    (isOpen ? value > least : value >= least) &&
    value <= most &&
    (!isWhole || Number.isInteger(value));
  const start = `a ${isWhole ? 'whole number' : 'number'} ${isOpen ? 'above' : 'of at least'} ${least}`;
  return {
    placeholder,
    allowed: range.most === undefined ? start : `${start}, at most ${most}`,
    ofFile: (value) => (fits(value) ? value : undefined),
    ofText(text) {
      const value = /^\d{1,16}(?:\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
      return fits(value) ? value : undefined;
    },
  };
}

/** The longest that a timer of Node can wait. */
const LONGEST_WAIT = 2_147_483;

/** A duration in seconds, parts of them too. */
export function seconds(): Kind<number> {
  return number('seconds', { least: 0, isOpen: true, most: LONGEST_WAIT });
}

/** Another kind, or `none`. */
export function orNone<T extends Value>(kind: Kind<T>): Kind<T | null> {
  const { placeholder, allowed } = kind;
  return {
    placeholder,
    allowed: `${allowed}, or none`,
    ofFile: (value, base) =>
      value === false || value === 'none' ? null : kind.ofFile(value, base),
    ofText: (text, base) => (text === 'none' || text === 'false' ? null : kind.ofText(text, base)),
  };
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false };

export function yesOrNo(): Kind<boolean> {
  return {
    placeholder: 'boolean',
    allowed: 'true or false',
    ofFile: (value) => (typeof value === 'boolean' ? value : undefined),
    ofText: (text) => (Object.hasOwn(BOOLEANS, text) ? BOOLEANS[text] : undefined),
  };
}

/** Arguments for a program. A variable holds them as a JSON list. */
export function programArguments(): Kind<readonly string[]> {
  const ofFile = (value: unknown) => (isArguments(value) ? value : undefined);
  return {
    placeholder: 'argument',
    allowed: 'a list of texts such as ["-c", "key=value"]',
    isPrivate: true,
    ofFile,
    ofText: (text) => ofFile(jsonOf(text)),
  };
}

function isArguments(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.every((one) => typeof one === 'string' && !one.includes('\0'))
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
