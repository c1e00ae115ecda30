import { isJsonObject, type Json, type JsonObject } from '../../domain/index.js';
import type { Reader, Wording } from './fields.js';

/**
 * Readers that fail in the words of serde_json 1 (with `arbitrary_precision`, where a number is a
 * `number` whatever its kind), as `codex mcp-server` 0.153.4 was built with it.
 */
export const text: Reader<string> = (value) =>
  typeof value === 'string' ? { value } : { fault: invalidType(value, 'a string') };

export const flag: Reader<boolean> = (value) =>
  typeof value === 'boolean' ? { value } : { fault: invalidType(value, 'a boolean') };

export const map: Reader<JsonObject> = (value) =>
  isJsonObject(value) ? { value } : { fault: invalidType(value, 'a map') };

/** One of some words; also as `{"word": null}`, which serde takes for the same. */
export function oneOf<Word extends string>(...words: readonly Word[]): Reader<Word> {
  const named = (name: string): Word | undefined => words.find((word) => word === name);
  const unknown = (name: string) => ({
    fault: `unknown variant \`${name}\`, ${expectedNames(words)}`,
  });
  return (value) => {
    if (typeof value === 'string') {
      const word = named(value);
      return word === undefined ? unknown(value) : { value: word };
    }
    if (!isJsonObject(value)) return { fault: invalidType(value, 'string or map') };
    const [entry, ...others] = Object.entries(value);
    if (entry === undefined || others.length > 0) {
      return { fault: 'invalid value: map, expected map with a single key' };
    }
    const [name, content] = entry;
    const word = named(name);
    if (word === undefined) return unknown(name);
    return content === null ? { value: word } : { fault: invalidType(content, 'unit') };
  };
}

/** The wording of the old server for a struct; with `unknown` it refuses unknown fields. */
export const LENIENT: Wording = { invalid: (_name, fault) => fault };

export const STRICT: Wording = {
  ...LENIENT,
  unknown: (name, known) => `unknown field \`${name}\`, ${expectedNames(known)}`,
};

export function missingField(name: string): string {
  return `missing field \`${name}\``;
}

function invalidType(value: Json, expected: string): string {
  return `invalid type: ${kindOf(value)}, expected ${expected}`;
}

function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `string ${debugText(value)}`;
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value === 'number') return 'number';
  return Array.isArray(value) ? 'sequence' : 'map';
}

function expectedNames(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length > 2
    ? `expected one of ${quoted.join(', ')}`
    : `expected ${quoted.join(' or ')}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\0': '\\0',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

/** A text as Rust's `{:?}` writes it. */
function debugText(value: string): string {
  const escaped = value.replace(/["\\]|[\p{C}\p{Z}\p{Grapheme_Extend}]/gu, (character) => {
    if (character === ' ') return ' ';
    return ESCAPES[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return `"${escaped}"`;
}
