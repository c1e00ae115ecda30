import type { RegistryIssue } from '../domain/index.js';

/** Calls a foreign function so that nothing it throws, now or as a promise, gets any further. */
export type Isolated<Args extends unknown[]> = (...args: Args) => void;

/**
 * Isolates a listener or an inspector. The first time it throws or rejects is reported as a process
 * warning, later ones are not.
 *
 * @param role what the function is, for the warning: `a listener`, `an inspector`.
 */
export function isolated<Args extends unknown[]>(
  role: string,
  callback: (...args: Args) => unknown,
): Isolated<Args> {
  let reported = false;
  const report = (cause: unknown) => {
    if (reported) return;
    reported = true;
    warn(`${role} threw and was ignored; further errors of it are not reported`, cause);
  };
  return (...args) => {
    try {
      const result = callback(...args);
      if (isThenable(result)) Promise.resolve(result).catch(report);
    } catch (cause) {
      report(cause);
    }
  };
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** Reports something that must not be lost and has no caller to go to. */
export function warn(message: string, cause?: unknown): void {
  const detail = cause === undefined ? undefined : describe(cause);
  process.emitWarning(message, {
    type: 'CodexSessionsWarning',
    ...(detail !== undefined && { detail }),
  });
}

/** Reports what was repaired in something a caller handed in. */
export function reportRepairs(what: string, issues: readonly RegistryIssue[]): void {
  const [first] = issues;
  if (first === undefined) return;
  const others = issues.length === 1 ? '' : `, and ${issues.length - 1} more`;
  warn(`${what} was repaired: ${first.path}: ${first.repair}${others}`);
}

function describe(cause: unknown): string {
  try {
    return cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
  } catch {
    return 'an error that cannot be printed';
  }
}
