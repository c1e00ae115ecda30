import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

export type ErrnoCode = keyof typeof constants.errno;

/** An error of the system, as `node:fs` throws it. */
export function errnoError(code: ErrnoCode, syscall: string, path: string, dest?: string): Error {
  const errno = -constants.errno[code];
  const meaning = getSystemErrorMap().get(errno)?.[1] ?? 'unknown error';
  const paths = dest === undefined ? `'${path}'` : `'${path}' -> '${dest}'`;
  const facts = { code, errno, syscall, path, ...(dest !== undefined && { dest }) };
  return Object.assign(new Error(`${code}: ${meaning}, ${syscall} ${paths}`), facts);
}
