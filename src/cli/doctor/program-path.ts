import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** What the names of programs end in; without a shell, Windows starts no others. */
const ENDINGS = process.platform === 'win32' ? ['', '.com', '.exe'] : [''];

/**
 * Where the system finds a program.
 *
 * @param command a name that is looked up in the folders of PATH, or an absolute path.
 * @returns its absolute path, or undefined if there is no such program.
 */
export function programPath(command: string, folders: string | undefined): string | undefined {
  const places = isAbsolute(command)
    ? [command]
    : (folders ?? '').split(delimiter).map((folder) => join(folder || '.', command));
  return places.flatMap((place) => ENDINGS.map((ending) => place + ending)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
