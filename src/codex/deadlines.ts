/**
 * How a process is asked to end, ever less gently: end of input, SIGTERM, SIGKILL. Each rung waits
 * so long, in milliseconds, before the next one is taken.
 */
export interface StopDeadlines {
  /** From the end of its input to SIGTERM. */
  readonly endOfInputMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly sigtermMs: number;
  /** From SIGKILL until `stop` rejects with BackendStopError. */
  readonly sigkillMs: number;
}

/** The patience of `stop` unless given. */
export const STOP_DEADLINES: StopDeadlines = Object.freeze({
  endOfInputMs: 2_000,
  sigtermMs: 2_000,
  sigkillMs: 2_000,
});

/** How long Codex may take to answer a request unless given, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 30_000;
