import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Outcome } from './api.js';
import { refusal } from './refusals.js';

/** The largest agent file, in bytes. */
export const MAX_AGENT_FILE_BYTES = 256 * 1024;

/** An agent file that was read. */
export interface AgentFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Reads an agent file: a regular file of at most 256 KiB of UTF-8.
 *
 * @param path absolute, or relative to the working directory of this process.
 * @returns `agent_file_not_found` when there is none; `invalid_session_params` when it is not a
 *   regular file, too large, not text, or may not be read.
 */
export async function readAgentFile(path: string): Promise<Outcome<AgentFile>> {
  const full = resolve(path);
  const refuse = (reason: string) => ({
    ok: false as const,
    refusal: refusal('invalid_session_params', `agent file '${full}' ${reason}`),
  });
  if (full.includes('\0')) return refuse('has a NUL in its path; check the path');
  try {
    // not to wait for a writer of a named pipe; what was opened is what is looked at
    const file = await open(full, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return refuse('is not a regular file; give the path of a text file');
      if (stat.size > MAX_AGENT_FILE_BYTES) return refuse(tooLarge(stat.size));
      const bytes = await file.readFile();
      if (bytes.length > MAX_AGENT_FILE_BYTES) return refuse(tooLarge(bytes.length));
      return { ok: true, value: { path: full, text: decoder().decode(bytes) } };
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (isMissing(cause)) {
      const message = `agent file '${full}' does not exist; check the path`;
      return { ok: false, refusal: refusal('agent_file_not_found', message) };
    }
    const isText = !(cause instanceof TypeError);
    return refuse(isText ? `cannot be read: ${sentenceOf(cause)}` : 'is not UTF-8 text');
  }
}

const decoder = () => new TextDecoder('utf-8', { fatal: true });

const tooLarge = (size: number) =>
  `has ${size} bytes; at most ${MAX_AGENT_FILE_BYTES} are read, shorten it`;

function isMissing(cause: unknown): boolean {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function sentenceOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
