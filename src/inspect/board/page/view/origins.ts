import type { View } from './types.js';

/** Whose news it is, by the keys of processes: none where it can be nobody else's. */
export type Origins = ReadonlyMap<string, string>;

interface Told {
  readonly process: string;
  readonly team: string;
  readonly pid: number;
}

/**
 * What tells apart whose news it is, among the processes that are seen and those that have told
 * something: the team if there are several, and the process where two are in one team at once.
 */
export function originsOf({ processes }: View, told: readonly Told[]): Origins {
  const here = [...processes.values()].map(({ key, team, pid }) => ({ process: key, team, pid }));
  const all = [...told.filter(({ team }) => team !== ''), ...here];
  const areSeveral = new Set(all.map(({ team }) => team)).size > 1;
  const crowded = crowdedTeams(here);
  const origins = new Map<string, string>();
  for (const { process, team, pid } of all) {
    if (crowded.has(team)) origins.set(process, `${team} ${pid}`);
    else if (areSeveral) origins.set(process, team);
  }
  return origins;
}

/** The teams that several processes are in. */
function crowdedTeams(processes: readonly Told[]): ReadonlySet<string> {
  const teams = processes.map(({ team }) => team);
  return new Set(teams.filter((team, place) => teams.indexOf(team) !== place));
}
