import type { CodexBackend } from '../../src/domain/ports/codex.js';

/** How often a backend may fail in a row, and how long to wait in between. */
export interface BackendPatience {
  /** Failures in a row after which it is left alone for `coolOffMs`. */
  readonly limit: number;
  /** The wait after the second failure in a row; it doubles with each further one. */
  readonly backOffMs: number;
  readonly coolOffMs: number;
  /** A backend that lives so long has proved itself: what fails then is the first failure. */
  readonly provenMs: number;
}

export interface BackendContext {
  /** The running process; null while there is none. */
  readonly backend: CodexBackend | null;
  /** How many failed in a row. */
  readonly failures: number;
  /** How many were started after the first. */
  readonly restarts: number;
  /** What the last one failed with, or ended as. */
  readonly error: unknown;
  /** Somebody waits for the next one. */
  readonly isNeeded: boolean;
  readonly patience: BackendPatience;
}

export type BackendEvent =
  | { readonly type: 'backend.need' }
  /** A turn came to its end on it. */
  | { readonly type: 'backend.proved' }
  | { readonly type: 'backend.stop' };
