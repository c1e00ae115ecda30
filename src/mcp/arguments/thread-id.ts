import type { Read } from './fields.js';

const GROUP_LENGTHS = [8, 4, 4, 4, 12] as const;
const GROUP_STARTS = [0, 9, 14, 19, 24] as const;
const URN = 'urn:uuid:';
const HYPHENATED = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads a thread id in any form Rust's `uuid` crate takes: hyphenated, 32 hex digits, in braces, or
 * as a URN.
 *
 * @returns the id in lower case with hyphens, or the crate's own sentence (uuid 1) about the fault.
 */
export function readThreadId(given: string): Read<string> {
  const { body, offset, isBare } = unwrapped(given);
  const lower = body.toLowerCase();
  if (HYPHENATED.test(lower)) return { value: lower };
  if (isBare && /^[0-9a-f]{32}$/.test(lower)) return { value: hyphenated(lower) };
  return { fault: characterFault(body, offset) ?? lengthFault(given, body, isBare) };
}

function unwrapped(given: string) {
  if (given.length > 1 && given.startsWith('{') && given.endsWith('}')) {
    return { body: given.slice(1, -1), offset: 1, isBare: false };
  }
  if (given.startsWith(URN)) {
    return { body: given.slice(URN.length), offset: URN.length, isBare: false };
  }
  return { body: given, offset: 0, isBare: true };
}

/** The first character that no id has, and its place in bytes, counted from 1. */
function characterFault(body: string, offset: number): string | undefined {
  const character = /[^0-9a-fA-F-]/u.exec(body);
  if (character === null) return undefined;
  const at = Buffer.byteLength(body.slice(0, character.index)) + offset + 1;
  return `invalid character: expected an optional prefix of \`${URN}\` followed by [0-9a-fA-F-], found \`${character[0]}\` at ${at}`;
}

function lengthFault(given: string, body: string, isBare: boolean): string {
  const hyphens = [...body.matchAll(/-/g)].map((hyphen) => hyphen.index);
  if (hyphens.length === 0 && isBare) {
    return `invalid length: expected length 32 for simple format, found ${given.length}`;
  }
  if (hyphens.length !== 4) return `invalid group count: expected 5, found ${hyphens.length + 1}`;
  const wrong = hyphens.findIndex((at, group) => at !== (GROUP_STARTS[group + 1] ?? 0) - 1);
  const group = wrong === -1 ? 4 : wrong;
  // the crate counts the last group to the end of all that was given, braces and prefix included
  const end = hyphens[group] ?? given.length;
  return `invalid group length in group ${group}: expected ${GROUP_LENGTHS[group]}, found ${end - (GROUP_STARTS[group] ?? 0)}`;
}

function hyphenated(digits: string): string {
  const ends = [8, 12, 16, 20, 32];
  return ends.map((end, group) => digits.slice(ends[group - 1] ?? 0, end)).join('-');
}
