import { BackendExitedError } from '../../src/domain/index.js';
import type { BackendExit, CodexBackend } from '../../src/domain/ports/codex.js';
import type { BackendContext } from './types.js';

type Change = Partial<BackendContext>;

const LONGEST_BACK_OFF_MS = 30_000;

/** It failed as often in a row as it may. */
export function isHopeless({ failures, patience }: BackendContext): boolean {
  return failures >= patience.limit;
}

/** How long to wait before the next one is started: not at all after the first failure. */
export function backOff({ failures, patience }: BackendContext): number {
  if (failures <= 1) return 0;
  return Math.min(patience.backOffMs * 2 ** (failures - 2), LONGEST_BACK_OFF_MS);
}

export const need = (): Change => ({ isNeeded: true });
export const prove = (): Change => ({ failures: 0 });

/** After a rest it may fail once before it is left alone again. */
export function forgive({ patience }: BackendContext): Change {
  return { failures: patience.limit - 1 };
}

export function keep(_: BackendContext, backend: CodexBackend): Change {
  return { backend, isNeeded: false };
}

/** Whoever waited for this one is told; nobody waits for the next one yet. */
export function fail({ failures }: BackendContext, error: unknown): Change {
  return { backend: null, failures: failures + 1, error, isNeeded: false };
}

export function lose(context: BackendContext, exit: BackendExit): Change {
  return fail(context, new BackendExitedError(exit));
}

export function countRestart({ restarts, error }: BackendContext): Change {
  return { restarts: error === null ? restarts : restarts + 1 };
}

export const drop = (): Change => ({ backend: null, isNeeded: false });
