import type { ApprovalDecision, ApprovalRequested } from '../domain/ports/codex.js';
import type { OpenApproval } from './api.js';

export interface ApprovalPolicyOptions {
  /** How long an approval waits for an answer, in milliseconds. */
  readonly timeoutMs: number;
  /** What is answered then. */
  readonly fallback: ApprovalDecision;
  /** Hears of each approval that got that answer. */
  readonly onFallback?: (approval: OpenApproval) => void;
  /** Others are open than before. */
  readonly onChange?: () => void;
}

interface Entry {
  readonly approval: OpenApproval;
  readonly requestId: string;
  readonly timer: NodeJS.Timeout;
  readonly answer: (decision: ApprovalDecision) => void;
  readonly settled: () => void;
}

/** Where an approval comes from, and who is told when it is settled. */
export interface ApprovalCase {
  readonly agentId: string;
  readonly request: ApprovalRequested;
  /** Passes the answer on; called at most once. */
  readonly answer: (decision: ApprovalDecision) => void;
  /** It was answered, by whomever, or withdrawn; called exactly once, after `answer`. */
  readonly settled: () => void;
}

/**
 * The approvals that wait for an answer, of all sessions. The first answer counts; where none comes
 * in time, the default is answered, so no turn waits for ever.
 */
export class ApprovalDesk {
  readonly #options: ApprovalPolicyOptions;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  #last = 0;
  #isClosed = false;

  constructor(options: ApprovalPolicyOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  /** All that are open, oldest first. */
  get open(): readonly OpenApproval[] {
    return [...this.#entries.values()].map(({ approval }) => approval);
  }

  lay({ agentId, request, answer, settled }: ApprovalCase): OpenApproval {
    const { requestId, threadId, turnId, itemId, kind, question, changes, params } = request;
    const { timeoutMs } = this.#options;
    this.#last += 1;
    const approvalId = `approval-${this.#last}`;
    const approval: OpenApproval = Object.freeze({
      ...{ approvalId, agentId, threadId, turnId, itemId, kind, question, changes, params },
      expiresAt: this.#now() + timeoutMs,
    });
    const patience = this.#isClosed ? 0 : timeoutMs;
    const timer = setTimeout(() => this.#fallBack(approvalId), patience);
    this.#entries.set(approvalId, { approval, requestId, timer, answer, settled });
    this.#options.onChange?.();
    return approval;
  }

  /** Answers one. Undefined if it is not open: unknown, answered, or withdrawn. */
  answer(approvalId: string, decision: ApprovalDecision): OpenApproval | undefined {
    const entry = this.#take(approvalId);
    entry?.answer(decision);
    entry?.settled();
    return entry?.approval;
  }

  /** Nobody will come any more: what is open, or comes, is answered by the default. */
  close(): void {
    this.#isClosed = true;
    for (const { approvalId } of this.open) this.#fallBack(approvalId);
  }

  /** Codex does not want an answer any more. */
  withdraw(threadId: string, requestId: string): void {
    for (const { approval, requestId: id } of this.#entries.values()) {
      if (id !== requestId || approval.threadId !== threadId) continue;
      this.#take(approval.approvalId)?.settled();
    }
  }

  /** Answers all of a session: it is closed, or its process is gone. */
  clear(agentId: string, decision: ApprovalDecision): void {
    for (const { agentId: of, approvalId } of this.open) {
      if (of === agentId) this.answer(approvalId, decision);
    }
  }

  #fallBack(approvalId: string): void {
    const { fallback, onFallback } = this.#options;
    const approval = this.answer(approvalId, fallback);
    if (approval !== undefined) onFallback?.(approval);
  }

  #take(approvalId: string): Entry | undefined {
    const entry = this.#entries.get(approvalId);
    clearTimeout(entry?.timer);
    if (this.#entries.delete(approvalId)) this.#options.onChange?.();
    return entry;
  }
}
