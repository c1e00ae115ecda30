import { RegistryFormatError } from './errors.js';
import type { JsonFault } from './json.js';

/** Something wrong in a registry file, and what was done about it. */
export interface RegistryIssue {
  /** Where: `sessions[3].status`. */
  readonly path: string;
  readonly code:
    | 'faulty_entry'
    | 'illegal_pair'
    | 'duplicate_agent_id'
    | 'dropped_key'
    | 'not_finite'
    | 'not_json';
  /** One sentence: what is wrong, and what was done. */
  readonly repair: string;
}

const FAULT_REPAIRS = {
  dropped_key: 'the key `__proto__` is dangerous and is left out',
  not_finite: 'the number is too large for JSON and becomes null',
  not_json: 'no JSON value; it is left out',
} as const;

/**
 * Turns what could not be copied into issues.
 *
 * @throws RegistryFormatError (`too_deep`).
 */
export function issuesOf(faults: readonly JsonFault[], path: string): RegistryIssue[] {
  return faults.map(({ path: keys, code }) => {
    if (code === 'too_deep') throw tooDeep(pathOf(path, keys));
    return { path: pathOf(path, keys), code, repair: FAULT_REPAIRS[code] };
  });
}

export function tooDeep(path: string): RegistryFormatError {
  return new RegistryFormatError('too_deep', `the registry is nested too deeply at ${path}`);
}

/** A path as a person reads it; a very long key is cut. */
export function pathOf(start: string, keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    const name = String(key);
    const short = name.length > 80 ? `${name.slice(0, 79)}…` : name;
    return path === '' ? short : `${path}.${short}`;
  }, start);
}
