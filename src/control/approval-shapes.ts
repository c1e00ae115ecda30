import { isJsonObject, isTimestamp } from '../domain/index.js';
import type { ApprovalKind, FileChange } from '../domain/ports/codex.js';
import type { ApprovalOutcome, ControlApproval } from './approvals.js';
import { isText, wordsOf } from './shapes.js';

export interface OpenApprovals {
  readonly approvals: readonly ControlApproval[];
}

export function isOpenApprovals(value: unknown): value is OpenApprovals {
  return isJsonObject(value) && Array.isArray(value.approvals) && value.approvals.every(isApproval);
}

export function isApprovalOutcome(value: unknown): value is ApprovalOutcome {
  if (!isJsonObject(value)) return false;
  const { answered, agentId } = value;
  return answered === false || (answered === true && isText(agentId));
}

export function isApproval(value: unknown): value is ControlApproval {
  if (!isJsonObject(value)) return false;
  const { approvalId, agentId, kind, question, changes, expiresAt } = value;
  const isGoodHead = [approvalId, agentId, question].every(isText) && KINDS.has(kind);
  const hasGoodTime = isText(expiresAt) && isTimestamp(expiresAt);
  return isGoodHead && hasGoodTime && Array.isArray(changes) && changes.every(isFileChange);
}

function isFileChange(value: unknown): value is FileChange {
  if (!isJsonObject(value)) return false;
  return isText(value.path) && isText(value.diff) && CHANGES.has(value.kind);
}

const KINDS = wordsOf<ApprovalKind>({
  command: true,
  file_change: true,
  permissions: true,
  mcp_elicitation: true,
  question: true,
});
const CHANGES = wordsOf<FileChange['kind']>({ add: true, delete: true, update: true });
