import { instantOf } from '../domain/index.js';

const FIRST = Date.UTC(1970, 0, 1);
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Writes an instant as RFC 3339 with milliseconds; what is out of bounds, as the nearest within. */
export function instantText(ms: number): string {
  return new Date(Math.min(Math.max(ms, FIRST), LAST)).toISOString();
}

/** When a session was active last, but never later than now; in milliseconds since 1970. */
export function lastActiveAt({ lastActive }: { readonly lastActive: string }, now: number): number {
  return Math.min(instantOf(lastActive), now);
}
