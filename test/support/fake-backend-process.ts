import { BackendExitedError } from '../../src/domain/codex-errors.js';
import type {
  ApprovalDecision,
  BackendExit,
  CodexBackend,
  CodexConfiguration,
  CodexFact,
  OpenThread,
  ThreadSettings,
  TurnSettings,
} from '../../src/domain/ports/codex.js';
import type { Script, Step } from './fake-backend-script.js';
import { begin, type FakeThreads } from './fake-backend-threads.js';

/** A prompt as Codex took it, and the settings that held for it. */
export interface Prompted extends OpenThread {
  readonly prompt: string;
}

/** What the processes of one fake Codex share. */
export interface FakeHome {
  readonly script: Script;
  readonly threads: FakeThreads;
  readonly prompts: Prompted[];
  readonly steered: string[];
  readonly configuration: CodexConfiguration;
  nextTurnId(): string;
  tellOf(threadId: string, fact: CodexFact): void;
  respond(threadId: string, prompt: string): void;
  interrupt(threadId: string): void;
}

/** A request as it was made. */
export interface Asked {
  readonly method: Step;
  readonly args: readonly unknown[];
}

export interface Answered {
  readonly requestId: string;
  readonly decision: ApprovalDecision['decision'];
  /** False: it was not open any more. */
  readonly counted: boolean;
}

/** One process of a fake Codex: records what it is asked, and answers by the script. */
export class FakeBackend implements CodexBackend {
  readonly requests: Asked[] = [];
  readonly answers: Answered[] = [];
  readonly exited: Promise<BackendExit>;
  readonly #open = new Map<string, string>();
  readonly #dead: Promise<never>;
  #exit: BackendExit | undefined;
  #exits: (exit: BackendExit) => void = () => {};
  #dies: (error: unknown) => void = () => {};

  constructor(
    readonly codex: FakeHome,
    readonly pid: number,
    readonly version: string | null,
    readonly tell: (fact: CodexFact) => void,
  ) {
    this.exited = new Promise((resolve) => {
      this.#exits = resolve;
    });
    this.#dead = new Promise((_, reject) => {
      this.#dies = reject;
    });
    this.#dead.catch(() => {});
  }

  startThread = (settings: ThreadSettings = {}) =>
    this.#request('startThread', [settings], () => this.codex.threads.start(settings, this));

  resumeThread = (threadId: string, settings: ThreadSettings = {}) =>
    this.#request('resumeThread', [threadId, settings], () =>
      this.codex.threads.resume(threadId, settings, this),
    );

  forkThread = (threadId: string, settings: ThreadSettings = {}): Promise<OpenThread> =>
    this.#request('forkThread', [threadId, settings], () =>
      this.codex.threads.start(settings, this, this.codex.threads.at(threadId).turns),
    );

  startTurn = (threadId: string, prompt: string, settings: TurnSettings = {}) =>
    this.#request('startTurn', [threadId, prompt, settings], () => {
      const thread = this.codex.threads.at(threadId);
      const rights = this.codex.threads.override(threadId, settings);
      this.codex.prompts.push({ ...rights, prompt });
      if (thread.running !== null) {
        this.codex.steered.push(prompt);
        return thread.running;
      }
      const turnId = this.codex.nextTurnId();
      begin(thread, turnId);
      // the client tells of the turn in the tick in which it reads the answer
      this.codex.tellOf(threadId, { type: 'turn.started', threadId, turnId });
      this.codex.respond(threadId, prompt);
      return turnId;
    });

  interruptTurn = (threadId: string) =>
    this.#request('interruptTurn', [threadId], () => this.codex.interrupt(threadId));

  listTurns = (threadId: string, limit: number) =>
    this.#request('listTurns', [threadId, limit], () =>
      this.codex.threads.at(threadId).turns.slice(0, limit),
    );

  isThreadActive = (threadId: string) =>
    this.#request(
      'isThreadActive',
      [threadId],
      () => this.codex.threads.at(threadId).running !== null,
    );

  cleanTerminals = (threadId: string) => this.#request('cleanTerminals', [threadId], () => {});

  unsubscribeThread = (threadId: string) =>
    this.#request('unsubscribeThread', [threadId], () => {
      this.codex.threads.at(threadId).isSubscribed = false;
    });

  archiveThread = (threadId: string) =>
    this.#request('archiveThread', [threadId], () => {
      const thread = this.codex.threads.at(threadId);
      thread.isArchived = true;
      thread.loadedIn = null;
    });

  unarchiveThread = (threadId: string) =>
    this.#request('unarchiveThread', [threadId], () => {
      this.codex.threads.at(threadId).isArchived = false;
    });

  readConfiguration = (cwd?: string) =>
    this.#request('readConfiguration', [cwd], () => this.codex.configuration);

  /** Asks for an approval. */
  ask(requestId: string, threadId: string): void {
    this.#open.set(requestId, threadId);
  }

  answer(requestId: string, { decision }: ApprovalDecision): boolean {
    const threadId = this.#open.get(requestId);
    const counted = this.#exit === undefined && threadId !== undefined;
    this.answers.push({ requestId, decision, counted });
    if (counted) this.withdraw(requestId);
    return counted;
  }

  /** Wants no answer any more. */
  withdraw(requestId: string): void {
    const threadId = this.#open.get(requestId);
    if (threadId === undefined) return;
    this.#open.delete(requestId);
    // Codex writes it after it has read the answer
    queueMicrotask(() => this.tell({ type: 'approval.resolved', threadId, requestId }));
  }

  async stop(): Promise<BackendExit> {
    this.requests.push({ method: 'stop', args: [] });
    await this.codex.script.pass('stop');
    this.die({ exitCode: 0 });
    return this.exited;
  }

  /** The process is gone. */
  die({ exitCode = null, signal = null, stderrTail = [] }: Partial<BackendExit>): void {
    if (this.#exit !== undefined) return;
    this.#exit = { exitCode, signal, stderrTail };
    this.codex.threads.unload(this);
    this.#dies(new BackendExitedError(this.#exit));
    this.#exits(this.#exit);
  }

  /** The arguments of all requests of a kind. */
  asked(method: Step): readonly (readonly unknown[])[] {
    return this.requests.filter((asked) => asked.method === method).map(({ args }) => args);
  }

  #request<T>(method: Step, args: readonly unknown[], work: () => T): Promise<T> {
    this.requests.push({ method, args });
    if (this.#exit !== undefined) return Promise.reject(new BackendExitedError(this.#exit));
    const answer = this.codex.script.pass(method).then(() => {
      if (this.#exit !== undefined) throw new BackendExitedError(this.#exit);
      return work();
    });
    return Promise.race([answer, this.#dead]);
  }
}
