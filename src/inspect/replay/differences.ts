import { isJsonObject, type Json } from '../../domain/index.js';
import type { Difference, Recorded, Wanted } from './script.js';

/** How many differences of a line are told. */
const MOST = 8;

/** An object with so many notes may have been cut when it was shown. */
const WIDEST = 100;

/** Where a line differs from the one that must come; nowhere, if it is that one. */
export function differencesOf(wanted: Wanted, recorded: Recorded): readonly Difference[] {
  const { isPart = false, ...expected } = wanted as Wanted & { readonly isPart?: boolean };
  const found: Difference[] = [];
  const given = recorded as unknown as Readonly<Record<string, Json>>;
  if (expected.kind === 'event') compare('from', expected.from, given.from, found);
  for (const [field, value] of Object.entries(expected)) {
    if (isPart && field === 'event') compareFields('event', value, given.event, found);
    else compare(field, asJson(value), given[field], found);
  }
  return found.slice(0, MOST);
}

/** As it would be written: without undefined fields, and without numbers that JSON does not have. */
function asJson(value: unknown): Json | undefined {
  const isPlain = typeof value !== 'object' || value === null;
  return isPlain ? (value as Json | undefined) : (JSON.parse(JSON.stringify(value)) as Json);
}

/** Only the fields that are expected. */
function compareFields(
  path: string,
  expected: unknown,
  recorded: Json | undefined,
  found: Difference[],
): void {
  const given = isJsonObject(recorded) ? recorded : {};
  for (const [field, value] of Object.entries(expected as object)) {
    compare(`${path}.${field}`, value as Json, given[field], found);
  }
}

function compare(
  path: string,
  expected: Json | undefined,
  recorded: Json | undefined,
  found: Difference[],
): void {
  if (expected === recorded || found.length >= MOST) return;
  if (Array.isArray(expected) && Array.isArray(recorded)) {
    return compareItems(path, expected, recorded, found);
  }
  if (isJsonObject(expected) && isJsonObject(recorded)) {
    const fields = new Set([...Object.keys(expected), ...Object.keys(recorded)]);
    const mayBeCut = path.includes('extra') && Object.keys(recorded).length >= WIDEST;
    for (const field of fields) {
      if (isUntold(path, field)) continue;
      const [one, other] = [expected[field], recorded[field]];
      if (mayBeCut && (one === undefined || other === undefined)) continue;
      compare(`${path}.${field}`, one, other, found);
    }
    return;
  }
  found.push({ path, expected, recorded });
}

function compareItems(
  path: string,
  expected: readonly Json[],
  recorded: readonly Json[],
  found: Difference[],
): void {
  for (let at = 0; at < Math.max(expected.length, recorded.length); at += 1) {
    compare(`${path}[${at}]`, expected[at], recorded[at], found);
  }
}

/** The sentence of an error is made of more than its event tells. */
function isUntold(path: string, field: string): boolean {
  return field === 'message' && /(?:^|\.)(?:error|cause)$/.test(path);
}
