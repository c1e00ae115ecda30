/** Something did not happen in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'deadline_passed';

  constructor(what: string, ms: number) {
    super(`waited ${ms} ms in vain for ${what}`);
  }
}

/**
 * Waits for a promise, but neither for ever nor after an abort.
 *
 * @param what the thing waited for, for the message.
 * @param ms the patience, in milliseconds.
 * @throws DeadlineError after that time, or the reason of the signal.
 */
export function within<T>(
  promise: Promise<T>,
  what: string,
  ms: number,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => reject(signal.reason);
    const timer = setTimeout(() => reject(new DeadlineError(what, ms)), ms);
    signal.addEventListener('abort', abandon, { once: true });
    if (signal.aborted) abandon();
    void promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abandon);
    });
  });
}
