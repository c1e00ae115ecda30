import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TraceFile } from '../../inspect/trace/index.js';
import type { Log } from '../../proxy/log.js';
import { CommandError, sentenceOf } from '../errors.js';

/** What the command line says of a recording; no file and no variable can. */
export interface RecordingFlags {
  readonly record?: unknown;
  readonly recordContents?: unknown;
}

export interface RecordingRequest {
  readonly team: string;
  readonly version: string;
  readonly clock: () => Date;
  readonly log: Log;
}

/**
 * Begins the recording that was asked for; undefined if none was. In a folder each process has a file
 * of its own: clients start servers more than once with one command line.
 *
 * @throws CommandError that says why nothing can be recorded there.
 */
export async function beginRecording(
  { record, recordContents }: RecordingFlags,
  { log, ...request }: RecordingRequest,
): Promise<TraceFile | undefined> {
  if (typeof record !== 'string') return undefined;
  const { createTraceFile } = await import('../../inspect/trace/index.js');
  const path = (await isFolder(record)) ? join(record, ownName(request.clock())) : record;
  const trace = createTraceFile(path, {
    ...request,
    contents: recordContents === true,
    onProblem: (sentence) => log('warn', sentence),
  });
  return trace.catch((error: unknown) => {
    throw new CommandError(`nothing can be recorded in '${record}': ${sentenceOf(error)}`);
  });
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** `20260102T030405678Z-4711.jsonl`. */
function ownName(now: Date): string {
  return `${now.toISOString().replace(/[^0-9TZ]/g, '')}-${process.pid}.jsonl`;
}
