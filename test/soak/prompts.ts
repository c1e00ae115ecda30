import type { Fields } from '../support/mcp-messages.js';
import type { Place } from './places.js';
import { type PromptStep, wordsOf } from './plan.js';

/** A call of a tool. */
export interface ToolCall {
  readonly tool: string;
  readonly given: Fields;
  /** Whether it asks for a session that is not there yet. */
  readonly isNew: boolean;
}

/** The call that a prompt is, as things stand in its place. */
export function callOf(step: PromptStep, place: Place): ToolCall {
  const { prompt } = wordsOf(step);
  const { agentId, threadId, identity } = place;
  const waits = step.how === 'background' ? { wait: false } : {};
  if (step.how === 'new' || agentId === '') {
    const rights = { sandbox: 'read-only', 'approval-policy': 'on-request' };
    const given = { prompt, ...rights, ...waits, ...(identity && { identity }) };
    return { tool: 'codex', given, isNew: true };
  }
  // most replies to a closed session would only be refused
  const opensAgain = place.isClosed && step.number % 3 > 0;
  if (step.how !== 'reply' || opensAgain) {
    return { tool: 'codex', given: { prompt, agent_id: agentId, ...waits }, isNew: false };
  }
  const byThread = threadId !== '' && step.number % 2 === 0;
  const address = byThread ? { threadId } : { agent_id: agentId };
  return { tool: 'codex-reply', given: { prompt, ...address }, isNew: false };
}
