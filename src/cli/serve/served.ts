import type { ApprovalAnswer, ApprovalOutcome, ServedSessions } from '../../control/index.js';
import { formatTimestamp, InvalidArgumentError } from '../../domain/index.js';
import { decisionOfCall } from '../../mcp/elicitation/answer.js';
import type { AgentService, OpenApproval } from '../../proxy/api.js';

/** What the control socket serves: whoever closes from outside interrupts the turn, too. */
export function servedBy(
  service: Pick<AgentService, 'close' | 'approvals' | 'approve'>,
  { supervisor }: Pick<ServedSessions, 'supervisor'>,
): ServedSessions {
  return {
    supervisor,
    close: async (agentId) => (await service.close({ agentId })).ok,
    approvals: () => service.approvals().map(controlApprovalOf),
    approve: (answer) => approve(service, answer),
  };
}

function controlApprovalOf(approval: OpenApproval) {
  const { approvalId, agentId, kind, question, changes, expiresAt } = approval;
  const expires = formatTimestamp(new Date(expiresAt));
  return { approvalId, agentId, kind, question, changes, expiresAt: expires };
}

function approve(
  service: Pick<AgentService, 'approvals' | 'approve'>,
  answer: ApprovalAnswer,
): ApprovalOutcome {
  const open = service.approvals().find(({ approvalId }) => approvalId === answer.approvalId);
  if (open === undefined) return { answered: false };
  const read = decisionOfCall(answer, open);
  if ('fault' in read) {
    throw new InvalidArgumentError('decision', 'must be another: this approval proposes no rule');
  }
  const outcome = service.approve(answer.approvalId, read.decision);
  return outcome.ok ? { answered: true, agentId: outcome.value.agentId } : { answered: false };
}
