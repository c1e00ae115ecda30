import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { leniently } from './failures.js';
import { type FileSystem, TEMPORARY } from './file-system.js';
import { isWithoutLinks } from './lock.js';
import { REGISTRY } from './names.js';

/**
 * Tries whether a team's folder has hard links, which its lock is made of. What it makes for that is
 * removed again; after a kill, by the next process that opens the registry.
 *
 * @returns null if it cannot be tried, for instance in a folder that cannot be written.
 */
export function hasHardLinks(fs: FileSystem, folder: string): boolean | null {
  const probe = `${REGISTRY}.${process.pid}-${randomBytes(4).toString('hex')}`;
  const [first, second] = [join(folder, probe + TEMPORARY), join(folder, `${probe}-2${TEMPORARY}`)];
  try {
    fs.createSmall(first, '');
    return canLink(fs, first, second);
  } catch {
    return null;
  } finally {
    for (const path of [first, second]) leniently(() => fs.unlink(path));
  }
}

function canLink(fs: FileSystem, existing: string, path: string): boolean {
  try {
    fs.link(existing, path);
    return true;
  } catch (error) {
    if (isWithoutLinks(error)) return false;
    throw error;
  }
}
