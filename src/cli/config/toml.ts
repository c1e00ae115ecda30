import { parse, TomlError } from 'smol-toml';
import { keyLines, type LineOf } from './key-lines.js';

/** A table of TOML. It has no prototype. */
export type Table = Readonly<Record<string, unknown>>;

/** What a TOML text says, or where it is none. */
export type TomlReading =
  | { readonly type: 'table'; readonly table: Table; readonly lineOf: LineOf }
  | { readonly type: 'fault'; readonly line: number; readonly sentence: string };

/** Reads a TOML text. */
export function readToml(text: string): TomlReading {
  try {
    return { type: 'table', table: parse(text), lineOf: keyLines(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [message = ''] = error.message.split('\n');
    const reason = message.replace('Invalid TOML document: ', '');
    return {
      type: 'fault',
      line: error.line,
      sentence: `this is not TOML: ${reason} (column ${error.column})`,
    };
  }
}

/** Whether a value of TOML is a table. */
export function isTable(value: unknown): value is Table {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}
