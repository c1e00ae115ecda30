/** Something Codex wants to be allowed, as the client is asked it. */
export interface Question {
  /** What a person would read. */
  readonly message: string;
  answer(action: 'accept' | 'decline'): void;
  /** Resolves when an answer is not wanted any more. */
  readonly withdrawn: Promise<void>;
}

/** Where the client's questions wait for the step of the story that answers them. */
export interface QuestionDesk {
  /**
   * Takes a question of the server.
   *
   * @param withdrawn aborts when the server does not wait for an answer any more.
   * @returns what is answered; rejects when the question was withdrawn.
   */
  ask(message: string, withdrawn: AbortSignal): Promise<'accept' | 'decline'>;
  /** The next question. Ask for it before it can come. */
  next(): Promise<Question>;
}

export function createQuestionDesk(): QuestionDesk {
  let take: ((question: Question) => void) | undefined;
  return {
    ask(message, signal) {
      const receive = take;
      take = undefined;
      if (receive === undefined) return Promise.resolve('decline');
      return new Promise((resolve, reject) => {
        const withdrawn = new Promise<void>((tell) => {
          const withdraw = (): void => {
            reject(signal.reason);
            tell();
          };
          signal.addEventListener('abort', withdraw, { once: true });
        });
        receive({ message, answer: resolve, withdrawn });
      });
    },
    next: () =>
      new Promise((resolve) => {
        take = resolve;
      }),
  };
}
