import type { BackendExit } from './ports/codex.js';

const INSTALL =
  'install the Codex CLI (`npm install -g @openai/codex`), or check the command and `cwd`';

const UPDATE =
  'this Codex CLI has no `app-server`: update it (`npm install -g @openai/codex@latest`)';

/** How a Codex CLI without `app-server` takes the word: as an unknown command, or as a prompt. */
const TOO_OLD = /unrecognized subcommand|stdin is not a terminal/;

/** The process could not be started at all: the command or its working directory is missing. */
export class BackendSpawnError extends Error {
  override readonly name = 'BackendSpawnError';
  readonly code = 'backend_spawn_failed';

  constructor(
    readonly command: string,
    cause: unknown,
  ) {
    super(`cannot start ${command}: ${reasonOf(cause)}; ${INSTALL}`, { cause });
  }
}

/** The process is gone, so the request was not, and will never be, answered. */
export class BackendExitedError extends Error {
  override readonly name = 'BackendExitedError';
  readonly code = 'backend_exited';

  constructor(
    readonly exit: BackendExit,
    cause?: unknown,
  ) {
    super(`the codex process ${describeExit(exit)}${lastWords(exit)}${adviceOn(exit)}`, { cause });
  }
}

/** The process outlived its whole ladder: end of input, SIGTERM and SIGKILL. */
export class BackendStopError extends Error {
  override readonly name = 'BackendStopError';
  readonly code = 'backend_not_stopped';

  constructor(readonly pid: number) {
    super(`the codex process ${pid} is still there after SIGKILL`);
  }
}

/**
 * What a refusal of Codex means, where we act on it. Codex has one code for nearly all of them
 * (-32600 in 0.169.0), so it is read from the sentence.
 */
export type RefusalKind =
  /** Another process has the thread loaded. */
  | 'thread_held'
  /** There is no such thread on disk, or it never had a turn. */
  | 'thread_not_found'
  | 'thread_archived'
  /** The configuration does not load; `reason` has Codex' sentence without its prefix. */
  | 'bad_configuration'
  | 'input_too_large'
  | 'other';

/** Codex answered a request with an error. */
export class RequestRefusedError extends Error {
  override readonly name = 'RequestRefusedError';
  readonly code = 'request_refused';

  /**
   * @param method the request.
   * @param rpcCode the JSON-RPC error code.
   * @param reason Codex' own sentence.
   * @param data whatever Codex added.
   * @param kind what it means.
   */
  constructor(
    readonly method: string,
    readonly rpcCode: number,
    readonly reason: string,
    readonly data?: unknown,
    readonly kind: RefusalKind = 'other',
  ) {
    super(`codex refused ${method}: ${reason}`);
  }
}

/** Codex did not answer a request in time. It may still act on it. */
export class RequestTimeoutError extends Error {
  override readonly name = 'RequestTimeoutError';
  readonly code = 'request_timeout';

  constructor(
    readonly method: string,
    readonly timeoutMs: number,
  ) {
    super(`codex did not answer ${method} within ${timeoutMs} ms`);
  }
}

/** Codex wrote something that is no message, or an answer without what it must carry. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code = 'protocol_error';
}

/** A listener of ours threw; the backend goes on. */
export class ListenerError extends Error {
  override readonly name = 'ListenerError';
  readonly code = 'listener_failed';

  constructor(cause: unknown) {
    super(`the listener for facts of codex threw: ${reasonOf(cause)}`, { cause });
  }
}

/** What is reported while the backend goes on. */
export type BackendProblem = ProtocolError | ListenerError;

/** Says in words how a process ended: `exited with code 1`, `was ended by SIGKILL`. */
export function describeExit({ exitCode, signal }: BackendExit): string {
  return signal === null ? `exited with code ${exitCode}` : `was ended by ${signal}`;
}

function lastWords({ stderrTail }: BackendExit): string {
  const lastLine = stderrTail.at(-1);
  return lastLine === undefined ? '' : `: ${lastLine}`;
}

function adviceOn({ stderrTail }: BackendExit): string {
  return stderrTail.some((line) => TOO_OLD.test(line)) ? `; ${UPDATE}` : '';
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
