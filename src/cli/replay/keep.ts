import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isTimestamp } from '../../domain/index.js';
import type { TraceHeader } from '../../inspect/trace/index.js';
import { CommandError, sentenceOf } from '../errors.js';

/**
 * Copies a trace into a folder under a name of its date and its contents: kept twice, it is there
 * once. The folder is made if need be, the one it lies in is not. Resolves to the path of the copy.
 *
 * @throws CommandError when the folder is none and cannot be made, or the copy cannot be written.
 */
export async function keepTrace(
  file: string,
  header: TraceHeader,
  folder: string,
): Promise<string> {
  try {
    await makeFolder(folder);
    const path = join(folder, await nameOf(file, header));
    await copyFile(file, path, constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    return path;
  } catch (error) {
    throw new CommandError(`--keep ${folder}: ${file} could not be kept: ${sentenceOf(error)}`);
  }
}

/**
 * What is to be kept is read more than once.
 *
 * @throws CommandError for what is no regular file; what looking at it fails with is found later.
 */
export async function checkKeepable(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === false) {
    throw new CommandError(`${file} could not be kept: it is no regular file`);
  }
}

/** Not with the folders above it: Node 20 never comes back from that in a folder like /proc. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new Error(`it cannot be made in ${dirname(folder)}`);
    if (error.code !== 'EEXIST') throw error;
  });
  if (!(await stat(folder)).isDirectory()) throw new Error('this is no folder');
}

async function nameOf(file: string, { at }: TraceHeader): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) digest.update(chunk);
  const date = isTimestamp(at) ? at.replace(/[^0-9TZ]/g, '') : 'undated';
  return `${date}-${digest.digest('hex').slice(0, 12)}.jsonl`;
}
