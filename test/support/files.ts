import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { errnoOf } from '../../src/store/failures.js';
import { type FileSystem, nodeFileSystem, type OpenFile } from '../../src/store/file-system.js';
import { MemoryFileSystem } from './memory-file-system.js';

/** An empty folder of a file system, and short ways to what is in it. */
export class Files<System extends FileSystem = FileSystem> {
  constructor(
    readonly fs: System,
    readonly folder: string,
  ) {}

  readonly at = (name: string): string => join(this.folder, name);
  readonly textOf = (name: string): string => this.fs.readSmall(this.at(name)).toString();
  readonly names = (): string[] => this.fs.list(this.folder).sort();
  readonly permissionsOf = (name: string): number =>
    Number(this.fs.stat(this.at(name)).mode & 0o777n);
}

/** A folder of the real disk, removed when the test is over. */
export function realFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'codex-sessions-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return new Files(nodeFileSystem, folder);
}

export function memoryFiles(): Files<MemoryFileSystem> {
  return new Files(new MemoryFileSystem({ folders: ['/team'] }), '/team');
}

/** The code of the system an act fails with; undefined if it does not. Other errors are thrown. */
export async function codeOf(act: () => unknown): Promise<string | undefined> {
  try {
    await act();
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return code;
  }
  return undefined;
}

/** Does something with a file, and closes it. */
export async function using<T>(
  opening: Promise<OpenFile>,
  act: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const file = await opening;
  try {
    return await act(file);
  } finally {
    await file.close();
  }
}
