import { join } from 'node:path';
import { leniently } from './failures.js';
import { type FileSystem, TEMPORARY } from './file-system.js';
import { CLAIMS, REGISTRY } from './names.js';
import type { Ownership } from './ownership.js';

const OWNER = /^lock\.owner-(.+)$/;

/** Removes what killed processes left half-done. Only while the team's lock is held. */
export function removeLeftovers(fs: FileSystem, folder: string, ownership: Ownership): void {
  const claims = join(folder, CLAIMS);
  const names = fs.list(folder);
  const unfinished = [
    // only a holder of the lock writes these two, and that is this process
    ...names.filter((name) => name.startsWith(REGISTRY)).map((name) => join(folder, name)),
    ...fs.list(claims).map((name) => join(claims, name)),
  ].filter((path) => path.endsWith(TEMPORARY));
  for (const path of unfinished) leniently(() => fs.unlink(path));
  for (const name of names) {
    const token = OWNER.exec(name)?.[1];
    if (token === undefined || ownership.at(join(folder, name)).by !== 'dead') continue;
    // its owner's file last: by it the others are known to be left behind
    const its = [...names.filter((other) => other.startsWith(`lock.free-${token}`)), name];
    leniently(() => {
      for (const each of its) fs.unlink(join(folder, each));
    });
  }
}
