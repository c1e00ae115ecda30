import { basename, join } from 'node:path';
import { nodeFileSystem } from '../store/file-system.js';
import { REGISTRY } from '../store/names.js';
import {
  folderOf,
  readTeam,
  type SeenSession,
  type Sight,
  type TeamReading,
  teamsIn,
} from '../store/overview.js';
import { CommandError, sentenceOf } from './errors.js';
import { complain, type Surroundings } from './terminal.js';

/** A team whose registry was read. */
export interface Team extends Extract<TeamReading, { type: 'good' }> {
  readonly folder: string;
}

/** A session, and where it is. */
export interface Located {
  readonly team: Team;
  readonly seen: SeenSession;
}

export interface Teams {
  readonly teams: readonly Team[];
  /** False if a registry could not be read; that was said then. */
  readonly isComplete: boolean;
}

/** What a message calls a team. */
export const labelOf = ({ team, folder }: Team): string => team ?? basename(folder);

/** What a message calls a session. */
export function labelled({ seen: { record }, team }: Located): string {
  return `${record.identity || 'a session without a name'} (${record.agentId}) of team ${labelOf(team)}`;
}

export const sightOf = ({ processes }: Surroundings): Sight => ({
  fs: nodeFileSystem,
  processes: processes(),
});

export const foldersOf = ({ home }: Surroundings, team: string | undefined): readonly string[] =>
  team === undefined ? teamsIn(nodeFileSystem, home) : [folderOf(home, team)];

/**
 * Reads the registry of a team, or of all. What cannot be read is said.
 *
 * @throws CommandError if the team that was asked for has none.
 */
export async function readTeams(world: Surroundings, name: string | undefined): Promise<Teams> {
  const sight = sightOf(world);
  const teams: Team[] = [];
  let isComplete = true;
  for (const folder of foldersOf(world, name)) {
    const reading = await readTeam(sight, folder).catch((error: unknown) => {
      const sentence = sentenceOf(error);
      // a failure of the disk names its file itself
      complain(
        world,
        sentence.includes(folder) ? sentence : `${join(folder, REGISTRY)}: ${sentence}`,
      );
      return { type: 'unreadable' } as const;
    });
    isComplete &&= reading.type === 'good' || reading.type === 'absent';
    if (reading.type === 'good') teams.push({ ...reading, team: name ?? reading.team, folder });
    if (reading.type === 'damaged') {
      const path = join(folder, REGISTRY);
      complain(world, `${path}: ${reading.reason}; codex-sessions check tells more`);
    }
    if (reading.type === 'absent' && name !== undefined) throw noRegistry(world, name);
  }
  return { teams, isComplete };
}

export function noRegistry({ home }: Surroundings, team: string): CommandError {
  return new CommandError(`team '${team}' has no registry; it would be in ${folderOf(home, team)}`);
}
