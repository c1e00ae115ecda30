import type { ApprovalRequested, CodexFact } from '../domain/ports/codex.js';

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

  /** @param onStray hears of a request on a thread nobody listens to: it must be answered. */
  constructor(onStray: (request: ApprovalRequested) => void) {
    this.#onStray = onStray;
  }

  deliver(fact: CodexFact): void {
    const listener = this.#listeners.get(fact.threadId);
    if (listener !== undefined) listener(fact);
    else if (fact.type === 'approval.requested') this.#onStray(fact);
    else this.#keep(fact);
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
