import type { Owner } from '../domain/index.js';
import { CommandError, sentenceOf } from './errors.js';
import { findToClose, nobodyIs } from './find.js';
import { withSessions } from './open.js';
import { reached } from './reached.js';
import { type Located, labelled, readTeams } from './teams.js';
import { type Surroundings, say } from './terminal.js';

export interface CloseOptions {
  readonly team?: string;
}

/** Closes a session: through the process that has it, or here if none does. */
export async function close(
  name: string,
  { team }: CloseOptions,
  world: Surroundings,
): Promise<number> {
  const { teams } = await readTeams(world, team);
  const search = findToClose(teams, name);
  if (search.type === 'none') {
    throw new CommandError(nobodyIs(name));
  }
  if (search.type === 'several') {
    throw new CommandError(
      `several sessions match '${name}'; name one by its agent id, or its team with --team:`,
      search.matches.map((match) => `${labelled(match)}, ${match.seen.record.status}`),
    );
  }
  if (search.type === 'closed') {
    say(world, `${labelled(search.match)} is closed already`);
    return 0;
  }
  await closeFound(search.match, world);
  say(world, `closed ${labelled(search.match)}`);
  return 0;
}

async function closeFound(match: Located, world: Surroundings): Promise<void> {
  const { owner } = match.seen;
  const isClosed =
    owner === null ? await closeHere(match, world) : await closeThrough(owner, match, world);
  if (isClosed) return;
  throw new CommandError(
    `${labelled(match)} changed hands meanwhile; it was not closed, try again`,
  );
}

function closeHere({ team, seen }: Located, world: Surroundings): Promise<boolean> {
  return withSessions(world, team, (sessions) => sessions.close(seen.record.agentId));
}

/** Asks the process that has a session to close it. */
async function closeThrough(owner: Owner, match: Located, world: Surroundings): Promise<boolean> {
  const { control, record } = match.seen;
  const unreached = (why: string) => unreachable(owner, match, world, why);
  if (control === null) throw unreached('that process has no control socket');
  const client = await reached(control, owner).catch((error: unknown) => {
    throw unreached(sentenceOf(error));
  });
  try {
    return await client.close(record.agentId);
  } finally {
    client.end();
  }
}

function unreachable(
  { pid, host }: Owner,
  match: Located,
  { processes }: Surroundings,
  why: string,
): CommandError {
  if (pid === 0) {
    return new CommandError(
      `${labelled(match)} is claimed by somebody, but the claim cannot be read; if no process has it, run codex-sessions doctor --release`,
    );
  }
  const isHere = host === processes().self.host;
  const where = isHere ? `process ${pid} on this host (${host})` : `process ${pid} on ${host}`;
  const advice = isHere
    ? 'close it there, or end that process'
    : `close it there; if that host is gone for certain, run codex-sessions doctor --release --host ${host}`;
  return new CommandError(
    `${labelled(match)} lives in ${where} and was not closed: ${why}; ${advice}`,
  );
}
