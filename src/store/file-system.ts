import {
  chmodSync,
  closeSync,
  constants,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, leniently } from './failures.js';

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** A file that is being written. */
export interface OpenFile {
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  writeFile(text: string): Promise<void>;
  /** Waits until what was written is on the disk. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** What tells two versions of a file apart. */
export interface FileStamp {
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
}

/**
 * The steps a store takes on a file system; each throws as `node:fs` does. What is small and done
 * under the lock is synchronous: it takes microseconds, and nothing can come between.
 */
export interface FileSystem {
  /** Makes a folder and those above it, private to the user. */
  makeFolder(path: string): void;
  chmod(path: string, mode: number): void;
  list(folder: string): string[];
  stat(path: string): FileStamp & { readonly mode: bigint };
  readSmall(path: string): Buffer;
  /** Makes a new private file; EEXIST if there is one. */
  createSmall(path: string, text: string): void;
  link(existing: string, path: string): void;
  rename(from: string, to: string): void;
  unlink(path: string): void;

  read(path: string): Promise<Buffer>;
  /** Makes a new private file to write (`wx`), or opens one to append to, made if absent (`a+`). */
  open(path: string, flags: 'wx' | 'a+'): Promise<OpenFile>;
  /** Waits until the names in a folder are on the disk. */
  syncFolder(path: string): Promise<void>;
}

export const nodeFileSystem: FileSystem = {
  makeFolder,
  chmod: chmodSync,
  list: (folder) => readdirSync(folder),
  stat: (path) => statSync(path, { bigint: true }),
  readSmall: (path) => readFileSync(path),
  createSmall(path, text) {
    const descriptor = openSync(path, 'wx', FILE_MODE);
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
  },
  link: linkSync,
  rename: renameSync,
  unlink: unlinkSync,

  // without waiting for whoever might write into a pipe
  read: (path) => readFile(path, { flag: constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) }),
  open: (path, flags) => open(path, flags, FILE_MODE),
  async syncFolder(path) {
    // Windows has no way to sync a folder: opening one fails there
    if (process.platform === 'win32') return;
    const folder = await open(path, constants.O_RDONLY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

let puts = 0;

/** Puts a small file in its place, over any that is there; never a part of it. */
export function putWhole(fs: FileSystem, path: string, text: string): void {
  puts += 1;
  const temporary = `${path}.${process.pid}-${puts}${TEMPORARY}`;
  try {
    fs.createSmall(temporary, text);
    fs.rename(temporary, path);
  } catch (error) {
    leniently(() => fs.unlink(temporary));
    throw error;
  }
}

/** Not with `recursive`: that calls a read-only disk ENOENT, and never returns under /proc (Node 20.20). */
function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, FOLDER_MODE);
  } catch (error) {
    // another process may have made it meanwhile
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Removes a file, if it is there. */
export function removeIfThere(fs: FileSystem, path: string): void {
  try {
    fs.unlink(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** How the name of a file ends that was not finished, or not put in its place yet. */
export const TEMPORARY = '.tmp';
