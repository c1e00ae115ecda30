import { basename, join } from 'node:path';
import type { Owner, RegistryIssue, SessionRecord } from '../domain/index.js';
import { Claims } from './claims.js';
import { errnoOf, storeError } from './failures.js';
import type { FileSystem } from './file-system.js';
import { CLAIMS, REGISTRY, teamFolderName, teamsFolder } from './names.js';
import { Ownership } from './ownership.js';
import type { Processes } from './processes.js';
import { type Reading, RegistryFile, sameStamp } from './registry-file.js';

/** What looking at registries takes from the outside world. */
export interface Sight {
  readonly fs: FileSystem;
  readonly processes: Processes;
}

/** A session as somebody sees it who has no part in it. */
export interface SeenSession {
  readonly record: SessionRecord;
  /** The process that has it; null if none lives. An active one without is lost. */
  readonly owner: Owner | null;
  /** The path of its owner's control socket, if it has one. */
  readonly control: string | null;
}

export type TeamReading =
  | { readonly type: 'absent' }
  | { readonly type: 'damaged'; readonly reason: string }
  | {
      readonly type: 'good';
      /** The team's own name; null if neither its folder nor its sessions tell it. */
      readonly team: string | null;
      /** In the order of the file. */
      readonly sessions: readonly SeenSession[];
      readonly issues: readonly RegistryIssue[];
    };

/** How often a file that changes while it is looked at is read. */
const MAX_READINGS = 10;

const DIRECTORY = 0o040000n;
const FILE_TYPE = 0o170000n;

/**
 * The folders of all teams of a home, sorted by name. Nothing is changed.
 *
 * @throws StoreError when the folder of the teams is there and cannot be read.
 */
export function teamsIn(fs: FileSystem, home: string): string[] {
  const parent = teamsFolder(home);
  const folders = namesIn(fs, parent).map((name) => join(parent, name));
  return folders.filter((folder) => isFolder(fs, folder)).sort();
}

/** The folder of a team by the team's name. */
export function folderOf(home: string, team: string): string {
  return join(teamsFolder(home), teamFolderName(team));
}

/**
 * Reads a team's registry and who has its sessions: without a lock, and without changing or making
 * anything, so that it works on a disk that cannot be written.
 *
 * @throws RegistryFormatError (`newer_version`); StoreError when the file is there and cannot be
 *   read.
 */
export async function readTeam(sight: Sight, folder: string): Promise<TeamReading> {
  try {
    return await settledReading(sight, folder);
  } catch (error) {
    throw storeError(`${join(folder, REGISTRY)} could not be read`, error);
  }
}

async function settledReading(sight: Sight, folder: string): Promise<TeamReading> {
  const file = new RegistryFile(sight.fs, folder);
  for (let readings = 1; ; readings += 1) {
    const reading = await file.read();
    if (reading.type !== 'good') return reading;
    const sessions = seenSessions(sight, folder, reading);
    // a claim goes after the commit that ends its session: only an older file misses one wrongly
    const isSettled = sessions.every(isNotLost) || sameStamp(reading.stamp, file.stamp());
    if (!isSettled && readings < MAX_READINGS) continue;
    const team = nameOf(basename(folder), reading.snapshot.sessions);
    return { type: 'good', team, sessions, issues: reading.issues };
  }
}

const isNotLost = ({ record, owner }: SeenSession) => record.status !== 'active' || owner !== null;

function seenSessions(
  { fs, processes }: Sight,
  folder: string,
  { snapshot }: Extract<Reading, { type: 'good' }>,
): SeenSession[] {
  const ownership = new Ownership(fs, processes, { ...processes.self, token: '' });
  const claims = new Claims(fs, join(folder, CLAIMS), ownership, null);
  return snapshot.sessions.map((record) => {
    const claim = record.status === 'active' ? claims.foreign('agent', record.agentId) : undefined;
    return { record, owner: claim?.owner ?? null, control: claim?.control ?? null };
  });
}

/** A folder has its team's name, or one made of it that a session's own team can be checked by. */
function nameOf(folder: string, records: readonly SessionRecord[]): string | null {
  if (teamFolderName(folder) === folder) return folder;
  return records.find(({ team }) => teamFolderName(team) === folder)?.team ?? null;
}

function namesIn(fs: FileSystem, folder: string): string[] {
  try {
    return fs.list(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw storeError(`${folder} could not be read`, error);
  }
}

function isFolder(fs: FileSystem, path: string): boolean {
  try {
    return (fs.stat(path).mode & FILE_TYPE) === DIRECTORY;
  } catch {
    // a link that leads nowhere, or removed since
    return false;
  }
}
