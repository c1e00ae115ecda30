import { RegistryFormatError, StoreError, type StoreErrorCode } from '../domain/index.js';

const CODES: Readonly<Record<string, StoreErrorCode>> = {
  ENOSPC: 'no_space',
  EDQUOT: 'no_space',
  EACCES: 'no_permission',
  EPERM: 'no_permission',
  EROFS: 'no_permission',
  EMFILE: 'too_many_files',
  ENFILE: 'too_many_files',
};

const ADVICE: Readonly<Partial<Record<StoreErrorCode, string>>> = {
  no_space: 'the disk is full; free some space, what is pending is written then',
  no_permission: 'this user may not do that there; check who owns it and how it is mounted',
  too_many_files: 'too many files are open; raise the limit or close some',
};

/** The code of a failed system call: `ENOENT`. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/**
 * Makes a failure of the file system a typed error.
 *
 * @param doing what failed, as a sentence begins: `the registry could not be written`.
 */
export function storeError(doing: string, cause: unknown): Error {
  if (cause instanceof StoreError || cause instanceof RegistryFormatError) return cause;
  const code = CODES[errnoOf(cause) ?? ''] ?? 'io';
  const detail = ADVICE[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new StoreError(code, `${doing}: ${detail}`, cause);
}

/** Whether an error is one of the operating system. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** Runs a step whose failure does not matter: what it would have removed is removed later. */
export function leniently(step: () => void): void {
  try {
    step();
  } catch {
    // nothing depends on it
  }
}
