import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entryOf, type SessionStatus } from '../domain/index.js';
import { REGISTRY } from '../store/names.js';
import { CommandError, sentenceOf } from './errors.js';
import { examine } from './examination.js';
import { inOrder, type Listed, listingLines, statusOf } from './listing.js';
import { labelOf, readTeams } from './teams.js';
import { complain, type Surroundings, say } from './terminal.js';
import { printableJson } from './text.js';

export interface SessionsOptions {
  readonly team?: string;
  readonly file?: string;
  readonly status?: SessionStatus;
  readonly identity?: string;
  readonly repo?: string;
  readonly json?: boolean;
}

interface Found {
  readonly sessions: readonly Listed[];
  readonly showsTeams: boolean;
  readonly isComplete: boolean;
  /** What to say if there is no session at all. */
  readonly emptiness: string;
}

/** Prints the sessions of registries, as a table or as JSON. Changes nothing. */
export async function sessions(options: SessionsOptions, world: Surroundings): Promise<number> {
  const { team, file } = options;
  const found = file === undefined ? await inTeams(world, team) : await inFile(world, file);
  const listed = inOrder(found.sessions.filter((session) => matches(session, options)));
  if (options.json) world.out(`${jsonOf(listed)}\n`);
  else if (listed.length > 0) printTable(listed, found, world);
  else if (found.sessions.length > 0) say(world, 'No session matches.');
  // what could not be read may hold some
  else if (found.isComplete) say(world, found.emptiness);
  return found.isComplete ? 0 : 1;
}

function printTable(listed: readonly Listed[], found: Found, world: Surroundings): void {
  const known = found.sessions.map(({ record }) => record.agentId);
  const setting = {
    now: world.clock().getTime(),
    host: world.processes().self.host,
    showsTeams: found.showsTeams,
    columns: world.columns,
    colours: world.colours,
  };
  world.out(`${listingLines(listed, known, setting).join('\n')}\n`);
}

async function inTeams(world: Surroundings, name: string | undefined): Promise<Found> {
  const { teams, isComplete } = await readTeams(world, name);
  for (const { folder, issues } of teams) {
    const file = join(folder, REGISTRY);
    for (const { path, repair } of issues) complain(world, `${file}: ${path}: ${repair}`);
  }
  const sessions = teams.flatMap((team) =>
    team.sessions.map((seen) => ({ ...seen, isVerified: true, team: labelOf(team) })),
  );
  const where = name === undefined ? `in ${world.home}` : `in team '${name}'`;
  const emptiness = `There are no sessions ${where} yet.`;
  return { sessions, showsTeams: teams.length > 1, isComplete, emptiness };
}

async function inFile(world: Surroundings, file: string): Promise<Found> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CommandError(`${file} could not be read: ${sentenceOf(error)}`);
  });
  const { snapshot, problems } = examine(bytes);
  if (snapshot === null) {
    const why = problems.map(({ where, sentence }) => `${where}: ${sentence}`).join('; ');
    throw new CommandError(`${file}: ${why}`);
  }
  for (const { where, sentence } of problems) complain(world, `${file}: ${where}: ${sentence}`);
  const sessions = snapshot.sessions.map((record) => {
    return { record, owner: null, control: null, isVerified: false, team: record.team };
  });
  const emptiness = `There are no sessions in ${file}.`;
  return { sessions, showsTeams: false, isComplete: true, emptiness };
}

function matches(listed: Listed, { status, identity, repo }: SessionsOptions): boolean {
  const { record } = listed;
  return (
    (status === undefined || statusOf(listed) === status) &&
    (identity === undefined || record.identity === identity) &&
    (repo === undefined || record.repoName === repo)
  );
}

function jsonOf(sessions: readonly Listed[]): string {
  const lines = sessions.map((listed) => {
    const { record, owner, isVerified } = listed;
    const live = isVerified || record.status !== 'active' ? owner !== null : null;
    return `  ${printableJson({ ...entryOf(record), status: statusOf(listed), live, owner })}`;
  });
  return lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n]`;
}
