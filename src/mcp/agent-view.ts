import type { AgentView, OpenApproval, TurnProgress } from '../proxy/api.js';
import { progressMessage } from './progress-message.js';

/** An approval as the tools show it. */
export function approvalFields({ approvalId, kind, question, changes, expiresAt }: OpenApproval) {
  return {
    approval_id: approvalId,
    kind,
    question,
    ...(changes.length > 0 && { changes: changes.map((change) => ({ ...change })) }),
    expires_at: new Date(expiresAt).toISOString(),
  };
}

/** A turn as the tools show it. */
export function turnFields({ state, activity, elapsedMs, before }: TurnProgress) {
  return {
    state,
    ...(activity !== '' && { activity }),
    ...(state !== 'idle' && { elapsed_seconds: Math.round(elapsedMs / 1000) }),
    ...(before > 0 && { turns_before: before }),
  };
}

/** A session as the tools show it. */
export function agentFields({ record, owner, turn, queued, approvals }: AgentView) {
  const { agentId, identity, threadId, status, threadState, cwd, repoName, branch, tag } = record;
  return {
    agent_id: agentId,
    identity,
    thread_id: threadId,
    status,
    thread_state: threadState,
    cwd,
    ...(repoName !== null && { repo_name: repoName }),
    ...(branch !== null && { branch }),
    ...(tag !== undefined && { tag }),
    started_at: record.startedAt,
    last_active: record.lastActive,
    ...(owner !== null && { owner: { ...owner } }),
    turn: turnFields(turn),
    ...(queued > 0 && { queued_turns: queued }),
    ...(approvals.length > 0 && { approvals: approvals.map(approvalFields) }),
  };
}

/** The same in one line, for those who are shown only text. */
export function agentLine({ record, owner, turn, approvals }: AgentView): string {
  const { identity, status, threadState, agentId, threadId } = record;
  const doing = turn.state === 'idle' ? threadState : progressMessage(turn);
  const where = owner === null ? '' : ` · in process ${owner.pid} on ${owner.host}`;
  const open = approvals
    .map(({ approvalId, question }) => ` · ${approvalId}: ${question}`)
    .join('');
  return `${identity} · ${status} · ${doing} · agent_id: ${agentId} · threadId: ${threadId ?? 'none'}${where}${open}`;
}
