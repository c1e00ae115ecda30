import { dirname } from 'node:path';
import { readTeam } from '../store/overview.js';
import { runtimeFolders } from './serve/control.js';
import { foldersOf, sightOf } from './teams.js';
import type { Surroundings } from './terminal.js';

/** Where processes that serve sessions may be reached. */
export interface Places {
  readonly folders: readonly string[];
  readonly paths: readonly string[];
}

/**
 * The folders control sockets are in: those that are chosen here, and those of processes that serve
 * by now, which may have another environment. On Windows the pipes of these.
 */
export async function placesOf(world: Surroundings): Promise<Places> {
  const paths = await claimedPaths(world);
  if (process.platform === 'win32') return { folders: [], paths };
  const folders = [
    ...runtimeFolders(process.env, world.home),
    ...paths.map((path) => dirname(path)),
  ];
  return { folders: [...new Set(folders)], paths: [] };
}

/** What cannot be read is not told: other commands do. */
async function claimedPaths(world: Surroundings): Promise<readonly string[]> {
  const sight = sightOf(world);
  const readings = await Promise.all(
    foldersOf(world, undefined).map((folder) => readTeam(sight, folder).catch(() => undefined)),
  );
  const seen = readings.flatMap((reading) => (reading?.type === 'good' ? reading.sessions : []));
  return [...new Set(seen.flatMap(({ control }) => (control === null ? [] : [control])))];
}
