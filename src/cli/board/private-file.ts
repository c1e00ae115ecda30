import { rmSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivate } from '../../control/folder.js';
import { firstFittingFolder } from '../../control/index.js';

/** What a file is of, and what is in it: an address alone, or a page that leads there. */
export type Label = 'board.url' | 'board.html' | 'inspector.url';

/** A file with an address that has a secret in it. */
export interface AddressFile {
  readonly path: string;
  /** Idempotent; never rejects. Done at the exit of this process in any case. */
  remove(): Promise<void>;
}

/**
 * Writes what only this user may read into the first runtime folder that fits, and removes what
 * killed processes left there.
 *
 * @throws ControlError when the folder is not private or cannot be used; else what the file system
 *   fails with.
 */
export async function writeAddressFile(
  folders: readonly string[],
  label: Label,
  text: string,
): Promise<AddressFile> {
  const folder = firstFittingFolder(folders) ?? folders[0] ?? '.';
  // Windows has no modes: there a home is private by itself
  if (process.platform === 'win32') await mkdir(folder, { recursive: true });
  else await makePrivate(folder);
  const name = nameOf(label);
  await removeLeftovers(folder, name);
  const path = join(folder, name);
  const atExit = (): void => rmSync(path, { force: true });
  process.once('exit', atExit);
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  return {
    path,
    async remove() {
      await rm(path, { force: true }).catch(() => {});
      process.off('exit', atExit);
    },
  };
}

const NAME = /^(?:board|inspector)-([1-9]\d{0,9})\.(?:url|html)$/;

function nameOf(label: Label): string {
  const [of, ending] = label.split('.');
  return `${of}-${process.pid}.${ending}`;
}

/** One of the name that is wanted is of another process, which had the number before. */
async function removeLeftovers(folder: string, wanted: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const maker = NAME.exec(name)?.[1];
    const isLeft = name === wanted || (maker !== undefined && isGone(Number(maker)));
    if (isLeft) await rm(join(folder, name), { force: true });
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
