import type { RequestError } from './protocol.js';

export type ControlErrorCode =
  /** The runtime folder belongs to somebody else, or is a symbolic link or no folder. */
  | 'folder_not_private'
  /** The runtime folder cannot be made, read or made private. */
  | 'folder_unusable'
  /** The socket's path would be longer than a socket's path may be; choose another folder. */
  | 'path_too_long'
  /** The socket cannot be listened on. */
  | 'listen_failed'
  /** `serve` was called a second time. */
  | 'already_serving'
  /** Nobody listens at the path: the process is gone. */
  | 'unreachable'
  /** The other process did not answer in time. It may still act on the request. */
  | 'timeout'
  /** The connection ended before the answer came. */
  | 'ended'
  /** The other process does not speak this version of the protocol. */
  | 'protocol'
  /** The other process answered with an error: `refusal`. */
  | 'refused';

/** A control socket could not be opened, reached or understood, or a request of it was refused. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  /** What the other process answered; with the code `refused` only. */
  readonly refusal: RequestError | undefined;

  constructor(
    readonly code: ControlErrorCode,
    message: string,
    details: { readonly cause?: unknown; readonly refusal?: RequestError } = {},
  ) {
    super(message, { cause: details.cause });
    this.refusal = details.refusal;
  }
}

/** What an error says; of whatever was thrown. */
export function sentenceOf(cause: unknown): string {
  try {
    return String(cause instanceof Error ? cause.message : cause);
  } catch {
    return 'an error that cannot be printed';
  }
}

/** The code of an error, if it has one: `ENOENT`, `no_space`. */
export function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}
