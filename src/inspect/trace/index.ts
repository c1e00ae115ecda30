/** Traces: what all actors of a run did, as lines of JSON in a file. */
export { createTraceFile, type TraceFile, type TraceFileOptions } from './file.js';
export {
  CLOSED,
  headerOf,
  lineOf,
  TRACE_VERSION,
  type TraceEnd,
  type TraceEntry,
  TraceFormatError,
  type TraceHeader,
  type TraceLine,
} from './lines.js';
export { type RawLine, readLines } from './read.js';
export { Recorder, type RecorderOptions } from './recorder.js';
