import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ControlError, codeOf, sentenceOf } from './errors.js';

const PRIVATE = 0o700;

/**
 * Makes a folder only this user can enter, or makes sure that an existing one is.
 *
 * @throws ControlError `folder_not_private` when it belongs to somebody else, or is a symbolic link
 *   or no folder; it is left as it is. `folder_unusable` when the file system refuses.
 */
export async function makePrivate(folder: string): Promise<void> {
  await attempt(folder, () => make(folder));
  const handle = await openFolder(folder);
  try {
    // on the open folder: what is at the path could be another one by now
    const { uid, mode } = await attempt(folder, () => handle.stat());
    if (uid !== process.getuid?.()) throw notPrivate(folder, 'belongs to somebody else');
    if ((mode & 0o777) !== PRIVATE) await attempt(folder, () => handle.chmod(PRIVATE));
  } finally {
    await handle.close();
  }
}

/** Not with `recursive`: under /proc that never returns (Node 20.20). */
async function make(folder: string, isFirstTry = true): Promise<void> {
  try {
    await mkdir(folder, PRIVATE);
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return;
    if (codeOf(cause) !== 'ENOENT' || !isFirstTry) throw cause;
    await make(dirname(folder));
    await make(folder, false);
  }
}

function openFolder(folder: string): Promise<FileHandle> {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
  return attempt(folder, () => open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
}

/** What the file system says of a path that is no folder, or of a link to one. */
const NO_FOLDER: ReadonlySet<string | undefined> = new Set(['ENOTDIR', 'ELOOP']);

async function attempt<T>(folder: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (NO_FOLDER.has(codeOf(cause))) throw notPrivate(folder, 'is a symbolic link or no folder');
    const message = `the runtime folder ${folder} cannot be used: ${sentenceOf(cause)}`;
    throw new ControlError('folder_unusable', message, { cause });
  }
}

function notPrivate(folder: string, what: string): ControlError {
  const message = `the runtime folder ${folder} ${what}; choose another, which is yours alone`;
  return new ControlError('folder_not_private', message);
}
