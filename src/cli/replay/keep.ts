import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TraceHeader } from '../../inspect/trace/index.js';

/**
 * Copies a trace into a folder, which is made if need be, under a name of its date and its contents:
 * kept twice, it is there once. Resolves to the path of the copy.
 */
export async function keepTrace(
  file: string,
  header: TraceHeader,
  folder: string,
): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) digest.update(chunk);
  const date = header.at.replace(/[^0-9TZ]/g, '') || 'undated';
  const path = join(folder, `${date}-${digest.digest('hex').slice(0, 12)}.jsonl`);
  await mkdir(folder, { recursive: true });
  await copyFile(file, path, constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return path;
}
