import { parseAgentClose } from '../arguments/agent-tools.js';
import { refusalResult } from '../errors.js';
import type { ToolCall } from '../house.js';
import { textBlock } from '../ids.js';
import { resultOfOwnFault } from './faults.js';

/** `agent_close`: ends a session for good; its name and its place are free then. */
export const callAgentClose: ToolCall = async (house, _caller, given) => {
  const parsed = parseAgentClose(given);
  if (!parsed.ok) return resultOfOwnFault(parsed);
  const service = await house.service();
  const closed = await service.close(parsed.value);
  if (!closed.ok) return refusalResult(closed.refusal);
  const { agentId, identity, threadId, status } = closed.value;
  return {
    content: [textBlock(`Session ${agentId} ('${identity}') is closed.`)],
    structuredContent: { agent_id: agentId, identity, thread_id: threadId, status },
  };
};
