import { instantOf } from '../domain/index.js';
import type { Located, Team } from './teams.js';

/** What looking for a session to close came to. */
export type Search =
  | { readonly type: 'found'; readonly match: Located }
  /** All that match are closed already. */
  | { readonly type: 'closed'; readonly match: Located }
  | { readonly type: 'none' }
  | { readonly type: 'several'; readonly matches: readonly Located[] };

/** How many characters of an agent id stand for it, if no other begins so. */
const LEAST_BEGINNING = 8;

/**
 * Finds the session that somebody wants closed: by its agent id; by its identity, of which the live
 * holder of each team counts before stale ones; or by the beginning of its agent id.
 */
export function findToClose(teams: readonly Team[], name: string): Search {
  const all = teams.flatMap((team) => team.sessions.map((seen) => ({ team, seen })));
  const byId = all.filter(({ seen }) => seen.record.agentId === name);
  if (byId.length > 0) return verdictOn(byId, byId);
  const named = all.filter(({ seen }) => seen.record.identity === name);
  if (named.length > 0) {
    const wanted = teams.flatMap((team) => holders(named, team));
    return verdictOn(wanted, named);
  }
  if (name.length < LEAST_BEGINNING) return { type: 'none' };
  const begun = all.filter(({ seen }) => seen.record.agentId.startsWith(name));
  return verdictOn(begun, begun);
}

/** What to say where nobody is found: of a short beginning, why it may stand for nobody. */
export function nobodyIs(name: string): string {
  const sentence = `no session has the agent id or the identity '${name}'`;
  if (name.length >= LEAST_BEGINNING) return sentence;
  return `${sentence}; of an agent id, give at least ${LEAST_BEGINNING} characters`;
}

/**
 * Finds the session that somebody wants to know about, as `findToClose` does; of an identity that
 * only closed ones have had, the one of each team that was used last.
 */
export function findToShow(teams: readonly Team[], name: string): Search {
  const search = findToClose(teams, name);
  if (search.type !== 'closed') return search;
  if (search.match.seen.record.identity !== name) return search;
  const lasts = teams.flatMap((team) => {
    const had = team.sessions.filter(({ record }) => record.identity === name);
    const used = had.map((seen) => ({ team, seen, used: instantOf(seen.record.lastActive) }));
    return used.sort((one, other) => other.used - one.used).slice(0, 1);
  });
  const [match, another] = lasts;
  if (match === undefined || another !== undefined) return { type: 'several', matches: lasts };
  return { type: 'closed', match };
}

/** @param all what stands for the candidates if there are none. */
function verdictOn(candidates: readonly Located[], all: readonly Located[]): Search {
  const [match, another] = candidates;
  if (match !== undefined && another !== undefined) return { type: 'several', matches: candidates };
  const isOpen = match !== undefined && match.seen.record.status !== 'closed';
  if (isOpen) return { type: 'found', match };
  const closed = match ?? all[0];
  return closed === undefined ? { type: 'none' } : { type: 'closed', match: closed };
}

/** Who has an identity in a team: whoever lives, else all that are not closed. */
function holders(named: readonly Located[], team: Team): Located[] {
  const open = named.filter((one) => one.team === team && one.seen.record.status !== 'closed');
  const live = open.filter(({ seen }) => seen.owner !== null);
  return live.length > 0 ? live : open;
}
