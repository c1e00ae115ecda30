import { isDeepStrictEqual } from 'node:util';
import type { Answer, Fields, MessageId } from './mcp-messages.js';
import { eventDifferences } from './recorded-events.js';
import { type Names, normalised } from './recorded-text.js';

/** A request to a server, as its client writes it but for `id`. */
export interface RecordedRequest {
  readonly method: string;
  readonly params?: Fields;
}

/** What became of a request. What is not there was not recorded, and is not compared. */
export interface Outcome {
  readonly answer: Answer | 'none';
  /** The types of its `codex/event` notifications in order, with blanks between. */
  readonly events?: string;
  /** How many questions the client was asked. */
  readonly elicitations?: number;
  /** The params of these questions, as far as recorded. */
  readonly asked?: readonly Fields[];
  /** What was in the working folder afterwards. */
  readonly files?: readonly string[];
  /** The methods of all other notifications meanwhile, each once. */
  readonly notifications?: readonly string[];
}

/** A request or a raw line, and what the old server made of it. */
export interface RecordedCase {
  readonly name: string;
  readonly request?: RecordedRequest;
  readonly line?: string;
  /** The id of the request; any unless given. */
  readonly id?: MessageId;
  /** What the client answers to questions, one after the other. */
  readonly replies?: readonly Answer[];
  /** The client cancels after an event of this type, or when it is asked (`elicitation`). */
  readonly cancelAfter?: string;
  /** A new server takes over before it. */
  readonly restart?: boolean;
  /** Not there for what only prepares others. */
  readonly recorded?: Outcome;
}

/** What one client did with the old server, in order. */
export interface RecordedSession {
  readonly about: string;
  /** How often Codex tries a failing request again. */
  readonly retries: number;
  /** What the client declares; without it, it does no handshake by itself. */
  readonly capabilities?: Fields;
  /** Files and folders in the working folder at the beginning. */
  readonly files?: readonly string[];
  readonly folders?: readonly string[];
  readonly cases: readonly RecordedCase[];
}

/** One place where a server does something else than the old one. */
export interface Difference {
  readonly case: string;
  /** `answer.result.content[0].text`, `events.missing.TYPE`, `events.added.TYPE`. */
  readonly path: string;
  /** What was recorded; undefined if there was nothing. */
  readonly expected: unknown;
  /** What came instead; undefined if nothing came. */
  readonly got: unknown;
}

/** Differences that must be, and why. */
export interface Excuse {
  /** The name of the case, or a pattern for names. */
  readonly case: string | RegExp;
  readonly path: string | RegExp;
  /** What exactly must come instead, or a pattern for it as JSON; anything unless given. */
  readonly got?: unknown;
  readonly why: string;
  /** Whether it comes only now and then, by a race of Codex' own. Default false. */
  readonly isRace?: true;
}

export interface Judgement {
  readonly unexplained: readonly Difference[];
  /** Excuses for nothing: they hide what may come. */
  readonly unused: readonly Excuse[];
}

/** Compares what a server did with what the old one did, field by field. */
export function differencesOf({ name, recorded }: RecordedCase, played: Outcome, names: Names) {
  if (recorded === undefined) return [];
  const found: Difference[] = [];
  for (const key of ['answer', 'elicitations', 'asked', 'files', 'notifications'] as const) {
    if (recorded[key] === undefined) continue;
    const [expected, got] = [normalised(recorded[key], names), normalised(played[key], names)];
    found.push(...compared(key, expected, got).map((each) => ({ case: name, ...each })));
  }
  if (recorded.events === undefined) return found;
  const events = eventDifferences(recorded.events, played.events ?? '');
  return [...found, ...events.map((each) => ({ case: name, ...each }))];
}

/** Which differences no excuse explains, and which excuses explain none. */
export function judge(differences: readonly Difference[], excuses: readonly Excuse[]): Judgement {
  const unexplained = differences.filter((each) => !excuses.some((excuse) => fits(excuse, each)));
  const isUnused = (excuse: Excuse) => !differences.some((each) => fits(excuse, each));
  const unused = excuses.filter((excuse) => !excuse.isRace && isUnused(excuse));
  return { unexplained, unused };
}

function fits(excuse: Excuse, difference: Difference): boolean {
  if (!isNamed(excuse.case, difference.case) || !isNamed(excuse.path, difference.path))
    return false;
  if (!('got' in excuse)) return true;
  const { got } = excuse;
  if (got instanceof RegExp) return got.test(JSON.stringify(difference.got) ?? '');
  return isDeepStrictEqual(got, difference.got);
}

const isNamed = (pattern: string | RegExp, name: string): boolean =>
  typeof pattern === 'string' ? pattern === name : pattern.test(name);

type Place = Omit<Difference, 'case'>;

/** The differences of two JSON values, at the deepest places that tell them. */
function compared(path: string, expected: unknown, got: unknown): Place[] {
  if (isDeepStrictEqual(expected, got)) return [];
  if (Array.isArray(expected) && Array.isArray(got)) {
    const length = Math.max(expected.length, got.length);
    const places = Array.from({ length }, (_, at) => at);
    return places.flatMap((at) => compared(`${path}[${at}]`, expected[at], got[at]));
  }
  if (!isFields(expected) || !isFields(got)) return [{ path, expected, got }];
  const keys = new Set([...Object.keys(expected), ...Object.keys(got)]);
  return [...keys].flatMap((key) => compared(`${path}.${key}`, expected[key], got[key]));
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
