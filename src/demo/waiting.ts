import type { CodexFact } from '../codex/index.js';

/** Something did not happen in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'deadline_passed';

  constructor(what: string, ms: number) {
    super(`waited ${ms} ms in vain for ${what}`);
  }
}

/**
 * Waits for a promise, but neither for ever nor after an abort.
 *
 * @param what the thing waited for, for the message.
 * @param ms the patience, in milliseconds.
 * @throws DeadlineError after that time, or the reason of the signal.
 */
export function within<T>(
  promise: Promise<T>,
  what: string,
  ms: number,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => reject(signal.reason);
    const timer = setTimeout(() => reject(new DeadlineError(what, ms)), ms);
    signal.addEventListener('abort', abandon, { once: true });
    if (signal.aborted) abandon();
    void promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abandon);
    });
  });
}

type FactOf<Type extends CodexFact['type']> = Extract<CodexFact, { type: Type }>;

/** The facts of Codex, for whoever waits for one. */
export interface FactFeed {
  publish(fact: CodexFact): void;
  /** Calls the listener with every fact from now on, until the returned function is called. */
  listen(listener: (fact: CodexFact) => void): () => void;
  /** The next fact of one of these types on a thread. Ask before the fact can happen. */
  next<Type extends CodexFact['type']>(
    threadId: string,
    ...types: readonly Type[]
  ): Promise<FactOf<Type>>;
  /** Resolves when the agent on a thread has said these words. Ask before it can begin. */
  words(threadId: string, words: string): Promise<void>;
}

export function createFactFeed(): FactFeed {
  const listeners = new Set<(fact: CodexFact) => void>();

  const listen: FactFeed['listen'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return {
    publish(fact) {
      for (const listener of [...listeners]) listener(fact);
    },
    listen,
    next<Type extends CodexFact['type']>(threadId: string, ...types: readonly Type[]) {
      const isAwaited = (fact: CodexFact): fact is FactOf<Type> =>
        fact.threadId === threadId && types.some((type) => type === fact.type);
      return new Promise<FactOf<Type>>((resolve) => {
        const stop = listen((fact) => {
          if (!isAwaited(fact)) return;
          stop();
          resolve(fact);
        });
      });
    },
    words(threadId, words) {
      let said = '';
      return new Promise((resolve) => {
        const stop = listen((fact) => {
          if (fact.type !== 'message.delta' || fact.threadId !== threadId) return;
          said += fact.text;
          if (!said.includes(words)) return;
          stop();
          resolve();
        });
      });
    },
  };
}
