import { dirname, join } from 'node:path';
import { errnoOf } from './failures.js';
import type { FileSystem } from './file-system.js';
import { CLAIMS } from './names.js';

/** Makes a team's folder and the one of its claims, both private. */
export function makeFolders(fs: FileSystem, folder: string): void {
  const claims = join(folder, CLAIMS);
  fs.makeFolder(claims);
  // the original made its folders readable for all
  for (const path of [folder, claims]) {
    const { mode } = fs.stat(path);
    if ((mode & 0o077n) !== 0n) fs.chmod(path, 0o700);
  }
}

/** The names of new folders must last as well: waits for those of a folder and all above it. */
export async function syncAbove(fs: FileSystem, folder: string): Promise<void> {
  const above = dirname(folder);
  if (above === folder) return;
  try {
    await fs.syncFolder(above);
  } catch (error) {
    // a folder that this user may not read was there before
    if (errnoOf(error) !== 'EACCES' && errnoOf(error) !== 'EPERM') throw error;
  }
  await syncAbove(fs, above);
}
