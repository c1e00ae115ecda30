import type { SessionSettings, TurnEnd } from './api.js';
import type { RightsClaim } from './policy.js';
import { refusal } from './refusals.js';
import { askedRights, narrower, type Rights } from './rights.js';

export type Refused = Extract<TurnEnd, { readonly type: 'refused' }>;

/** The fact that an end is, for the session machine. */
export const FACTS = {
  completed: 'turn.completed',
  failed: 'turn.failed',
  interrupted: 'turn.interrupted',
  refused: 'turn.failed',
} as const;

export const closing = (agentId: string) =>
  refusal(
    'session_closed',
    `session '${agentId}' is being closed; call codex with its agent_id to open it again when it is`,
    {
      agentId,
    },
  );

/** What its thread has is not known before: nothing can be said to be narrower. */
export const opening = ({ agentId }: { agentId: string }) =>
  refusal(
    'session_active',
    `session '${agentId}' is just being opened and keeps its settings until then; ask again in a moment, or leave them out`,
    { agentId },
  );

export const named = ({ agentId, identity }: { agentId: string; identity: string }) =>
  refusal(
    'invalid_session_params',
    `session '${agentId}' is active as '${identity}' and keeps that name; leave identity out`,
    { agentId, identity },
  );

/** What changed after the caller's and the person's word. */
export function rightsNow(
  had: Required<Rights>,
  changes: SessionSettings,
  claim: RightsClaim,
): Rights {
  const { identity, rule } = claim;
  const asked = { ...had, ...askedRights(changes) };
  const now = narrower(rule.decide(identity, asked, asked), had);
  return {
    ...(now.sandbox && now.sandbox !== had.sandbox && { sandbox: now.sandbox }),
    ...(now.approvalPolicy &&
      now.approvalPolicy !== had.approvalPolicy && { approvalPolicy: now.approvalPolicy }),
  };
}
