import type { TurnsEvent } from '../../machines/index.js';
import type { ApprovalRequested, CodexBackend } from '../domain/ports/codex.js';
import type { ApprovalDesk } from './approval-desk.js';
import type { TurnRecord } from './turn-record.js';

/** The session that is asked, as it is now. */
export interface AskedSession {
  readonly desk: ApprovalDesk;
  readonly backend: CodexBackend | null;
  readonly agentId: string;
  /** The turn that can wait for an answer, if there is one. */
  readonly turn: TurnRecord | undefined;
  readonly turnId: string | null;
  readonly tell: (event: TurnsEvent) => void;
}

/** Lays a request of Codex on the desk; what no turn waits for any more is declined. */
export function layApproval(request: ApprovalRequested, asked: AskedSession): void {
  const { desk, backend, agentId, turn, tell } = asked;
  if (turn === undefined || isLate(request, turn, asked.turnId)) {
    backend?.answer(request.requestId, { decision: 'decline' });
    return;
  }
  const approval = desk.lay({
    agentId,
    request,
    answer: (decision) => void backend?.answer(request.requestId, decision),
    settled: () => {
      turn.settleApproval(approval.approvalId);
      tell({ type: 'approval.settled', approvalId: approval.approvalId });
    },
  });
  tell({ type: 'approval.requested', approvalId: approval.approvalId });
  turn.ask(approval);
}

/** Of a turn that was given up. A sub-agent's thread has turns of its own. */
function isLate(request: ApprovalRequested, turn: TurnRecord, turnId: string | null): boolean {
  const isOwn = request.threadId === turn.threadId;
  return isOwn && request.turnId !== null && request.turnId !== turnId;
}
