import { runInNewContext } from 'node:vm';

/** Runs a function that may never come to its end; after the time limit it is broken off. */
export function withinTime<T>(milliseconds: number, body: () => T): T {
  return runInNewContext('body()', { body }, { timeout: milliseconds }) as T;
}
