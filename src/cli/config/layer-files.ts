import { type DecodedFile, decodeFile } from './decode-file.js';
import type { Base } from './kinds.js';
import {
  type Place,
  PROJECT_FILE_LIMIT,
  pathsOf,
  projectFilesOf,
  USER_FILE_LIMIT,
  type UserFile,
} from './place.js';

/** A file that was looked for. */
export interface LookedAt {
  readonly layer: 'user file' | 'project file';
  readonly path: string;
  readonly exists: boolean;
}

const NOTHING: DecodedFile = { settings: new Map(), presets: new Map(), faults: [] };

/** What looking for the file of a layer came to. */
export interface FileRead {
  readonly files: readonly LookedAt[];
  readonly decoded: DecodedFile;
}

/** What paths start from that are written in a folder's file, or typed in it. */
export const baseIn = (place: Place, folder: string): Base => {
  return { folder, home: place.home, paths: pathsOf(place) };
};

const wrong = (source: string, sentence: string): DecodedFile => {
  return { ...NOTHING, faults: [{ source, line: null, key: null, sentence }] };
};

export function readUserFile(place: Place, { path, namedBy, fault }: UserFile): FileRead {
  if (fault !== undefined) return { files: [], decoded: wrong(namedBy ?? path, fault) };
  const { type, decoded } = readOne(place, { path, layer: 'user file', userFile: path });
  const files = [{ layer: 'user file', path, exists: type !== 'absent' }] as const;
  if (type !== 'absent' || namedBy === null) return { files, decoded };
  return { files, decoded: wrong(path, `this file is not there; it is named by ${namedBy}`) };
}

/** Reads the nearest project file. */
export function readProjectFile(place: Place, userFile: UserFile): FileRead {
  const files: LookedAt[] = [];
  for (const path of projectFilesOf(place)) {
    // the user has taken this one for his own
    if (path === userFile.path) break;
    const reading = readOne(place, { path, layer: 'project file', userFile: userFile.path });
    files.push({ layer: 'project file', path, exists: reading.type !== 'absent' });
    if (reading.type !== 'absent') return { files, decoded: reading.decoded };
  }
  return { files, decoded: NOTHING };
}

interface Wanted {
  readonly path: string;
  readonly layer: LookedAt['layer'];
  readonly userFile: string;
}

function readOne(
  place: Place,
  wanted: Wanted,
): { readonly type: string; readonly decoded: DecodedFile } {
  const limit = wanted.layer === 'user file' ? USER_FILE_LIMIT : PROJECT_FILE_LIMIT;
  const reading = place.readFile(wanted.path, limit);
  const { type } = reading;
  if (reading.type === 'absent') return { type, decoded: NOTHING };
  if (reading.type === 'refused') return { type, decoded: wrong(wanted.path, reading.sentence) };
  const base = baseIn(place, pathsOf(place).dirname(wanted.path));
  return { type, decoded: decodeFile({ ...wanted, text: reading.text, base }) };
}
