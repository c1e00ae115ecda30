import { parseAgentApprove } from '../arguments/agent-tools.js';
import { wrong } from '../arguments/parsed.js';
import { decisionOfCall } from '../elicitation/answer.js';
import { refusalResult } from '../errors.js';
import type { ToolCall } from '../house.js';
import { textBlock } from '../ids.js';
import { resultOfOwnFault } from './faults.js';

/** `agent_approve`: answers what Codex asks; the first answer counts. */
export const callAgentApprove: ToolCall = async (house, _caller, given) => {
  const parsed = parseAgentApprove(given);
  if (!parsed.ok) return resultOfOwnFault(parsed);
  const service = await house.service();
  const { approvalId, decision } = parsed.value;
  const open = service.approvals().find((one) => one.approvalId === approvalId);
  const read = decisionOfCall(parsed.value, open);
  if ('fault' in read) return resultOfOwnFault(wrong(read.fault));
  const answered = service.approve(approvalId, read.decision);
  if (!answered.ok) return refusalResult(answered.refusal);
  const { agentId, threadId } = answered.value;
  return {
    content: [textBlock(`${approvalId} was answered: ${decision}.`)],
    structuredContent: {
      approval_id: approvalId,
      decision,
      agent_id: agentId,
      thread_id: threadId,
    },
  };
};
