import { badValue, type ConfigurationFault, type Given, type GivenSettings } from './given.js';
import type { Base, Value } from './kinds.js';
import { flagOf, KEYS, type Key, settingOf, variableOf } from './settings.js';

/** The flags that were given, as they were written; those of lists may come several times. */
export type Flags = Readonly<Partial<Record<Key, string | readonly string[]>>>;

export interface DecodedText {
  readonly settings: GivenSettings;
  readonly faults: readonly ConfigurationFault[];
}

/** Reads the flags that set something. */
export function decodeFlags(flags: Flags, base: Base): DecodedText {
  return decoded('flag', flagOf, (key) => {
    const written = flags[key];
    if (written === undefined) return undefined;
    const { kind } = settingOf(key);
    const value =
      typeof written === 'string' ? kind.ofText(written, base) : kind.ofFile(written, base);
    return { written, value };
  });
}

/** Reads the variables that set something; an empty one does not. */
export function decodeEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  base: Base,
): DecodedText {
  return decoded('environment', variableOf, (key) => {
    const written = env[variableOf(key)];
    if (written === undefined || written === '') return undefined;
    return { written, value: settingOf(key).kind.ofText(written, base) };
  });
}

interface Reading {
  readonly written: string | readonly string[];
  /** Undefined if it is not allowed. */
  readonly value: Value | undefined;
}

function decoded(
  layer: 'flag' | 'environment',
  nameOf: (key: Key) => string,
  read: (key: Key) => Reading | undefined,
): DecodedText {
  const settings = new Map<Key, Given>();
  const faults: ConfigurationFault[] = [];
  for (const key of KEYS) {
    const reading = read(key);
    if (reading === undefined) continue;
    const source = nameOf(key);
    const { written, value } = reading;
    if (value !== undefined) settings.set(key, { value, origin: { layer, source, line: null } });
    else {
      const sentence = badValue(key, written, settingOf(key).kind);
      faults.push({ source, line: null, key, sentence });
    }
  }
  return { settings, faults };
}
