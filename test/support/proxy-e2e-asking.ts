import { existsSync } from 'node:fs';
import type { Fields, Message } from './mcp-messages.js';
import type { ProxyHouse } from './proxy-e2e.js';
import type { ProxyClient } from './proxy-e2e-client.js';

/** Codex' configuration in which it asks before it leaves a sandbox that cannot write. */
export const ASKING = 'approval_policy = "on-request"\nsandbox_mode = "read-only"';

/** What a client declares that can be asked. */
export const CAN_BE_ASKED: Fields = { elicitation: {} };

/** Something that Codex may do only when it is allowed. */
export interface Deed {
  /** A prompt that has Codex ask for it; Codex says `made` when it is done. */
  readonly prompt: string;
  readonly isDone: () => boolean;
}

/** A command that leaves its sandbox. @param name of a file there is not. */
export function deed(house: ProxyHouse, name: string, words = ''): Deed {
  const file = house.world.at(name);
  return {
    prompt: `exec:\`touch ${file} && echo made\` escalate ${words}`,
    isDone: () => existsSync(file),
  };
}

/** The approvals of a session, or of all. */
export async function openApprovals(
  client: ProxyClient,
  agentId?: string,
): Promise<readonly Fields[]> {
  if (agentId === undefined) {
    return (await client.call('agent_status')).fields.approvals as readonly Fields[];
  }
  return ((await client.session(agentId)).approvals ?? []) as readonly Fields[];
}

/** What was asked of the client so far, in order. */
export function questionsIn(messages: readonly Message[]): readonly Message[] {
  return messages.filter(({ method }) => method === 'elicitation/create');
}
