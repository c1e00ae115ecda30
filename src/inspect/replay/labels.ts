import { TURNS_OF } from '../actors.js';
import type { HubActor } from './hub-actor.js';
import type { MachineActor } from './machine-actor.js';
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
export function faultOfTurns(
  agentId: string,
  hubs: readonly HubActor[],
  withTurns: ReadonlySet<string | null>,
): string | undefined {
  const isKnown = hubs.some(({ table }) => table.has(agentId));
  if (!isKnown) return `turns of ${agentId}: no such session is known`;
  return withTurns.has(agentId) ? `turns of ${agentId}: it has turns already` : undefined;
}

/**
 * Why an event about a turn cannot be for the turns of a session, in words: another session was told
 * the turn is its own, and this one was not. Whoever names a turn tells the session first.
 */
export function faultOfTurn(
  agentId: string,
  turnId: unknown,
  hubs: readonly HubActor[],
): string | undefined {
  if (typeof turnId !== 'string') return undefined;
  // nearly always, and much cheaper than to ask all
  if (hubs.some(({ table }) => hasHad(table.actor(agentId), turnId))) return undefined;
  const owners = hubs
    .flatMap(({ table }) => [...table.actors()])
    .filter(({ snapshot }) => snapshot?.context.turnId === turnId)
    .map(({ name }) => name);
  return owners.length === 0 ? undefined : `the turn ${turnId} is one of ${owners.join(', ')}`;
}

/** Whether a turn is that of a session, or the one it had before. */
function hasHad(session: MachineActor | undefined, turnId: string): boolean {
  const { context = {} } = session?.snapshot ?? {};
  return context.turnId === turnId || context.lastEndedTurnId === turnId;
}
