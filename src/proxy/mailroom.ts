import type { ApprovalRequested, CodexFact } from '../domain/ports/codex.js';
import { Family } from './family.js';

type Listener = (fact: CodexFact) => void;

/** How much is kept for a thread nobody listens to yet. */
const KEPT_FACTS = 100;
const KEPT_THREADS = 50;

/**
 * Delivers facts to whoever listens to their thread.
 *
 * What Codex tells of a thread in the same breath as the thread's id comes before anybody can
 * listen: it is kept, bounded, and delivered then.
 */
export class Mailroom {
  readonly #onStray: (request: ApprovalRequested) => void;
  readonly #listeners = new Map<string, Listener>();
  readonly #kept = new Map<string, CodexFact[]>();
  #family = new Family();

  /** @param onStray hears of a request on a thread nobody listens to: it must be answered. */
  constructor(onStray: (request: ApprovalRequested) => void) {
    this.#onStray = onStray;
  }

  deliver(fact: CodexFact): void {
    const listener = this.#listeners.get(fact.threadId);
    if (listener !== undefined) {
      if (fact.type === 'turn.started') this.#family.began(fact);
      return listener(fact);
    }
    if (fact.type === 'notified') this.#family.learn(fact);
    if (fact.type === 'approval.requested') this.#deliverRequest(fact);
    else if (fact.type === 'approval.resolved') this.#ownerOf(fact)?.(fact);
    else this.#keep(fact);
  }

  /** A sub-agent asks through the session that its work began in. */
  #deliverRequest(request: ApprovalRequested): void {
    const owner = this.#ownerOf(request);
    if (owner === undefined) this.#onStray(request);
    else owner(request);
  }

  #ownerOf({ threadId }: CodexFact): Listener | undefined {
    const owner = this.#family.ownerOf(threadId);
    return owner === undefined ? undefined : this.#listeners.get(owner);
  }

  /** Delivers what was kept for a thread, and all that comes. Replaces an earlier listener. */
  listen(threadId: string, listener: Listener): void {
    this.#listeners.set(threadId, listener);
    const kept = this.#kept.get(threadId) ?? [];
    this.#kept.delete(threadId);
    for (const fact of kept) listener(fact);
  }

  leave(threadId: string): void {
    this.#listeners.delete(threadId);
    this.#kept.delete(threadId);
  }

  /** Nobody listens any more, and nothing is kept: another backend is about to speak. */
  empty(): void {
    this.#listeners.clear();
    this.#kept.clear();
    this.#family = new Family();
  }

  #keep(fact: CodexFact): void {
    const kept = this.#kept.get(fact.threadId) ?? [];
    if (kept.length === 0) {
      const [oldest] = this.#kept.keys();
      if (this.#kept.size >= KEPT_THREADS && oldest !== undefined) this.#kept.delete(oldest);
      this.#kept.set(fact.threadId, kept);
    }
    if (kept.length < KEPT_FACTS) kept.push(fact);
  }
}
