import { setImmediate as immediately } from 'node:timers/promises';
import type { Log } from '../../proxy/log.js';
import { sentenceOf } from '../errors.js';

/** Something that is opened beside the server, and may fail without harm to it. */
export interface Beside<T> {
  /** Undefined if it could not be opened: the log says why. Never rejects. */
  readonly opened: Promise<T | undefined>;
  /** Closes it, also if it is being opened. Never rejects. */
  close(): Promise<void>;
}

/** What can be beside the server. */
interface Closable {
  /** Never rejects. */
  close(): Promise<void>;
}

/**
 * Opens something after the greeting, so that no client waits for it.
 *
 * @param what it is, for the log.
 */
export function beside<T extends Closable>(
  what: string,
  log: Log,
  open: () => Promise<T>,
): Beside<T> {
  const opened = immediately()
    .then(open)
    .catch((error: unknown) => {
      log('warn', `the ${what} cannot be opened`, { reason: sentenceOf(error) });
      return undefined;
    });
  return {
    opened,
    async close() {
      await (await opened)?.close();
    },
  };
}
