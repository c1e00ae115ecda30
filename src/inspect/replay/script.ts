import type { JsonObject } from '../../domain/index.js';
import type { TraceEntry } from '../trace/index.js';

/** A line of a trace, and where it stands in the file. */
export type Recorded = TraceEntry & {
  readonly line: number;
  readonly n: number;
  readonly at: string;
};
export type RecordedEvent = Extract<Recorded, { readonly kind: 'event' }>;

/** The line that must come next. */
export type Wanted =
  | Exclude<TraceEntry, { readonly kind: 'event' }>
  | (Extract<TraceEntry, { readonly kind: 'event' }> & {
      /** The event may have more fields than these: a task's result is known to nobody before. */
      readonly isPart?: boolean;
    });

/** Says what must come next (null: whatever comes from outside) and is given what came. */
export type Script<Result = void> = Generator<Wanted | null, Result, Recorded>;

/** A value in a line, by the names of the fields that lead to it, and what it should have been. */
export interface Difference {
  readonly path: string;
  /** Undefined: nothing should be there, or nothing is. */
  readonly expected: unknown;
  readonly recorded: unknown;
}

/** What was recorded is not what the machines do. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';

  constructor(
    readonly recorded: Recorded,
    /** What must have come; null where the reason says all. */
    readonly wanted: Wanted | null,
    /** In words, what is wrong with a line that may not stand here at all. */
    readonly reason: string,
    readonly differences: readonly Difference[] = [],
  ) {
    super(reason);
  }
}

/** What should be a text, whatever it is: a trace may have been edited. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
}

export const typeOf = (event: JsonObject): string => textOf(event.type);
