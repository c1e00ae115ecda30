import { type Actor, createActor } from 'xstate';
import { type TurnsMachine, turnsMachine } from '../../machines/index.js';
import type { AgentParts } from './agent-parts.js';

/** The actor of one session's turns, not started yet. */
export function turnsActor(agentId: string, { patience, actors }: AgentParts): Actor<TurnsMachine> {
  const options = { id: `turns ${agentId}`, input: { patience } };
  return actors.add((inspect) => createActor(turnsMachine, { ...options, ...inspect }));
}
