import { type Actor, createActor } from 'xstate';
import { type TurnsMachine, turnsMachine } from '../../machines/index.js';
import type { AgentParts } from './agent-parts.js';

/** The actor of one session's turns, not started yet. */
export function turnsActor(
  agentId: string,
  { patience, inspect }: AgentParts,
): Actor<TurnsMachine> {
  const options = { id: `turns ${agentId}`, input: { patience }, ...(inspect && { inspect }) };
  return createActor(turnsMachine, options);
}
