import type { ControlApproval } from '../../control/index.js';
import { formatTimestamp } from '../../domain/index.js';
import type { OpenApproval } from '../../proxy/api.js';

/** An approval as the control socket tells it: without what only Codex understands. */
export function controlApprovalOf(approval: OpenApproval): ControlApproval {
  const { approvalId, agentId, kind, question, changes, expiresAt } = approval;
  const expires = formatTimestamp(new Date(expiresAt));
  return { approvalId, agentId, kind, question, changes, expiresAt: expires };
}
