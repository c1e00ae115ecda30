import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { isExpected } from '../errors.js';

/** What reading a file came to. */
export type FileReading =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'absent' }
  /** It is there and cannot be used; the sentence continues its name. */
  | { readonly type: 'refused'; readonly sentence: string };

/** Reads a file of at most so many bytes. */
export type ReadFile = (path: string, limit: number) => FileReading;

/** Reads a regular file of UTF-8 text. Never waits: a pipe is refused, not read. */
export const readConfigurationFile: ReadFile = (path, limit) => {
  let file: number;
  try {
    // Windows has no such flag
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return unopened(path, error);
  }
  try {
    if (!fstatSync(file).isFile()) return refused('is not a regular file');
    const buffer = Buffer.alloc(limit + 1);
    const length = readUpTo(file, buffer);
    if (length > limit) return refused(`is larger than ${limit / 1024} KB`);
    return textIn(buffer.subarray(0, length));
  } catch (error) {
    return refused(`could not be read: ${sentenceFor(error)}`);
  } finally {
    closeSync(file);
  }
};

const refused = (sentence: string): FileReading => ({ type: 'refused', sentence });

function unopened(path: string, error: unknown): FileReading {
  const code = codeOf(error);
  if (code === 'ENOTDIR') return { type: 'absent' };
  if (code !== 'ENOENT') return refused(`could not be read: ${sentenceFor(error)}`);
  const isLink = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  return isLink ? refused('is a link that leads nowhere') : { type: 'absent' };
}

function codeOf(error: unknown): string {
  if (!isExpected(error)) throw error;
  return 'code' in error ? String(error.code) : '';
}

const sentenceFor = (error: unknown): string => {
  const code = codeOf(error);
  return code === 'EACCES' || code === 'EPERM' ? 'no permission' : code;
};

function readUpTo(file: number, buffer: Buffer): number {
  let length = 0;
  for (;;) {
    const taken = readSync(file, buffer, length, buffer.length - length, null);
    length += taken;
    if (taken === 0 || length === buffer.length) return length;
  }
}

function textIn(bytes: Uint8Array): FileReading {
  try {
    return { type: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refused('is not UTF-8 text');
  }
}
