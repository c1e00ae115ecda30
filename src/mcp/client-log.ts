import type { LoggingLevel } from '@modelcontextprotocol/server';

/** From what matters least. */
const LEVELS: readonly LoggingLevel[] = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
];

/** What a client of the 2025 revisions hears that asked for nothing: what somebody should act on. */
const UNASKED: LoggingLevel = 'alert';

/** The level a client asked for, in the revisions that have a request for it. */
export class ClientLogLevel {
  #least: LoggingLevel = UNASKED;

  set(level: LoggingLevel): void {
    this.#least = level;
  }

  includes(level: LoggingLevel): boolean {
    return LEVELS.indexOf(level) >= LEVELS.indexOf(this.#least);
  }
}
