/** An argument breaks the contract: nothing was changed, and the message says what is allowed. */
export class InvalidArgumentError extends TypeError {
  override readonly name = 'InvalidArgumentError';
  readonly code = 'invalid_argument';

  /**
   * @param field the argument at fault, as the caller wrote it (`identity`, `extra.notes`).
   * @param rule what it must be, continuing the sentence "`field` …".
   */
  constructor(
    readonly field: string,
    rule: string,
  ) {
    super(`\`${field}\` ${rule}`);
  }
}

/** A session's own actor failed while the command ran; its record is stale and can be resumed. */
export class SessionFailedError extends Error {
  override readonly name = 'SessionFailedError';
  readonly code = 'session_failed';

  constructor(
    readonly agentId: string,
    cause: unknown,
  ) {
    super(`the actor of session ${agentId} failed; the session is stale and can be resumed`, {
      cause,
    });
  }
}

/** The supervisor was called from inside `inspect`, where its state is half-way through a step. */
export class ReentrantCallError extends Error {
  override readonly name = 'ReentrantCallError';
  readonly code = 'reentrant_call';

  constructor(readonly method: string) {
    super(
      `${method} was called from inside an inspection event; call it from a listener of ` +
        '`subscribe`, or defer it with queueMicrotask',
    );
  }
}

/**
 * Why nothing of a file can be used: not the shape of a registry, a version that is newer or none,
 * or nested deeper than 1,000 levels.
 */
export type RegistryFormatReason =
  | 'not_an_object'
  | 'no_sessions'
  | 'invalid_version'
  | 'newer_version'
  | 'too_deep';

/** The whole of a registry file cannot be read; the file is to be left as it is or moved aside. */
export class RegistryFormatError extends Error {
  override readonly name = 'RegistryFormatError';
  readonly code = 'registry_format';

  constructor(
    readonly reason: RegistryFormatReason,
    message: string,
  ) {
    super(message);
  }
}

/** Why a registry could not be read or written: stable, match on this and not on the message. */
export type StoreErrorCode =
  /** The disk is full, or a quota is. */
  | 'no_space'
  /** The folder or a file in it may not be read or written. */
  | 'no_permission'
  /** The process, or the system, has too many files open. */
  | 'too_many_files'
  /** The file system has no hard links, which the locks of the team are made of. */
  | 'no_hard_links'
  /** Another process has held the team's lock for longer than a commit may take. */
  | 'lock_timeout'
  /** A session that was thought to be this process' own has been taken by another. */
  | 'claim_lost'
  /** The store was closed, or not loaded yet. */
  | 'not_open'
  /** Everything else the file system refuses. */
  | 'io';

/**
 * A registry could not be read or written. The old or the new file is there, whole; what was not
 * written is still pending, and the next good write carries it.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: StoreErrorCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
