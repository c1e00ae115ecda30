import fc from 'fast-check';
import type { Line } from '../support/traces.js';

export const HOWS = ['state', 'belief', 'field', 'type', 'who', 'swap', 'drop', 'add'] as const;

/** One edit of a trace; the numbers choose among what there is. */
export interface Edit {
  readonly how: (typeof HOWS)[number];
  readonly which: number;
  readonly other: number;
}

export const edits: fc.Arbitrary<Edit> = fc.record({
  how: fc.constantFrom(...HOWS),
  which: fc.nat(),
  other: fc.nat(),
});

export interface Edited {
  readonly lines: Line[];
  /** The first line that is not what it was, from 1. */
  readonly at: number;
  /** Whether that line, or the one that was there, comes from outside: then its effects tell. */
  readonly isFromOutside: boolean;
  /**
   * Whether what is left may be another run that is allowed: where things from outside come a line
   * earlier or later than they did, and where something is told to an actor that has ended.
   */
  readonly mayBeAllowed: boolean;
}

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown) => value as Fields;

/** The trace after an edit; undefined where there is nothing to edit, or nothing would change. */
export function edited(lines: readonly Line[], { how, which, other }: Edit): Edited | undefined {
  const fitting = lines.flatMap((line, at) => (at > 0 && FITS[how](line) ? [at] : []));
  const at = fitting[which % fitting.length];
  if (at === undefined) return undefined;
  const copy = structuredClone(lines) as Line[];
  const line = copy[at] as Line;
  switch (how) {
    case 'swap':
      if (at + 1 >= copy.length) return undefined;
      copy.splice(at, 2, copy[at + 1] as Line, line);
      break;
    case 'drop':
      copy.splice(at, 1);
      break;
    case 'add':
      copy.splice(at, 0, lines[1 + (other % (lines.length - 1))] as Line);
      break;
    default:
      CHANGES[how](line, other);
  }
  return comparedTo(lines, copy, how);
}

function comparedTo(
  lines: readonly Line[],
  copy: readonly Line[],
  how: Edit['how'],
): Edited | undefined {
  const first = copy.findIndex((line, at) => contentOf(line) !== contentOf(lines[at]));
  // what is missing at the end is a process that was killed
  if (first === -1) return undefined;
  const affected = [copy[first], lines[first]].filter((line) => line !== undefined);
  const fromOutside = affected.filter(comesFromOutside);
  const isFromOutside = fromOutside.length > 0;
  const mayBeAllowed =
    isFromOutside && (how === 'swap' || fromOutside.some((line) => hasEnded(lines, line, first)));
  return {
    lines: copy.map((line, n) => (n === 0 ? line : { ...line, n })),
    at: first + 1,
    isFromOutside,
    mayBeAllowed,
  };
}

/** Whether the actor of a line takes nothing more where it stands: its last step is decided. */
function hasEnded(lines: readonly Line[], { actor }: Line, at: number): boolean {
  const own = lines.flatMap((line, index) => (line.actor === actor ? [{ line, index }] : []));
  const last = own.findLast(({ line }) => line.kind === 'microstep');
  const isOver = own.some(({ line }) => fieldsOf(line.snapshot ?? {}).status === 'done');
  return isOver && last !== undefined && last.index < at;
}

function contentOf(line: Line | undefined): string {
  return JSON.stringify({ ...line, n: 0 });
}

const ANSWERS = ['session.moved', 'session.ignored', 'session.ended'];

/** By the rule of the format: nobody of the run sends it, or it is a timer or the end of a task. */
function comesFromOutside({ kind, actor, from, event, parent, action }: Line): boolean {
  if (kind === 'actor') return parent === null || parent === undefined;
  if (kind === 'action') return action === 'xstate.stopChild';
  if (kind === 'microstep') return event === 'xstate.stop';
  if (kind !== 'event') return false;
  return from === actor || (from === undefined && !ANSWERS.includes(String(fieldsOf(event).type)));
}

const contextOf = (line: Line) => fieldsOf(fieldsOf(line.snapshot ?? {}).context ?? {});

const FITS: Readonly<Record<Edit['how'], (line: Line) => boolean>> = {
  state: ({ kind, snapshot }) =>
    kind === 'microstep' || fieldsOf(snapshot ?? {}).value !== undefined,
  belief: (line) => 'holders' in contextOf(line),
  field: (line) => Object.keys(contextOf(line)).length > 0,
  type: ({ kind }) => kind === 'event' || kind === 'action',
  who: ({ kind }) => kind === 'actor',
  swap: () => true,
  drop: () => true,
  add: () => true,
};

const CHANGES = {
  state(line: Line, other: number) {
    const place = fieldsOf(line.kind === 'microstep' ? line : line.snapshot);
    const words = ['open', 'saturated', 'idle', { status: 'active', thread: 'idle' }, 'absent'];
    const states = [...words, null, 7, [], {}, { status: 'active', thread: null }];
    place.value = states[other % states.length];
  },
  belief(line: Line, other: number) {
    const context = contextOf(line);
    const beliefs = ['known', 'active', 'maxConcurrent'] as const;
    const belief = beliefs[other % 4];
    if (belief === undefined) context.holders = [{ identity: 'nobody', agentId: 'nothing' }];
    else context[belief] = Number(context[belief]) + 1;
  },
  field(line: Line, other: number) {
    const context = contextOf(line);
    const names = Object.keys(context);
    const values = ['edited by hand', ['edited'], 4_711];
    context[names[other % names.length] as string] = values[other % values.length];
  },
  type(line: Line, other: number) {
    const types = ['session.close', 'turn.completed', 'session.moved', 'xstate.emit', 'edited'];
    const type = types[other % types.length];
    if (line.kind === 'event') fieldsOf(line.event).type = type;
    else Object.assign(line, { action: type });
  },
  who(line: Line, other: number) {
    const others = ['codex:nobody', 'a', 'b', null];
    const agentId = others[other % others.length];
    const isNamed = other % 2 === 0 && line.chart === 'turns';
    Object.assign(line, { agentId, ...(isNamed && { name: `turns ${agentId}` }) });
  },
} as const;

/** What stands in any place of any line, replaced by anything, or taken away. */
export interface Replacement {
  readonly which: number;
  readonly place: number;
  /** Undefined: it is taken away. */
  readonly value: unknown;
}

export const replacements: fc.Arbitrary<Replacement> = fc.record({
  which: fc.nat(),
  place: fc.nat(),
  value: fc.oneof(
    fc.constantFrom<unknown>(undefined, null, [], {}, 7, -0.5, true, '', 'edited'),
    fc.constantFrom<unknown>([null], [[]], { type: null }, { toString: 1 }, { length: -1 }),
  ),
});

/** The trace with the replacement; its first line stays. */
export function withReplacement(
  lines: readonly Line[],
  { which, place, value }: Replacement,
): Line[] {
  const copy = structuredClone(lines) as Line[];
  const line = copy[1 + (which % (lines.length - 1))] as Line;
  const places = placesIn(line).filter(({ name }) => name !== 'n');
  const { of, name } = places[place % places.length] as Place;
  if (value === undefined) delete of[name];
  else of[name] = structuredClone(value);
  return copy;
}

interface Place {
  readonly of: Fields;
  readonly name: string;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const of = fieldsOf(value);
  return Object.keys(of).flatMap((name) => [{ of, name }, ...placesIn(of[name])]);
}
