/** How much a line of the log matters. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/**
 * Writes a line of the log: what happened, and to whom. Prompts, outputs and values of the
 * environment have no business in it.
 */
export type Log = (
  level: LogLevel,
  event: string,
  facts?: Readonly<Record<string, string | number | boolean | null>>,
) => void;
