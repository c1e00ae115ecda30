interface Inode {
  readonly ino: bigint;
  mode: number;
  mtimeNs: bigint;
}

export interface File extends Inode {
  readonly kind: 'file';
  /** Replaced by a write, never changed in place. */
  content: Buffer;
  /** What is on the disk for certain. */
  synced: Buffer;
  /** How many bytes at the start are as they were synced. */
  kept: number;
}

export interface Folder extends Inode {
  readonly kind: 'folder';
  names: Map<string, File | Folder>;
  /** What is on the disk for certain. */
  syncedNames: Map<string, File | Folder>;
}

/** A name in a folder, and what it is from now on the name of. */
interface Naming {
  readonly folder: Folder;
  readonly name: string;
  readonly is: File | Folder | undefined;
}

/** A change of names that is on the disk as a whole or not at all. */
export type NameChange = readonly Naming[];

const REGULAR = 0o100000;
const DIRECTORY = 0o040000;

export function newFolder(ino: bigint, mtimeNs: bigint, mode = 0o700): Folder {
  const names = new Map();
  const syncedNames = new Map();
  return { kind: 'folder', ino, mode: DIRECTORY | mode, mtimeNs, names, syncedNames };
}

export function newFile(ino: bigint, mtimeNs: bigint, mode = 0o600): File {
  const none = Buffer.alloc(0);
  return { kind: 'file', ino, mode: REGULAR | mode, mtimeNs, content: none, synced: none, kept: 0 };
}

/** Gives a name its new meaning in a map of names. */
export function applyTo(names: Map<string, File | Folder>, { name, is }: Naming): void {
  if (is === undefined) names.delete(name);
  else names.set(name, is);
}

/** A copy of that size: cut, or filled up with NUL. */
export function resized(content: Buffer, size: number): Buffer {
  const copy = Buffer.alloc(size);
  content.copy(copy);
  return copy;
}
