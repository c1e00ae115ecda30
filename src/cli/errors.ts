/** What ends a command with the exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  /** @param details are lines of their own, below the message. */
  constructor(
    message: string,
    readonly details: readonly string[] = [],
  ) {
    super(message);
  }
}

/** Errors with a code say what is wrong in the world; all others are ours. */
export function isExpected(error: unknown): error is Error {
  if (error instanceof CommandError) return true;
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** What an error says. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
