import type { Log, LogLevel } from '../../proxy/log.js';

/** From what matters most. */
const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/**
 * Writes the log as JSON lines.
 *
 * @param least the least level that is written.
 */
export function createLog(write: (text: string) => void, least: LogLevel, clock: () => Date): Log {
  const depth = LEVELS.indexOf(least);
  return (level, event, facts = {}) => {
    if (LEVELS.indexOf(level) > depth) return;
    write(`${JSON.stringify({ time: clock().toISOString(), level, event, ...facts })}\n`);
  };
}
