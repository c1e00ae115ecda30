import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makerOf } from '../../control/socket-path.js';

/**
 * The control sockets in a runtime folder. None where it cannot be read, is a link, or belongs to
 * somebody else, who could answer in the place of our processes.
 */
export async function socketsIn(folder: string): Promise<readonly string[]> {
  try {
    if (!isOurs(await lstat(folder))) return [];
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(isControlSocket).map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

/** What a process is called by its socket: the same by whatever path that is reached. */
export function keyOf(path: string): string {
  const name = basename(path);
  return makerOf(name) === undefined ? path : name.slice(0, -'.sock'.length);
}

const isControlSocket = (entry: Dirent): boolean =>
  entry.isSocket() && makerOf(entry.name) !== undefined;

function isOurs(folder: Stats): boolean {
  return folder.isDirectory() && folder.uid === process.getuid?.();
}
