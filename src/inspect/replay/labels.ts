import { TURNS_OF } from '../actors.js';
import type { Actor } from './actor.js';
import { HubActor } from './hub-actor.js';
import type { Recorded, Wanted } from './script.js';

export type Birth = Extract<Recorded, { readonly kind: 'actor' }>;

/** A birth that nobody tells in advance, as it must be told: what is made has names of our own. */
export function rightBirth({ kind, actor, chart, agentId, name, parent }: Birth): Wanted {
  const isOfTurns = chart === 'turns';
  const owner = isOfTurns ? (agentId ?? name.slice(TURNS_OF.length)) : null;
  const called = isOfTurns ? `${TURNS_OF}${owner}` : (chart ?? '');
  return { kind, actor, chart, agentId: owner, name: called, parent };
}

/** Why no turns of a session can begin, in words: it must be known, and have no others. */
export function faultOfTurns(agentId: string | null, actors: readonly Actor[]): string | undefined {
  const isKnown = actors.some(
    (actor) => actor instanceof HubActor && actor.table.has(agentId ?? ''),
  );
  if (!isKnown) return `turns of ${agentId}: no such session is known`;
  const has = actors.some((actor) => actor.chart === 'turns' && actor.agentId === agentId);
  return has ? `turns of ${agentId}: it has turns already` : undefined;
}

/**
 * Why an event about a turn cannot be for the turns of a session, in words: another session was told
 * the turn is its own, and this one was not. Whoever names a turn tells the session first.
 */
export function faultOfTurn(
  agentId: string | null,
  turnId: unknown,
  actors: readonly Actor[],
): string | undefined {
  if (typeof turnId !== 'string') return undefined;
  const owners = actors
    .filter((actor) => actor instanceof HubActor)
    .flatMap(({ table }) => [...table.actors()])
    .filter(({ snapshot }) => snapshot?.context.turnId === turnId)
    .map(({ name }) => name);
  if (owners.length === 0 || owners.includes(agentId ?? '')) return undefined;
  return `the turn ${turnId} is one of ${owners.join(', ')}`;
}
