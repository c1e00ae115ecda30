import { inOrder, type Listed, statusOf } from '../listing.js';
import { labelOf, readTeams, type Team } from '../teams.js';
import type { Surroundings } from '../terminal.js';
import { counted } from '../text.js';
import type { Candidate } from './candidates.js';
import type { Named } from './values.js';

/**
 * The names of something in the registries, each once; of one team, or of all. Changes nothing.
 *
 * @throws as `readTeams` does.
 */
export async function namesOf(
  named: Named,
  team: string | undefined,
  world: Surroundings,
): Promise<Candidate[]> {
  const { teams } = await readTeams(world, named === 'teams' ? undefined : team);
  if (named === 'teams') return once(teams.flatMap(teamNames));
  const sessions = inOrder(teams.flatMap(listed));
  switch (named) {
    case 'identities':
      return once(sessions.map(identityOf));
    case 'repositories':
      return once(sessions.map(repositoryOf));
    case 'sessions':
      return once([...sessions.map(identityOf), ...sessions.map(agentOf)]);
    case 'open': {
      const open = sessions.filter(({ record }) => record.status !== 'closed');
      return once([...open.map(identityOf), ...open.map(agentOf)]);
    }
  }
}

/** A team whose own name is not known cannot be asked for by it. */
function teamNames({ team, sessions }: Team): Candidate[] {
  return team === null ? [] : [{ word: team, description: counted(sessions.length, 'session') }];
}

function listed(team: Team): Listed[] {
  return team.sessions.map((seen) => ({ ...seen, isVerified: true, team: labelOf(team) }));
}

function identityOf(session: Listed): Candidate {
  return {
    word: session.record.identity,
    description: `${statusOf(session)}, team ${session.team}`,
  };
}

function agentOf(session: Listed): Candidate {
  const { agentId, identity } = session.record;
  return {
    word: agentId,
    description: `${identity || 'without a name'}, ${statusOf(session)}, team ${session.team}`,
  };
}

function repositoryOf({ record: { repoName, repoRoot } }: Listed): Candidate {
  return { word: repoName ?? '', description: repoRoot ?? '' };
}

/** The first of each word. */
function once(candidates: readonly Candidate[]): Candidate[] {
  const byWord = new Map<string, Candidate>();
  for (const one of candidates) if (!byWord.has(one.word)) byWord.set(one.word, one);
  return [...byWord.values()];
}
