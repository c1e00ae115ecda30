import type { ApprovalAnswer, ApprovalOutcome, ServedSessions } from '../../control/index.js';
import { InvalidArgumentError } from '../../domain/index.js';
import { decisionOfCall } from '../../mcp/elicitation/answer.js';
import type { AgentService } from '../../proxy/api.js';
import type { Charts } from './charts.js';
import { controlApprovalOf } from './control-approval.js';
import { observe, show } from './observe.js';

/** What is served. */
export interface Serving {
  readonly service: Pick<AgentService, 'close' | 'approvals' | 'approve' | 'sights'>;
  readonly sessions: Pick<ServedSessions, 'supervisor'>;
  readonly charts: Charts;
  readonly clock: () => Date;
}

/** What the control socket serves: whoever closes from outside interrupts the turn, too. */
export function servedBy({ service, sessions, charts, clock }: Serving): ServedSessions {
  const { supervisor } = sessions;
  const observed = { service, supervisor, charts, now: () => clock().getTime() };
  return {
    supervisor,
    close: async (agentId) => (await service.close({ agentId })).ok,
    approvals: () => service.approvals().map(controlApprovalOf),
    approve: (answer) => approve(service, answer),
    observe: (listener) => observe(observed, listener),
    show: (agentId) => show(service, agentId),
  };
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
