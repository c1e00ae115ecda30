import { type Given, type Note, noteOn, type Origin } from './given.js';
import type { PresetField } from './preset-fields.js';
import { APPROVAL_POLICIES, type Bounds, type Rights, SANDBOXES, widest } from './rights.js';
import type { Key } from './settings.js';

/** The bounds that a project file, or a preset in it, sets. */
export interface BoundsSet {
  readonly bounds: Bounds;
  readonly origins: Readonly<Record<keyof Bounds, Origin | null>>;
  readonly notes: readonly Note[];
}

/**
 * The bounds that a project file's words are. They do not go below what the person set, and the
 * widest word is no bound.
 *
 * @param prefix what stands before a key in a note.
 */
export function boundsSet(
  given: ReadonlyMap<Key, Given> | ReadonlyMap<PresetField, Given>,
  person: Rights,
  prefix = '',
): BoundsSet {
  const [sandbox, policy] = [given.get('sandbox'), given.get('approval_policy')];
  const one = boundSet(SANDBOXES, sandbox, person.sandbox);
  const other = boundSet(APPROVAL_POLICIES, policy, person.approvalPolicy);
  return {
    bounds: { sandbox: one.bound, approvalPolicy: other.bound },
    origins: {
      sandbox: one.bound && (sandbox?.origin ?? null),
      approvalPolicy: other.bound && (policy?.origin ?? null),
    },
    notes: [
      ...notesOn(`${prefix}sandbox`, sandbox, one.effect),
      ...notesOn(`${prefix}approval_policy`, policy, other.effect),
    ],
  };
}

interface BoundSet<T> {
  readonly bound: T | null;
  /** What becomes of the file's word, if that is not the bound. */
  readonly effect?: string;
}

function boundSet<T extends string>(
  order: readonly T[],
  given: Given | undefined,
  person: T | null,
): BoundSet<T> {
  const word = order.find((one) => one === given?.value);
  if (word === undefined) return { bound: null };
  const bound = widest(order, [word, person]);
  if (word === order.at(-1)) return { bound: null, effect: 'has no effect: it bounds nothing' };
  if (bound === order.at(-1)) return { bound: null, effect: `has no effect: you set ${bound}` };
  return bound === word ? { bound } : { bound, effect: `counts as ${bound}, which you set` };
}

function notesOn(
  key: string,
  given: Given | undefined,
  effect: string | undefined,
): readonly Note[] {
  return given === undefined || effect === undefined ? [] : [noteOn(key, given, effect)];
}

/**
 * What unanswered approvals are answered with, where a project file has Codex ask more often: to
 * accept them would give rights that a policy which never asks does not. Undefined: no change.
 */
export function cautiousDefault(
  approvalDefault: Given | undefined,
  all: readonly BoundsSet[],
): { readonly given: Given; readonly note: Note } | undefined {
  const origin = all.map(({ origins }) => origins.approvalPolicy).find((one) => one !== null);
  if (approvalDefault?.value !== 'accept' || origin === undefined) return undefined;
  const sentence =
    'approval_default is decline, not accept: with this file Codex asks more often, and to accept what nobody answers would widen rights';
  return {
    given: { value: 'decline', origin },
    note: { source: origin.source ?? '', line: origin.line, key: 'approval_default', sentence },
  };
}
