import type {
  ApprovalDecision,
  ApprovalRequested,
  ApprovalResolved,
} from '../domain/ports/codex.js';
import { answerOf } from './approval-answers.js';
import type { Question } from './approval-requests.js';
import type { RequestId } from './protocol/model.js';
import type { ServerNotifications } from './protocol/notifications.js';
import { fieldOf, type Unread } from './unread.js';

interface Asked {
  readonly wireId: RequestId;
  readonly question: Question;
  answered: boolean;
}

/**
 * The requests of Codex that a person answers: each is answered at most once, and known until Codex
 * says that it is resolved.
 */
export class Approvals {
  readonly #asked = new Map<string, Asked>();
  readonly #send: (wireId: RequestId, answer: object) => void;

  constructor(send: (wireId: RequestId, answer: object) => void) {
    this.#send = send;
  }

  /**
   * Takes a request. Codex repeats one that is open when its thread is resumed, but not the item that
   * announced its changes: the question stays as it was.
   */
  ask(wireId: RequestId, asked: Question): ApprovalRequested {
    const requestId = requestIdOf(wireId);
    const known = this.#asked.get(requestId)?.question;
    const question = known !== undefined && isSame(known, asked) ? known : asked;
    this.#asked.set(requestId, { wireId, question, answered: false });
    return { type: 'approval.requested', requestId, ...question };
  }

  /** Answers a request. False if it was answered before, is resolved, or was never asked. */
  answer(requestId: string, decision: ApprovalDecision): boolean {
    const asked = this.#asked.get(requestId);
    if (asked === undefined || asked.answered) return false;
    asked.answered = true;
    this.#send(asked.wireId, answerOf(asked.question.kind, decision, asked.question.params));
    return true;
  }

  /** Hears that Codex wants no answer any more; undefined for a request that was not asked here. */
  resolve(
    params: Unread<ServerNotifications['serverRequest/resolved']>,
  ): ApprovalResolved | undefined {
    const requestId = requestIdOf(fieldOf(params, 'requestId'));
    const asked = this.#asked.get(requestId);
    if (asked === undefined) return undefined;
    this.#asked.delete(requestId);
    return { type: 'approval.resolved', threadId: asked.question.threadId, requestId };
  }

  /** Forgets everything: the process is gone. */
  clear(): void {
    this.#asked.clear();
  }
}

function isSame(one: Question, other: Question): boolean {
  return one.threadId === other.threadId && one.itemId === other.itemId;
}

/** As text, and 7 apart from '7'. */
function requestIdOf(wireId: unknown): string {
  return JSON.stringify(wireId) ?? '';
}
