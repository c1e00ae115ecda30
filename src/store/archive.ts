import { dirname } from 'node:path';
import type { FileSystem, OpenFile } from './file-system.js';

/**
 * Appends lines to a file, and resolves when they are on disk. A line that a crash has cut short is
 * ended first; what fails half-way is taken back as far as that goes.
 */
export async function appendLines(
  fs: FileSystem,
  path: string,
  lines: readonly string[],
): Promise<void> {
  const file = await fs.open(path, 'a+');
  try {
    const size = Number(fs.stat(path).size);
    try {
      const start = (await endsLine(file, size)) ? '' : '\n';
      await file.writeFile(`${start}${lines.join('\n')}\n`);
      await file.sync();
    } catch (error) {
      await file.truncate(size).catch(() => {});
      throw error;
    }
  } finally {
    await file.close();
  }
  await fs.syncFolder(dirname(path));
}

async function endsLine(file: OpenFile, size: number): Promise<boolean> {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last.toString() === '\n';
}
