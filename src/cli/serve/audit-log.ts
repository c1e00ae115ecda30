import { appendFile, mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { Audit } from '../../proxy/audit.js';

/** How much of a prompt is written, where prompts are written at all, in characters. */
const PROMPT_LENGTH = 200;

export interface AuditLogOptions {
  readonly path: string;
  /** Whether the beginning of each prompt is written. */
  readonly prompts: boolean;
  readonly clock: () => Date;
  /** A line could not be written; the work goes on. */
  readonly onFailure: (cause: unknown) => void;
}

/**
 * Writes who did what, when, and to which session: one JSON line each, in order, in a file that only
 * this user can read.
 */
export function createAuditLog({ path, prompts, clock, onFailure }: AuditLogOptions): Audit {
  const user = userName();
  let last = mkdir(dirname(path), { recursive: true, mode: 0o700 }).then(() => {});
  return ({ prompt, ...entry }) => {
    const shown = prompts && prompt !== undefined && { prompt: prompt.slice(0, PROMPT_LENGTH) };
    const who = { time: clock().toISOString(), user, pid: process.pid };
    const line = `${JSON.stringify({ ...who, ...entry, ...shown })}\n`;
    last = last.then(() => appendFile(path, line, { mode: 0o600 })).catch(onFailure);
  };
}

/** A user id without an entry has no name. */
function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}
