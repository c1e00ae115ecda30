import { applyTo, type File, type Folder, type NameChange, newFile, newFolder } from './inodes.js';
import type { MemoryDisk } from './memory-disk.js';

/** A number at least 0 and below 1. */
export type Random = () => number;

/** The same numbers for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The disk as it may be found after a power failure; the given one stays as it is.
 *
 * Of each folder's changes of names since it was synced, the first ones survive, any number of them;
 * a move between two folders survives in both or in neither. What was written to a file since it was
 * synced survives, or does not, or in part, or as so many NULs.
 */
export function afterPowerFailure(disk: MemoryDisk, random: Random): MemoryDisk {
  const survivors = survivingChanges(disk.journal, random);
  const copies = new Map<File | Folder, File | Folder>();
  const copyFile = (file: File): File => {
    const content = survivingContent(file, random);
    const copy = newFile(file.ino, file.mtimeNs);
    return Object.assign(copy, { mode: file.mode, content, synced: content, kept: content.length });
  };
  const copyFolder = (folder: Folder): Folder => {
    const copy = newFolder(folder.ino, folder.mtimeNs);
    copies.set(folder, copy);
    for (const [name, is] of survivingNames(folder, survivors)) copy.names.set(name, copyOf(is));
    return Object.assign(copy, { mode: folder.mode, syncedNames: new Map(copy.names) });
  };
  const copyOf = (inode: File | Folder): File | Folder => {
    const copy = copies.get(inode) ?? (inode.kind === 'file' ? copyFile(inode) : copyFolder(inode));
    copies.set(inode, copy);
    return copy;
  };
  return disk.rebornWith(copyFolder(disk.root));
}

function survivingChanges(journal: readonly NameChange[], random: Random): NameChange[] {
  const counts = new Map<Folder, number>();
  for (const folder of journal.flatMap(foldersOf)) {
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const left = new Map([...counts].map(([folder, count]) => [folder, upTo(count, random)]));
  return journal.filter((change) => {
    const folders = foldersOf(change);
    const survives = folders.every((folder) => (left.get(folder) ?? 0) > 0);
    for (const folder of folders) left.set(folder, survives ? (left.get(folder) ?? 0) - 1 : 0);
    return survives;
  });
}

function survivingNames(
  folder: Folder,
  survivors: readonly NameChange[],
): Map<string, File | Folder> {
  const names = new Map(folder.syncedNames);
  for (const naming of survivors.flat()) if (naming.folder === folder) applyTo(names, naming);
  return names;
}

function survivingContent(file: File, random: Random): Buffer {
  const { content, synced, kept } = file;
  const nothing = content.subarray(0, kept);
  const part = content.subarray(0, kept + upTo(content.length - kept, random));
  const zeroed = Buffer.concat([nothing, Buffer.alloc(content.length - kept)]);
  const outcomes = [synced, content, part, nothing, zeroed];
  return outcomes[Math.floor(random() * outcomes.length)] ?? synced;
}

function foldersOf(change: NameChange): Folder[] {
  return [...new Set(change.map(({ folder }) => folder))];
}

/** A whole number from 0 to `most`, either included. */
function upTo(most: number, random: Random): number {
  return Math.floor(random() * (most + 1));
}
