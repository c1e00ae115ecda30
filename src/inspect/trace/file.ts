import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Inspector } from '../../runtime/index.js';
import { Batches } from './batches.js';
import {
  CLOSED,
  TRACE_VERSION,
  type TraceEnd,
  type TraceEntry,
  TraceFormatError,
  type TraceHeader,
} from './lines.js';
import { Recorder } from './recorder.js';

export interface TraceFileOptions {
  /** The version of this program. */
  readonly version: string;
  /** Whose sessions are served. */
  readonly team?: string | undefined;
  /** Record answers, notes and sentences of errors, too. Default false: they are told by their length. */
  readonly contents?: boolean | undefined;
  readonly clock?: (() => Date) | undefined;
  /** The recording ended before its time; the run goes on. A process warning unless given. */
  readonly onProblem?: ((sentence: string) => void) | undefined;
  /** How much may wait for the disk, in UTF-16 code units. Default 16 Mi. */
  readonly mostWaiting?: number | undefined;
}

/** A trace that is being written. */
export interface TraceFile {
  readonly inspector: Inspector;
  /** Ends the recording; resolves when all of it is on disk. Idempotent; never rejects. */
  close(): Promise<void>;
}

/**
 * Begins a recording in a new file that only this user can read, or in one that is empty.
 *
 * Whatever is recorded never waits for the disk: it is written behind, in batches, in order, so that
 * the file of a process that is killed is whole up to a point. A disk that cannot follow, or that is
 * full, ends the recording, and nothing else.
 *
 * @throws TraceFormatError when the file has something in it, or is none; what opening it fails with.
 */
export async function createTraceFile(path: string, options: TraceFileOptions): Promise<TraceFile> {
  const { contents = false, mostWaiting } = options;
  const file = await openNew(path);
  const tell = (sentence: string): void => {
    // what cannot be kept need not be made
    recorder.stop();
    (options.onProblem ?? process.emitWarning)(sentence);
  };
  const batches = new Batches({
    append: async (text) => void (await file.appendFile(text)),
    onFailure(cause) {
      lines.abandon();
      tell(`the recording ended: ${path} cannot be written (${said(cause)})`);
    },
    mostWaiting,
  });
  const lines: Lines = new Lines(batches, options, tell);
  const recorder: Recorder = new Recorder({ contents, write: (entry) => lines.add(entry) });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    lines.end(CLOSED);
    await batches.written();
    await file.close().catch(() => {});
  };
  return {
    inspector: recorder,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** The lines of a trace in their order, until it ends. */
class Lines {
  readonly #clock: () => Date;
  #n = 0;
  #ended = false;

  constructor(
    private readonly batches: Batches,
    { version, team, contents = false, clock = () => new Date() }: TraceFileOptions,
    private readonly tell: (sentence: string) => void,
  ) {
    this.#clock = clock;
    const header: TraceHeader = {
      ...{ trace: 'codex-sessions', version: TRACE_VERSION, program: version },
      ...{ at: clock().toISOString(), contents },
      ...(team !== undefined && { team }),
    };
    batches.add(`${JSON.stringify(header)}\n`);
  }

  add(entry: TraceEntry): void {
    if (this.#ended) return;
    if (!this.batches.isBehind) return this.#write(entry);
    this.end('the disk could not follow');
    this.tell('the recording ended: the disk could not follow');
  }

  end(reason: string): void {
    if (this.#ended) return;
    this.#write({ kind: 'end', reason });
    this.#ended = true;
  }

  /** Nothing more can be written, not even that. */
  abandon(): void {
    this.#ended = true;
  }

  #write(entry: TraceEntry | TraceEnd): void {
    this.#n += 1;
    const { kind, ...rest } = entry;
    const line = { n: this.#n, at: this.#clock().toISOString(), kind, ...rest };
    this.batches.add(`${JSON.stringify(line)}\n`);
  }
}

/** Without blocking: opening a pipe that nobody reads would wait for ever. */
const MANNER = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

async function openNew(path: string): Promise<FileHandle> {
  const file = await open(path, MANNER, 0o600);
  try {
    const found = await file.stat();
    if (!found.isFile())
      throw new TraceFormatError(`${path} is no file: a trace is not written there`);
    if (found.size > 0) {
      throw new TraceFormatError(`${path} is not empty: name a new file for the trace`);
    }
    await file.chmod(0o600);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function said(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
