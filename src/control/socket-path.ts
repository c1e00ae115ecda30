import { randomBytes } from 'node:crypto';
import { isAbsolute, join, resolve } from 'node:path';
import { InvalidArgumentError } from '../domain/index.js';
import { ControlError } from './errors.js';

/** The longest path of a socket, in bytes: the system's limit is 104 on macOS and 108 on Linux. */
export const MAX_SOCKET_PATH_BYTES = 90;

const SOCKET_NAME = /^([1-9]\d{0,9})-[0-9a-f]{8}\.sock$/;
const LONGEST_NAME = '2147483647-00000000.sock';

/**
 * The first folder in which the path of any control socket fits, or undefined.
 *
 * @param folders absolute paths, the best first.
 */
export function firstFittingFolder(folders: readonly string[]): string | undefined {
  return folders.find((folder) => fits(join(folder, LONGEST_NAME)));
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH_BYTES;
}

/**
 * Whether a control socket can have this path. Node 20 would go elsewhere with others: to TCP with
 * an empty one, and to what is left after cutting one that is too long or holds a NUL.
 */
export function canBeSocket(path: string): boolean {
  return path !== '' && !path.includes('\0') && fits(path);
}

/** The process that made a file, by the file's name; undefined if it is no control socket's. */
export function makerOf(fileName: string): number | undefined {
  const pid = SOCKET_NAME.exec(fileName)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** A new path in a folder, which nobody has used. */
export function newSocketPath(folder: string, pid: number): string {
  const path = join(folder, `${pid}-${randomBytes(4).toString('hex')}.sock`);
  if (fits(path)) return path;
  throw new ControlError(
    'path_too_long',
    `the control socket's path ${path} is longer than ${MAX_SOCKET_PATH_BYTES} bytes; choose a folder with a shorter path`,
  );
}

/** A new name for a pipe of Windows, where pipes are in no folder. */
export function newPipeName(pid: number): string {
  return `\\\\.\\pipe\\codex-sessions-${pid}-${randomBytes(4).toString('hex')}`;
}

/** A folder in one form: absolute, and without a slash at its end. */
export function checkedFolder(folder: string): string {
  if (typeof folder === 'string' && isAbsolute(folder) && !folder.includes('\0')) {
    // a slash at the end would make a symbolic link look like the folder it leads to
    return resolve(folder);
  }
  throw new InvalidArgumentError('folder', 'must be the absolute path of a folder');
}
