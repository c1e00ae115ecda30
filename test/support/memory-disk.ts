import { posix } from 'node:path';
import { type ErrnoCode, errnoError } from './errno-error.js';
import {
  applyTo,
  type File,
  type Folder,
  type NameChange,
  newFile,
  newFolder,
  resized,
} from './inodes.js';

type Fail = (code: ErrnoCode) => Error;

const PERMISSIONS = 0o7777;

/**
 * A disk as Linux shows it, with hard links and without symbolic ones. What was changed and not
 * synced is known: names in the order of their changes, contents beside what was last synced.
 *
 * Modes and times are on the disk at once.
 */
export class MemoryDisk {
  /** The changes of names that are not on the disk for certain, oldest first. */
  readonly journal: NameChange[] = [];
  #lastIno = 1n;
  #lastTime = 0n;

  /** @param now the clock of the disk, in milliseconds; no two changes are of one time though. */
  constructor(
    private readonly now: () => number,
    readonly root: Folder = newFolder(1n, 0n),
  ) {}

  /** Another disk of the same clock and inode numbers. */
  rebornWith(root: Folder): MemoryDisk {
    const disk = new MemoryDisk(this.now, root);
    disk.#lastIno = this.#lastIno;
    disk.#lastTime = this.#lastTime;
    return disk;
  }

  makeFolder(path: string): void {
    const fail = failing('mkdir', path);
    let folder = this.root;
    const parts = partsOf(path);
    for (const [index, name] of parts.entries()) {
      const found = folder.names.get(name) ?? newFolder(this.#nextIno(), this.#tick());
      if (found.kind === 'file') throw fail(index === parts.length - 1 ? 'EEXIST' : 'ENOTDIR');
      if (!folder.names.has(name)) this.#change([{ folder, name, is: found }]);
      folder = found;
    }
  }

  chmod(path: string, mode: number): void {
    const inode = this.#find(path, failing('chmod', path));
    inode.mode = (inode.mode & ~PERMISSIONS) | (mode & PERMISSIONS);
  }

  list(path: string): string[] {
    const fail = failing('scandir', path);
    const found = this.#find(path, fail);
    if (found.kind === 'file') throw fail('ENOTDIR');
    return [...found.names.keys()];
  }

  stat(path: string): File | Folder {
    return this.#find(path, failing('stat', path));
  }

  read(path: string): Buffer {
    const fail = failing('open', path);
    const found = this.#find(path, fail);
    if (found.kind === 'folder') throw fail('EISDIR');
    return Buffer.from(found.content);
  }

  /** Makes a file; EEXIST if the name is taken. */
  create(path: string): File {
    const fail = failing('open', path);
    const { folder, name } = this.#place(path, fail);
    if (folder.names.has(name)) throw fail('EEXIST');
    const file = newFile(this.#nextIno(), this.#tick());
    this.#change([{ folder, name, is: file }]);
    return file;
  }

  /** The file of that name, made if there is none. */
  openOrCreate(path: string): File {
    const fail = failing('open', path);
    const { folder, name } = this.#place(path, fail);
    const found = folder.names.get(name);
    if (found?.kind === 'folder') throw fail('EISDIR');
    return found ?? this.create(path);
  }

  link(existing: string, path: string): void {
    const fail = failing('link', existing, path);
    const found = this.#find(existing, fail);
    const { folder, name } = this.#place(path, fail);
    if (folder.names.has(name)) throw fail('EEXIST');
    if (found.kind === 'folder') throw fail('EPERM');
    this.#change([{ folder, name, is: found }]);
  }

  rename(from: string, to: string): void {
    const fail = failing('rename', from, to);
    const source = this.#place(from, fail);
    const target = this.#place(to, fail);
    const moved = source.folder.names.get(source.name);
    const replaced = target.folder.names.get(target.name);
    if (moved === undefined) throw fail('ENOENT');
    // two names of one file stay two names
    if (moved === replaced) return;
    if (isInside(to, from)) throw fail('EINVAL');
    if (isInside(from, to)) throw fail('ENOTEMPTY');
    if (replaced !== undefined) refuseReplacing(replaced, moved, fail);
    this.#change([
      { ...source, is: undefined },
      { ...target, is: moved },
    ]);
  }

  unlink(path: string): void {
    const fail = failing('unlink', path);
    const place = this.#place(path, fail);
    const found = place.folder.names.get(place.name);
    if (found === undefined) throw fail('ENOENT');
    if (found.kind === 'folder') throw fail('EISDIR');
    this.#change([{ ...place, is: undefined }]);
  }

  /** Puts the names of a folder on the disk, and what moved between it and others. */
  syncFolder(path: string): void {
    const found = this.#find(path, failing('fsync', path));
    if (found.kind === 'file') return this.sync(found);
    const folders = new Set([found]);
    const synced = new Set<NameChange>();
    for (const change of this.journal.toReversed()) {
      if (!change.some(({ folder }) => folders.has(folder))) continue;
      synced.add(change);
      for (const { folder } of change) folders.add(folder);
    }
    this.#putOnDisk(synced);
  }

  syncFolders(): void {
    this.#putOnDisk(new Set(this.journal));
  }

  write(file: File, bytes: Buffer, at: number): void {
    if (bytes.length === 0) return;
    const content = resized(file.content, Math.max(file.content.length, at + bytes.length));
    bytes.copy(content, at);
    this.#rewrite(file, content, at);
  }

  truncate(file: File, size: number): void {
    this.#rewrite(file, resized(file.content, size), size);
  }

  sync(file: File): void {
    file.synced = file.content;
    file.kept = file.content.length;
  }

  #rewrite(file: File, content: Buffer, from: number): void {
    file.content = content;
    file.kept = Math.min(file.kept, from);
    file.mtimeNs = this.#tick();
  }

  #change(change: NameChange): void {
    for (const naming of change) {
      applyTo(naming.folder.names, naming);
      naming.folder.mtimeNs = this.#tick();
    }
    this.journal.push(change);
  }

  #putOnDisk(changes: ReadonlySet<NameChange>): void {
    for (const change of this.journal.splice(0)) {
      if (!changes.has(change)) this.journal.push(change);
      else for (const naming of change) applyTo(naming.folder.syncedNames, naming);
    }
  }

  #find(path: string, fail: Fail): File | Folder {
    return partsOf(path).reduce((at: File | Folder, name) => childOf(at, name, fail), this.root);
  }

  #place(path: string, fail: Fail): { readonly folder: Folder; readonly name: string } {
    const folder = this.#find(posix.dirname(posix.resolve('/', path)), fail);
    if (folder.kind === 'file') throw fail('ENOTDIR');
    return { folder, name: posix.basename(path) };
  }

  #nextIno(): bigint {
    this.#lastIno += 1n;
    return this.#lastIno;
  }

  #tick(): bigint {
    const now = BigInt(this.now()) * 1_000_000n;
    this.#lastTime = now > this.#lastTime ? now : this.#lastTime + 1n;
    return this.#lastTime;
  }
}

function failing(syscall: string, path: string, dest?: string): Fail {
  return (code) => errnoError(code, syscall, path, dest);
}

function partsOf(path: string): string[] {
  return posix.resolve('/', path).split('/').filter(Boolean);
}

function childOf(at: File | Folder, name: string, fail: Fail): File | Folder {
  if (at.kind === 'file') throw fail('ENOTDIR');
  const child = at.names.get(name);
  if (child === undefined) throw fail('ENOENT');
  return child;
}

function isInside(path: string, folder: string): boolean {
  return posix.resolve('/', path).startsWith(`${posix.resolve('/', folder)}/`);
}

function refuseReplacing(replaced: File | Folder, moved: File | Folder, fail: Fail): void {
  if (replaced.kind === 'folder') {
    if (moved.kind === 'file') throw fail('EISDIR');
    if (replaced.names.size > 0) throw fail('ENOTEMPTY');
  } else if (moved.kind === 'folder') throw fail('ENOTDIR');
}
