import { type DurableSessions, openSessions } from '../runtime/index.js';
import { createFileStoreWith } from '../store/file-store.js';
import { CommandError } from './errors.js';
import { sightOf, type Team } from './teams.js';
import type { Surroundings } from './terminal.js';

/** Opens the sessions of a team, closes none by itself, and ends when all is on disk. */
export async function withSessions<T>(
  world: Surroundings,
  team: Team,
  use: (sessions: DurableSessions) => Promise<T>,
): Promise<T> {
  const { home, clock } = world;
  if (team.team === null) throw nameless(team);
  const surroundings = { ...sightOf(world), clock };
  const store = createFileStoreWith(surroundings, { team: team.team, home });
  const sessions = await openSessions({ store, clock, closeUnusedAfterDays: null });
  try {
    return await use(sessions);
  } finally {
    await sessions.shutdown();
  }
}

function nameless({ folder }: Team): CommandError {
  return new CommandError(`the team of ${folder} cannot be told; name it with --team`);
}
