import type { Json, JsonObject } from '../domain/json.js';
import type { ApprovalDecision, ApprovalKind } from '../domain/ports/codex.js';
import type { UserAnswer } from './protocol/model.js';
import type { ServerRequests } from './protocol/server-requests.js';
import { objectOf } from './unread.js';

type AnswerTo<Method extends keyof ServerRequests> = ServerRequests[Method]['answer'];

/** Says a decision in the words of one kind of request; `params` are those of the request. */
type Say = (decision: ApprovalDecision, params: JsonObject) => object;

const ANSWERS: Readonly<Record<ApprovalKind, Say>> = {
  command: answerToCommand,
  file_change: answerToChanges,
  permissions: answerToPermissions,
  mcp_elicitation: answerToServer,
  question: answerToQuestions,
};

/**
 * Makes the answer to a request of Codex (0.169.0). A kind that cannot be cancelled is declined; one
 * that knows no rules is accepted this once.
 */
export function answerOf(
  kind: ApprovalKind,
  decision: ApprovalDecision,
  params: JsonObject,
): object {
  return ANSWERS[kind](decision, params);
}

function answerToCommand(
  decision: ApprovalDecision,
): AnswerTo<'item/commandExecution/requestApproval'> {
  if (decision.decision !== 'accept_with_rule') return { decision: wordOf(decision) };
  return {
    decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: [...decision.rule] } },
  };
}

function answerToChanges(decision: ApprovalDecision): AnswerTo<'item/fileChange/requestApproval'> {
  return { decision: wordOf(decision) };
}

function wordOf({ decision }: ApprovalDecision) {
  switch (decision) {
    case 'accept':
    case 'accept_with_rule':
      return 'accept';
    case 'accept_for_session':
      return 'acceptForSession';
    default:
      return decision;
  }
}

function answerToPermissions(
  decision: ApprovalDecision,
  params: JsonObject,
): AnswerTo<'item/permissions/requestApproval'> {
  const scope = decision.decision === 'accept_for_session' ? 'session' : 'turn';
  if (!isAccepted(decision)) return { permissions: {}, scope };
  const asked = objectOf(params.permissions);
  const network = objectOf(asked?.network);
  const fileSystem = objectOf(asked?.fileSystem);
  return { permissions: { ...(network && { network }), ...(fileSystem && { fileSystem }) }, scope };
}

function answerToServer(decision: ApprovalDecision): AnswerTo<'mcpServer/elicitation/request'> {
  if (!isAccepted(decision)) {
    const action = decision.decision === 'cancel' ? 'cancel' : 'decline';
    return { action, content: null, _meta: null };
  }
  const content = decision.decision === 'accept' ? (decision.content ?? {}) : {};
  const meta = decision.decision === 'accept_for_session' ? { persist: 'session' } : null;
  return { action: 'accept', content, _meta: meta };
}

/** No answers are a refusal: the agent goes on without (0.169.0, tried; an error says the same). */
function answerToQuestions(decision: ApprovalDecision): AnswerTo<'item/tool/requestUserInput'> {
  const content = decision.decision === 'accept' ? (decision.content ?? {}) : {};
  const answers = Object.entries(content).map(([id, answer]): [string, UserAnswer] => [
    id,
    { answers: wordsOf(answer) },
  ]);
  return { answers: Object.fromEntries(answers) };
}

/** One answer or several, as texts. */
function wordsOf(answer: Json): string[] {
  const all: readonly Json[] = Array.isArray(answer) ? answer : [answer];
  return all.flatMap((word) => {
    if (typeof word === 'string') return [word];
    return typeof word === 'number' || typeof word === 'boolean' ? [String(word)] : [];
  });
}

function isAccepted({ decision }: ApprovalDecision): boolean {
  return decision !== 'decline' && decision !== 'cancel';
}
