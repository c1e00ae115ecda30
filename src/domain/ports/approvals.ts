import type { JsonObject } from '../json.js';

/** What an approval is about. */
export type ApprovalKind =
  | 'command'
  | 'file_change'
  | 'permissions'
  | 'mcp_elicitation'
  | 'question';

/** One file of a change that waits for an approval. */
export interface FileChange {
  readonly path: string;
  readonly kind: 'add' | 'delete' | 'update';
  /** The new content of an added file, the old one of a deleted file, else a unified diff. */
  readonly diff: string;
}

/**
 * Codex asks, and the turn waits until `answer` is called. Withdrawn by `approval.resolved`.
 */
export interface ApprovalRequested {
  readonly type: 'approval.requested';
  /** Unique within this process. */
  readonly requestId: string;
  readonly kind: ApprovalKind;
  readonly threadId: string;
  readonly turnId: string | null;
  readonly itemId: string | null;
  /** One sentence for people: what is asked. */
  readonly question: string;
  /** Of a file change: what it would do, from the item that announced it. */
  readonly changes: readonly FileChange[];
  /** Everything Codex sent. */
  readonly params: JsonObject;
}

/** A request of Codex was answered, or Codex does not want an answer any more. */
export interface ApprovalResolved {
  readonly type: 'approval.resolved';
  readonly threadId: string;
  readonly requestId: string;
}

/** How an approval is answered, in words that hold for every kind. */
export type ApprovalDecision =
  | { readonly decision: 'accept'; readonly content?: JsonObject }
  /** Accept, and do not ask for the same again while the thread is loaded. */
  | { readonly decision: 'accept_for_session' }
  /** Accept a command, and write a rule into the user's configuration that always accepts it. */
  | { readonly decision: 'accept_with_rule'; readonly rule: readonly string[] }
  /** Refuse; the turn goes on. */
  | { readonly decision: 'decline' }
  /** Refuse, and interrupt the turn. */
  | { readonly decision: 'cancel' };
