import { posix } from 'node:path';
import type { FileStamp, FileSystem, OpenFile } from '../../src/store/file-system.js';
import { errnoError } from './errno-error.js';
import type { File } from './inodes.js';
import { MemoryDisk } from './memory-disk.js';
import { afterPowerFailure, type Random } from './power-failure.js';

/** Decides when a step may be taken, for instance `schedule` of `fc.scheduler()`. */
export type Scheduler = <T>(task: Promise<T>, label: string) => Promise<T>;

export interface MemoryFileSystemOptions {
  /** Folders that are there from the beginning, for certain. */
  readonly folders?: readonly string[];
  /** The clock of the disk, in milliseconds; 1970 unless given. */
  readonly now?: () => number;
  /** Called before each asynchronous step; all are taken at once unless given. */
  readonly scheduler?: Scheduler;
}

/** What a synchronous step of a dead process ends with. */
export class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

/**
 * A file system in memory, as one process sees it. Several may see the same disk (`fork`), any of
 * them may die, and the power may fail (`crash`).
 *
 * An asynchronous step changes the disk in one go once the scheduler lets it. Only what `writeFile`
 * writes comes in two halves.
 */
export class MemoryFileSystem implements FileSystem {
  readonly #disk: MemoryDisk;
  readonly #scheduler: Scheduler;
  #dead = false;

  /** @param disk a disk that is there already. */
  constructor(options: MemoryFileSystemOptions = {}, disk?: MemoryDisk) {
    const { folders = [], now = () => 0, scheduler = (task) => task } = options;
    this.#disk = disk ?? new MemoryDisk(now);
    this.#scheduler = scheduler;
    for (const folder of folders) this.#disk.makeFolder(folder);
    if (folders.length > 0) this.#disk.syncFolders();
  }

  /** The same disk, as another process sees it. */
  fork(scheduler = this.#scheduler): MemoryFileSystem {
    return new MemoryFileSystem({ scheduler }, this.#disk);
  }

  /**
   * The process is killed: it cannot change the disk any more, which keeps all it did. Synchronous
   * steps throw ProcessDied; asynchronous ones, also those under way, never end.
   */
  die(): void {
    this.#dead = true;
  }

  /** The disk as it may be found after a power failure now. This one goes on as if nothing was. */
  crash({ random }: { readonly random: Random }): MemoryFileSystem {
    const disk = afterPowerFailure(this.#disk, random);
    return new MemoryFileSystem({ scheduler: this.#scheduler }, disk);
  }

  makeFolder(path: string): void {
    this.#alive().makeFolder(path);
  }

  chmod(path: string, mode: number): void {
    this.#alive().chmod(path, mode);
  }

  list(folder: string): string[] {
    return this.#alive().list(folder);
  }

  stat(path: string): FileStamp & { readonly mode: bigint } {
    const found = this.#alive().stat(path);
    const size = found.kind === 'file' ? found.content.length : found.names.size;
    const { ino, mtimeNs, mode } = found;
    return { ino, mtimeNs, size: BigInt(size), mode: BigInt(mode) };
  }

  readSmall(path: string): Buffer {
    return this.#alive().read(path);
  }

  createSmall(path: string, text: string): void {
    const disk = this.#alive();
    disk.write(disk.create(path), Buffer.from(text), 0);
  }

  link(existing: string, path: string): void {
    this.#alive().link(existing, path);
  }

  rename(from: string, to: string): void {
    this.#alive().rename(from, to);
  }

  unlink(path: string): void {
    this.#alive().unlink(path);
  }

  read(path: string): Promise<Buffer> {
    return this.#step('read', path, () => this.#disk.read(path));
  }

  open(path: string, flags: 'wx' | 'a+'): Promise<OpenFile> {
    return this.#step('open', path, () => {
      const appends = flags === 'a+';
      const file = appends ? this.#disk.openOrCreate(path) : this.#disk.create(path);
      return this.#opened(file, path, appends);
    });
  }

  syncFolder(path: string): Promise<void> {
    return this.#step('syncFolder', path, () => this.#disk.syncFolder(path));
  }

  #opened(file: File, path: string, appends: boolean): OpenFile {
    let position = 0;
    let closed = false;
    const step = <T>(method: string, run: () => T) =>
      this.#step(method, path, () => {
        if (closed) throw errnoError('EBADF', method, path);
        return run();
      });
    const write = (bytes: Buffer) => {
      const at = appends ? file.content.length : position;
      this.#disk.write(file, bytes, at);
      position = at + bytes.length;
    };
    return {
      read: (buffer, offset, length, from) =>
        step('read', () => {
          if (!appends) throw errnoError('EBADF', 'read', path);
          const bytes = file.content.subarray(from, from + length);
          return { bytesRead: bytes.copy(buffer, offset) };
        }),
      async writeFile(text) {
        const bytes = Buffer.from(text);
        const half = bytes.length >> 1;
        await step('writeFile', () => write(bytes.subarray(0, half)));
        await step('writeFile', () => write(bytes.subarray(half)));
      },
      sync: () => step('sync', () => this.#disk.sync(file)),
      truncate: (size) => step('truncate', () => this.#disk.truncate(file, size)),
      close: () =>
        this.#step('close', path, () => {
          closed = true;
        }),
    };
  }

  #alive(): MemoryDisk {
    if (this.#dead) throw new ProcessDied('this process is dead');
    return this.#disk;
  }

  async #step<T>(method: string, path: string, run: () => T): Promise<T> {
    if (!this.#dead) await this.#scheduler(Promise.resolve(), `${method} ${posix.basename(path)}`);
    if (this.#dead) return new Promise<T>(() => {});
    return run();
  }
}
