import { isJsonObject, type Json, type JsonObject, ownField } from '../../domain/index.js';
import type { ApprovalDecision, ApprovalKind } from '../../domain/ports/codex.js';
import type { OpenApproval } from '../../proxy/api.js';
import type { ApproveCall } from '../arguments/agent-tools.js';
import { objectOf, wordsOf } from '../unread.js';

const DECLINE: ApprovalDecision = { decision: 'decline' };

/** The words of `codex mcp-server` 0.153.4; any other one declines, as it did there. */
const OLD_WORDS: Readonly<Record<string, ApprovalDecision>> = {
  approved: { decision: 'accept' },
  approved_for_session: { decision: 'accept_for_session' },
  denied: DECLINE,
  timed_out: DECLINE,
  abort: { decision: 'cancel' },
};

/**
 * Reads a client's answer to an elicitation: the old `decision`, which wins, or MCP's `action`.
 *
 * Whatever is not clearly a yes declines. So does `cancel`: Claude Code without a user answers every
 * question with it at once, and an interrupted turn would make it unusable.
 */
export function decisionOf(
  answer: unknown,
  { kind }: Pick<OpenApproval, 'kind'>,
): ApprovalDecision {
  if (!isJsonObject(answer)) return DECLINE;
  const old = ownField(answer, 'decision');
  if (old !== undefined) return oldDecision(old);
  if (ownField(answer, 'action') !== 'accept') return DECLINE;
  const content = objectOf(answer, 'content');
  if (hasForm(kind)) return accepted(content);
  // a client may have put the old word into the form; a no there must not become a yes
  const inForm = content && ownField(content, 'decision');
  return inForm === undefined ? { decision: 'accept' } : oldDecision(inForm);
}

/**
 * Reads a call of `agent_approve`.
 *
 * @param approval the one that is answered, if it is open.
 * @returns the decision, or why it cannot be made.
 */
export function decisionOfCall(
  { decision, content }: ApproveCall,
  approval: OpenApproval | undefined,
): { readonly decision: ApprovalDecision } | { readonly fault: string } {
  if (decision === 'accept') return { decision: accepted(content) };
  if (decision !== 'accept_with_rule') return { decision: { decision } };
  const rule = wordsOf(approval?.params, 'proposedExecpolicyAmendment');
  if (approval !== undefined && rule === undefined) {
    return {
      fault: 'This approval proposes no rule; answer it with accept or accept_for_session.',
    };
  }
  return { decision: { decision, rule: rule ?? [] } };
}

function hasForm(kind: ApprovalKind): boolean {
  return kind === 'question' || kind === 'mcp_elicitation';
}

function accepted(content: JsonObject | undefined): ApprovalDecision {
  return { decision: 'accept', ...(content !== undefined && { content }) };
}

function oldDecision(old: Json): ApprovalDecision {
  if (typeof old === 'string')
    return Object.hasOwn(OLD_WORDS, old) ? (OLD_WORDS[old] ?? DECLINE) : DECLINE;
  const rule = wordsOf(old, 'approved_execpolicy_amendment', 'proposed_execpolicy_amendment');
  return rule === undefined ? DECLINE : { decision: 'accept_with_rule', rule };
}
