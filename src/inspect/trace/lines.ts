import type { ChartName, ChartValue } from '../../control/index.js';
import {
  isJsonObject,
  isTimestamp,
  type Json,
  type JsonObject,
  ownField,
} from '../../domain/index.js';
import type { ShownSnapshot } from '../shown/index.js';

/** The version of the format: of a trace that has a newer one nothing is read. */
export const TRACE_VERSION = 1;

/** The first line of a trace. */
export interface TraceHeader {
  readonly trace: 'codex-sessions';
  readonly version: typeof TRACE_VERSION;
  /** The version of the program that was recorded. */
  readonly program: string;
  /** When the recording began: RFC 3339 with milliseconds. */
  readonly at: string;
  /** Whether answers, notes and sentences of errors are in it, and not their lengths alone. */
  readonly contents: boolean;
  /** The team whose sessions were served, if it was told. */
  readonly team?: string;
}

/**
 * What an actor did or was told, as xstate inspects it (5.33.3). Actors have short ids, given in the
 * order they were met. Events, contexts and values are as `inspect/shown` shows them.
 */
export type TraceEntry =
  /** It was born, or was there when the recording began. */
  | {
      readonly kind: 'actor';
      readonly actor: string;
      /** Null for a task of a machine: it is no statechart, and nothing of its own is known. */
      readonly chart: ChartName | 'sessions' | null;
      /** Whose, of a session and its turns. */
      readonly agentId: string | null;
      readonly name: string;
      readonly parent: string | null;
    }
  /** An event was put into its mailbox; `from` is absent where code of ours sent it. */
  | {
      readonly kind: 'event';
      readonly actor: string;
      readonly from?: string;
      readonly event: JsonObject;
    }
  /** It is about to do something; what it emits and which timers it sets is told. */
  | {
      readonly kind: 'action';
      readonly actor: string;
      readonly action: string;
      readonly event?: JsonObject;
    }
  /** A part of its step is decided. */
  | {
      readonly kind: 'microstep';
      readonly actor: string;
      readonly event: string;
      readonly value: ChartValue;
    }
  /** Its step is over, with all that it set off. */
  | {
      readonly kind: 'snapshot';
      readonly actor: string;
      readonly event: string;
      readonly snapshot: ShownSnapshot;
    };

/** The recording ended: what follows was not recorded. */
export interface TraceEnd {
  readonly kind: 'end';
  /** {@link CLOSED}, or why it ended before its time. */
  readonly reason: string;
}

/** The recording was ended by whoever began it, when nothing was under way. */
export const CLOSED = 'closed';

/** A line of a trace after the first. */
export type TraceLine = (TraceEntry | TraceEnd) & {
  /** Running: 1 in the line after the header. */
  readonly n: number;
  /** RFC 3339 with milliseconds. */
  readonly at: string;
};

/** What a file is that is no trace, or a trace of a newer program. */
export class TraceFormatError extends Error {
  override readonly name = 'TraceFormatError';
  readonly code = 'trace_format';
}

/** As some editors write it at the beginning of a file. */
const BYTE_ORDER_MARK = /^\uFEFF/;

/**
 * The header in the first line of a trace.
 *
 * @throws TraceFormatError for what is no trace, and for one of a newer version.
 */
export function headerOf(text: string): TraceHeader {
  const value = parsed(text.replace(BYTE_ORDER_MARK, ''));
  if (!isJsonObject(value) || ownField(value, 'trace') !== 'codex-sessions') {
    throw new TraceFormatError('this is no trace of codex-sessions: its first line is no header');
  }
  const { version, program, at, contents, team } = value;
  if (version !== TRACE_VERSION) {
    throw new TraceFormatError(
      `this trace has version ${JSON.stringify(version ?? null)} of the format, and this program knows version ${TRACE_VERSION}: replay it with the program that recorded it (${JSON.stringify(program ?? null)}) or a newer one`,
    );
  }
  return {
    ...{ trace: 'codex-sessions', version },
    program: typeof program === 'string' ? program : 'unknown',
    at: typeof at === 'string' ? at : '',
    contents: contents === true,
    ...(typeof team === 'string' && { team }),
  };
}

/** The line in a text; undefined if it is none that this version has. */
export function lineOf(text: string): TraceLine | undefined {
  const value = parsed(text);
  if (!isJsonObject(value)) return undefined;
  const { n, at, kind } = value;
  if (typeof n !== 'number' || typeof kind !== 'string') return undefined;
  if (typeof at !== 'string' || !isTimestamp(at)) return undefined;
  const isRight = Object.hasOwn(SHAPES, kind) && hasShape(value, SHAPES[kind as Kind]);
  return isRight && isShallow(value, DEEPEST) ? (value as unknown as TraceLine) : undefined;
}

type Kind = TraceLine['kind'];
type Check = (value: Json | undefined) => boolean;

const text: Check = (value) => typeof value === 'string';
const object: Check = (value) => isJsonObject(value);
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

const SHAPES: Readonly<Record<Kind, Readonly<Record<string, Check>>>> = {
  actor: {
    ...{ actor: text, name: text },
    ...{ chart: orNull(text), agentId: orNull(text), parent: orNull(text) },
  },
  event: { actor: text, from: orAbsent(text), event: (value) => object(value) && isEvent(value) },
  action: { actor: text, action: text, event: orAbsent(object) },
  microstep: { actor: text, event: text, value: (value) => text(value) || object(value) },
  snapshot: { actor: text, event: text, snapshot: object },
  end: { reason: text },
};

function isEvent(value: Json | undefined): boolean {
  return typeof ownField(value as JsonObject, 'type') === 'string';
}

function hasShape(value: JsonObject, shape: Readonly<Record<string, Check>>): boolean {
  return Object.entries(shape).every(([field, check]) => check(ownField(value, field)));
}

/** Nothing is recorded that is nearly so deep; JSON far deeper cannot be written again. */
const DEEPEST = 100;

function isShallow(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

function parsed(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}
