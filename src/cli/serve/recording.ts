import type { TraceFile } from '../../inspect/trace/index.js';
import type { Log } from '../../proxy/log.js';

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
 * Begins the recording that was asked for; undefined if none was.
 *
 * @throws what `createTraceFile` does.
 */
export async function beginRecording(
  { record, recordContents }: RecordingFlags,
  { log, ...request }: RecordingRequest,
): Promise<TraceFile | undefined> {
  if (typeof record !== 'string') return undefined;
  const { createTraceFile } = await import('../../inspect/trace/index.js');
  return createTraceFile(record, {
    ...request,
    contents: recordContents === true,
    onProblem: (sentence) => log('warn', sentence),
  });
}
