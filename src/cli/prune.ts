import { instantOf, type SessionRecord } from '../domain/index.js';
import { withSessions } from './open.js';
import { labelOf, readTeams, type Team } from './teams.js';
import { type Surroundings, say } from './terminal.js';
import { counted } from './text.js';
import { relativeTime } from './times.js';

export interface PruneOptions {
  /** In milliseconds. */
  readonly olderThan: number;
  readonly dryRun?: boolean;
  readonly team?: string;
}

/** Removes closed sessions from registries that were not used for a while, and says which. */
export async function prune(options: PruneOptions, world: Surroundings): Promise<number> {
  const { teams, isComplete } = await readTeams(world, options.team);
  const before = world.clock().getTime() - options.olderThan;
  let total = 0;
  for (const team of teams) {
    const old = team.sessions.map(({ record }) => record).filter((record) => isOld(record, before));
    const gone = options.dryRun ? old : await removed(old, before, { team, world });
    for (const record of gone) tell(record, team, { world, options });
    total += gone.length;
  }
  const summary = counted(total, 'closed session');
  say(world, options.dryRun ? `${summary} would be removed` : `${summary} removed`);
  return isComplete ? 0 : 1;
}

function isOld({ status, lastActive }: SessionRecord, before: number): boolean {
  return status === 'closed' && instantOf(lastActive) < before;
}

/** Removes what is still to be removed once the registry is open. */
async function removed(
  old: readonly SessionRecord[],
  before: number,
  { team, world }: { readonly team: Team; readonly world: Surroundings },
): Promise<SessionRecord[]> {
  if (old.length === 0) return [];
  return withSessions(world, team, async ({ supervisor, forget }) => {
    const still = supervisor.list({ status: 'closed' }).filter((record) => isOld(record, before));
    const forgotten = await Promise.all(still.map(({ agentId }) => forget(agentId)));
    return still.filter((_, index) => forgotten[index]);
  });
}

function tell(
  { agentId, identity, lastActive }: SessionRecord,
  team: Team,
  { world, options }: { readonly world: Surroundings; readonly options: PruneOptions },
): void {
  const last = relativeTime(instantOf(lastActive), world.clock().getTime());
  const verb = options.dryRun ? 'would remove' : 'removed';
  say(world, `${verb} ${identity} (${agentId}) of team ${labelOf(team)}, last active ${last}`);
}
