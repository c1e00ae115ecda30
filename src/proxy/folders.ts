import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder a caller names, as Codex reads it: `~/x` is in the user's home, and a relative one in
 * the working directory of this process, which is Codex', too.
 */
export function folderNamed(cwd: string): string {
  if (cwd === '~') return homedir();
  return cwd.startsWith('~/') ? join(homedir(), cwd.slice(2)) : resolve(cwd);
}

/** The names a folder goes by: as it was named, and as it is without symbolic links. */
export function namesOf(folder: string): readonly string[] {
  try {
    return [...new Set([folder, realpathSync(folder)])];
  } catch {
    return [folder];
  }
}
