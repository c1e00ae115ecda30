import { isJsonObject, type JsonObject } from '../domain/index.js';
import type { ApprovalDecision, ApprovalKind, FileChange } from '../domain/ports/codex.js';

/** An approval that waits for its answer. */
export interface ControlApproval {
  /** Unique while the process that serves it lives. */
  readonly approvalId: string;
  /** The session whose turn waits. */
  readonly agentId: string;
  readonly kind: ApprovalKind;
  /** One sentence for people: what is asked. */
  readonly question: string;
  /** Of a file change: what it would do. */
  readonly changes: readonly FileChange[];
  /** When it is answered by the default: RFC 3339. */
  readonly expiresAt: string;
}

/** The words an approval is answered with, as `agent_approve` has them. */
export type DecisionWord = ApprovalDecision['decision'];

/** The answer to an approval. */
export interface ApprovalAnswer {
  readonly approvalId: string;
  /** `accept_with_rule` takes the rule that the approval proposes. */
  readonly decision: DecisionWord;
  /** With `accept`: the answers to questions by their ids, or the form filled in. */
  readonly content?: JsonObject;
}

/** What an answer came to: false, the approval is not open; it was answered before, or never was. */
export type ApprovalOutcome =
  | { readonly answered: true; readonly agentId: string }
  | { readonly answered: false };

const WORDS: Readonly<Record<DecisionWord, true>> = {
  accept: true,
  accept_for_session: true,
  accept_with_rule: true,
  decline: true,
  cancel: true,
};

/** Reads the parameters of `approve`; a text says what they must be. */
export function approvalAnswerIn(params: JsonObject): ApprovalAnswer | string {
  const { approvalId, decision, content } = params;
  if (typeof approvalId !== 'string') return '`approvalId` must be a string';
  if (!isDecisionWord(decision)) {
    return `\`decision\` must be one of ${Object.keys(WORDS).join(', ')}`;
  }
  if (content === undefined) return { approvalId, decision };
  if (!isJsonObject(content)) return '`content` must be an object, if present';
  if (decision !== 'accept') return '`content` goes with the decision accept alone';
  return { approvalId, decision, content };
}

function isDecisionWord(value: unknown): value is DecisionWord {
  return typeof value === 'string' && Object.hasOwn(WORDS, value);
}
