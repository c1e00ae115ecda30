import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  parseRegistrySnapshot,
  RegistryFormatError,
  type RegistryIssue,
  type RegistrySnapshot,
} from '../domain/index.js';
import { errnoOf, leniently } from './failures.js';
import { type FileStamp, type FileSystem, TEMPORARY } from './file-system.js';
import { REGISTRY } from './names.js';

/** What reading the file came to. */
export type Reading =
  | { readonly type: 'absent' }
  | {
      readonly type: 'good';
      readonly snapshot: RegistrySnapshot;
      readonly issues: readonly RegistryIssue[];
      readonly stamp: FileStamp;
    }
  | { readonly type: 'damaged'; readonly reason: string };

/** One team's `registry.json`: read whole, replaced whole. */
export class RegistryFile {
  readonly path: string;

  constructor(
    private readonly fs: FileSystem,
    private readonly folder: string,
  ) {
    this.path = join(folder, REGISTRY);
  }

  /** Tells versions of the file apart; undefined if there is none. */
  stamp(): FileStamp | undefined {
    return unlessAbsent(() => this.fs.stat(this.path));
  }

  /**
   * Reads the file. Only a file that is not there is absent; every other failure is thrown.
   *
   * @throws RegistryFormatError (`newer_version`).
   */
  async read(): Promise<Reading> {
    // first: what is read may be newer than its stamp, never older
    const stamp = this.stamp();
    if (stamp === undefined) return { type: 'absent' };
    const bytes = await this.fs.read(this.path);
    try {
      return { type: 'good', stamp, ...parseRegistrySnapshot(JSON.parse(decoded(bytes))) };
    } catch (error) {
      if (error instanceof RegistryFormatError && error.reason === 'newer_version') throw error;
      return { type: 'damaged', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Moves a damaged file out of the way, under a name nothing else has, and returns its path. */
  moveAside(now: Date): string {
    const day = now.toISOString().replace(/[-:]|\.\d+/g, '');
    for (;;) {
      const aside = `${this.path}.corrupt-${day}-${randomBytes(4).toString('hex')}`;
      try {
        this.fs.link(this.path, aside);
      } catch (error) {
        if (errnoOf(error) === 'EEXIST') continue;
        throw error;
      }
      this.fs.unlink(this.path);
      return aside;
    }
  }

  /** Replaces the file: after a failure, at any step, the old or the new one is there, whole. */
  async replace(text: string): Promise<FileStamp> {
    const temporary = `${this.path}.${process.pid}-${randomBytes(4).toString('hex')}${TEMPORARY}`;
    try {
      await this.#write(temporary, text);
      const stamp = this.fs.stat(temporary);
      this.fs.rename(temporary, this.path);
      await this.fs.syncFolder(this.folder);
      return stamp;
    } catch (error) {
      leniently(() => this.fs.unlink(temporary));
      throw error;
    }
  }

  async #write(path: string, text: string): Promise<void> {
    const file = await this.fs.open(path, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

/** True for two stamps of one version of a file. */
export function sameStamp(one: FileStamp | undefined, other: FileStamp | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.ino === other.ino && one.size === other.size && one.mtimeNs === other.mtimeNs;
}

/** Text that is not UTF-8 is damaged: read leniently, it would be written back as something else. */
function decoded(bytes: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

function unlessAbsent<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
