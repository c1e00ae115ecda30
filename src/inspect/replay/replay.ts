import type { ChartValue } from '../../control/index.js';
import type { JsonObject } from '../../domain/index.js';
import {
  CLOSED,
  headerOf,
  lineOf,
  type RawLine,
  TraceFormatError,
  type TraceHeader,
  type TraceLine,
} from '../trace/index.js';
import type { Step } from './actor.js';
import { type ReplayMachines, withHub } from './machines.js';
import {
  type Difference,
  Disagreement,
  type Recorded,
  type Script,
  type Wanted,
} from './script.js';
import { actorInWords, changesOf, type FieldChange, lineInWords } from './words.js';
import { World } from './world.js';

/** A step of a statechart that the machine made as it was recorded. */
export interface ReplayedStep {
  /** Running: 1 is the first. */
  readonly step: number;
  /** The line of the file that tells of it. */
  readonly line: number;
  readonly n: number;
  readonly at: string;
  readonly chart: Step['actor']['chart'];
  readonly agentId: string | null;
  /** The actor, as people call it. */
  readonly actor: string;
  readonly event: JsonObject;
  /** Null before the first step of the actor. */
  readonly from: ChartValue | null;
  readonly to: ChartValue;
  readonly status: string;
  readonly context: JsonObject;
  readonly changes: readonly FieldChange[];
  /** What the machine told whoever runs it. */
  readonly emitted: readonly object[];
}

/** The first line that is not what the machines do. */
export interface WrongStep {
  readonly line: number;
  readonly n: number | null;
  readonly at: string | null;
  /** The actor, as people call it. */
  readonly actor: string | null;
  readonly reason: string;
  /** What the machines do there, in words; null where the reason says all. */
  readonly expected: string | null;
  readonly recorded: string;
  readonly differences: readonly Difference[];
  /** The last steps that were right, oldest first. */
  readonly before: readonly ReplayedStep[];
}

/** What came of replaying a trace. */
export interface Replay {
  readonly header: TraceHeader;
  /** The lines that were checked, the header included. */
  readonly lines: number;
  readonly actors: number;
  readonly steps: number;
  readonly first: string | null;
  readonly last: string | null;
  /** The number of a last line that is not whole, as a killed process leaves it. */
  readonly cut: number | null;
  /** Why the recording ended; null if it just stops, or was not read so far. */
  readonly ended: string | null;
  /** Null: every step is allowed. */
  readonly wrong: WrongStep | null;
}

export interface ReplayOptions {
  readonly machines: ReplayMachines;
  /** Hears the first line, before any step. */
  readonly onHeader?: ((header: TraceHeader) => void) | undefined;
  /** Hears each step that was right, in order. */
  readonly onStep?: ((step: ReplayedStep) => void) | undefined;
}

/** How many steps before a wrong one are told. */
const MEMORY = 5;

/**
 * Steps the machines through a recorded run, and compares line by line: a run they do not allow ends
 * at its first wrong step. Reads no further than that.
 *
 * @throws TraceFormatError for what is no trace, and for one of a newer version; what reading fails
 *   with.
 */
export async function replay(
  lines: AsyncIterable<RawLine> | Iterable<RawLine>,
  options: ReplayOptions,
): Promise<Replay> {
  let header: TraceHeader | undefined;
  let reader: Reader | undefined;
  for await (const raw of lines) {
    if (reader === undefined) {
      header = headerOf(raw.text);
      options.onHeader?.(header);
      reader = new Reader(options);
    } else if (!reader.take(raw)) break;
  }
  if (header === undefined || reader === undefined) {
    throw new TraceFormatError('this is no trace of codex-sessions: it is empty');
  }
  return { header, ...reader.result() };
}

class Reader {
  readonly #world: World;
  readonly #script: Script<never>;
  readonly #memory: ReplayedStep[] = [];
  readonly #names = new Map<string, string>();
  #lines = 1;
  #n = 0;
  #steps = 0;
  #first: string | null = null;
  #last: string | null = null;
  #cut: number | null = null;
  #ended: string | null = null;
  #wrong: WrongStep | null = null;
  /** The first of the lines with nothing in them, if the last ones are such. */
  #blank: number | undefined;
  /** What must come next; null for whatever comes from outside. */
  #wanted: Wanted | null = null;

  constructor({ machines, onStep }: ReplayOptions) {
    this.#world = new World(withHub(machines), (step) => {
      const replayed = this.#replayed(step);
      if (this.#memory.push(replayed) > MEMORY) this.#memory.shift();
      onStep?.(replayed);
    });
    this.#script = this.#world.run();
    this.#script.next();
  }

  /** False: nothing more is to be read. */
  take(raw: RawLine): boolean {
    if (raw.text.trim() === '') {
      // nothing is wrong with it behind the last line
      this.#blank ??= raw.number;
      return true;
    }
    const line = this.#blank === undefined ? lineOf(raw.text) : undefined;
    if (line !== undefined) this.#check(raw.number, line);
    else if (this.#blank === undefined && !raw.isWhole) this.#cut = raw.number;
    else this.#complain(this.#blank ?? raw.number, undefined, 'this is no line of a trace');
    return this.#wrong === null && this.#cut === null;
  }

  result(): Omit<Replay, 'header'> {
    return {
      ...{ lines: this.#lines, actors: this.#world.met, steps: this.#steps },
      ...{ first: this.#first, last: this.#last },
      ...{ cut: this.#cut, ended: this.#ended, wrong: this.#wrong },
    };
  }

  #check(number: number, line: TraceLine): void {
    if (this.#ended !== null) return this.#complain(number, line, 'the recording had ended');
    if (line.n !== this.#n + 1) {
      const reason = `its running number must be ${this.#n + 1} and is ${line.n}: lines are missing, or were added or moved`;
      return this.#complain(number, line, reason);
    }
    this.#advance(number, line);
    this.#n = line.n;
    if (this.#wrong !== null) return;
    this.#lines += 1;
    this.#first ??= line.at;
    this.#last = line.at;
  }

  #advance(number: number, line: TraceLine): void {
    if (line.kind === 'end') return this.#endAt(number, line);
    if (line.kind === 'actor') this.#names.set(line.actor, actorInWords(line));
    const recorded: Recorded = { ...line, line: number };
    try {
      this.#wanted = this.#script.next(recorded).value;
    } catch (error) {
      if (!(error instanceof Disagreement)) throw error;
      const { recorded: wrong, wanted, reason, differences } = error;
      const expected = wanted && this.#inWords(wanted);
      this.#complain(wrong.line, wrong, reason, { expected, differences });
    }
  }

  #endAt(number: number, line: Extract<TraceLine, { readonly kind: 'end' }>): void {
    this.#ended = line.reason;
    if (line.reason !== CLOSED || !this.#world.isUnderWay) return;
    const expected = this.#wanted && this.#inWords(this.#wanted);
    this.#complain(number, line, 'something was under way, and its end is missing', { expected });
  }

  #complain(
    number: number,
    line: TraceLine | undefined,
    reason: string,
    more: Partial<Pick<WrongStep, 'expected' | 'differences'>> = {},
  ): void {
    const isOfActor = line !== undefined && line.kind !== 'end';
    const actor = isOfActor ? (this.#names.get(line.actor) ?? `actor ${line.actor}`) : null;
    this.#wrong = {
      ...{ line: number, n: line?.n ?? null, at: line?.at ?? null },
      ...{ actor, reason, expected: null, differences: [], ...more },
      recorded: this.#recordedInWords(line),
      before: [...this.#memory],
    };
  }

  #recordedInWords(line: TraceLine | undefined): string {
    if (line === undefined) return 'nothing that can be read';
    return line.kind === 'end' ? `the end of the recording: ${line.reason}` : this.#inWords(line);
  }

  #inWords(line: Parameters<typeof lineInWords>[0]): string {
    const name = this.#names.get(line.actor);
    const words = lineInWords(line).replace(
      /by actor (\S+)$/,
      (_, key: string) => `by ${this.#names.get(key) ?? `actor ${key}`}`,
    );
    return line.kind === 'actor' ? words : `${name ?? `actor ${line.actor}`}: ${words}`;
  }

  #replayed({ actor, by, event, before, after, emitted }: Step): ReplayedStep {
    this.#steps += 1;
    return {
      ...{ step: this.#steps, line: by.line, n: by.n, at: by.at },
      ...{ chart: actor.chart, agentId: actor.agentId, actor: actorInWords(actor) },
      ...{ event, from: before?.value ?? null, to: after.value, status: after.status },
      context: after.context,
      changes: changesOf({ before, after }),
      emitted,
    };
  }
}
