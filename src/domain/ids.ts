import { v4 } from 'uuid';

/** The longest agent id, in UTF-16 code units. */
export const MAX_AGENT_ID_LENGTH = 256;

/** Makes a new agent id: `codex:` and a random UUID, as the original does. */
export function newAgentId(): string {
  // JSON.parse makes a flat string; a concatenation would keep its parts alive in every index
  return JSON.parse(`"codex:${v4()}"`) as string;
}
