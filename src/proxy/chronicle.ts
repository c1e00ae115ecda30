import type { ApprovalDecision } from '../domain/ports/codex.js';
import type { EndedTurn } from './agent-parts.js';
import type { Turn } from './api.js';
import type { Audit, AuditEntry } from './audit.js';
import type { Log } from './log.js';

/** What happened, told to the log and to the audit. */
export interface Chronicle {
  readonly turnAsked: (turn: Turn, prompt: string) => void;
  readonly turnEnded: (agentId: string, ended: EndedTurn) => void;
  readonly sessionClosed: (agentId: string) => void;
  /** @param by `default` where nobody answered. */
  readonly approvalAnswered: (
    agentId: string,
    decision: ApprovalDecision,
    by?: AuditEntry['by'],
  ) => void;
}

/** The log never hears a prompt; the audit decides for itself what it writes of one. */
export function createChronicle(log: Log, audit: Audit = () => {}): Chronicle {
  return {
    turnAsked({ agentId, identity, ticket }, prompt) {
      log('info', 'turn asked for', { agentId, ticket });
      audit({ event: 'turn.asked', agentId, identity, prompt });
    },
    turnEnded(agentId, { end, turnId }) {
      const facts = { agentId, turnId, how: end.type };
      log('info', 'turn ended', facts);
      audit({ event: 'turn.ended', ...facts });
    },
    sessionClosed(agentId) {
      log('info', 'session closed', { agentId });
      audit({ event: 'session.closed', agentId });
    },
    approvalAnswered(agentId, { decision }, by) {
      const facts = { agentId, decision, ...(by && { by }) };
      log('info', 'approval answered', facts);
      audit({ event: 'approval.answered', ...facts });
    },
  };
}
