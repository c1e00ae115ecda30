import { RequestTimeoutError } from '../domain/index.js';
import type { CodexBackend, CodexFact, OpenThread, TurnSettings } from '../domain/ports/codex.js';
import type { BackendHost } from './backend-host.js';
import { type Opening, type OpeningPlan, openThread } from './opening.js';
import { type ThreadMemory, turnSettings } from './settings.js';

/** How long a turn that should have ended long ago may go on, in milliseconds. */
const QUIET_TIMEOUT_MS = 10_000;
const QUIET_POLL_MS = 100;

/** Who hears of a thread, in this order. */
export interface ThreadListener {
  readonly opened: (thread: OpenThread) => void;
  readonly hear: (fact: CodexFact) => void;
  /** Makes it the session's own; what is refused here is a thread that cannot be used. */
  readonly bind: (opening: Opening) => Promise<void>;
}

/** A session's thread at Codex: opened at its first turn, and again when a new backend runs. */
export class AgentThread {
  readonly #host: BackendHost;
  readonly #plan: OpeningPlan;
  readonly #listener: ThreadListener;
  #opened: OpenThread | undefined;
  #opening: Promise<OpenThread> | undefined;
  #backend: CodexBackend | undefined;
  #turnSettings: TurnSettings = {};
  /** The turn Codex told of last, until it tells of its end. */
  #running: string | null = null;
  /** The last prompt, until Codex answers: it may be given up on before. */
  #starting: Promise<unknown> = Promise.resolve();
  /** Codex did not answer a prompt in time, and may act on it all the same. */
  #isUnsure = false;
  #hasTurns = false;
  #memory: ThreadMemory | undefined;

  constructor(host: BackendHost, plan: OpeningPlan, listener: ThreadListener) {
    this.#host = host;
    this.#plan = plan;
    this.#listener = listener;
  }

  get threadId(): string | null {
    return this.#opened?.threadId ?? (this.#plan.type === 'resume' ? this.#plan.threadId : null);
  }

  /** The thread a refusal is about: one that is copied has no id of its own yet. */
  get subject(): string | null {
    return this.threadId ?? (this.#plan.type === 'fork' ? this.#plan.threadId : null);
  }

  /** Whether Codex knows any turn on it: a thread without one is not on its disk. */
  get hasTurns(): boolean {
    return this.#hasTurns || (this.isOpen && this.#plan.type !== 'start');
  }

  /** Whether it was ever open. */
  get isOpen(): boolean {
    return this.#opened !== undefined;
  }

  /** Opens the thread if it is not open. */
  async open(): Promise<OpenThread> {
    this.#opening ??= this.#open().catch((error) => {
      this.#opening = undefined;
      throw error;
    });
    const opened = await this.#opening;
    await this.#starting;
    if (this.#running !== null || this.#isUnsure) await this.#becomeQuiet(opened.threadId);
    return opened;
  }

  /**
   * Changes what the thread's session remembers, and sends it with the next turn.
   *
   * @returns undefined where the thread is not open yet: its plan stands.
   */
  amend(change: (memory: ThreadMemory) => ThreadMemory): ThreadMemory | undefined {
    if (this.#memory === undefined) return undefined;
    this.#memory = change(this.#memory);
    this.#turnSettings = turnSettings(this.#memory);
    return this.#memory;
  }

  async startTurn(prompt: string): Promise<void> {
    const { backend, threadId } = this.#inUse();
    const settings = this.#turnSettings;
    const started = backend.startTurn(threadId, prompt, settings);
    this.#starting = started.catch((error) => {
      if (error instanceof RequestTimeoutError) this.#isUnsure = true;
    });
    await started;
    // they may have been amended meanwhile
    if (this.#turnSettings === settings) this.#turnSettings = {};
    this.#hasTurns = true;
  }

  /** Interrupts whatever runs on it; what cannot be interrupted will be found by the deadline. */
  async interrupt(): Promise<void> {
    if (this.#opened === undefined) return;
    await this.#backend?.interruptTurn(this.#opened.threadId).catch(() => {});
  }

  /** Codex told of a turn. */
  heard(fact: CodexFact): void {
    if (fact.type === 'turn.started') {
      this.#running = fact.turnId;
      this.#hasTurns = true;
    } else if (isEnd(fact) && this.#running === fact.turnId) {
      this.#running = null;
    }
  }

  /** Codex tells no more of it; it stays loaded. */
  async leave(): Promise<void> {
    const { threadId } = this;
    if (threadId === null) return;
    this.#host.mailroom.leave(threadId);
    await this.#backend?.unsubscribeThread(threadId).catch(() => {});
  }

  /** Ends what commands still run: an interrupt leaves them alive (codex 0.169.0). */
  async clean(): Promise<void> {
    if (this.#opened === undefined) return;
    await this.#backend?.cleanTerminals(this.#opened.threadId).catch(() => {});
  }

  /** Gives back all that Codex holds of it. What Codex refuses is let go all the same. */
  async free(archives: boolean): Promise<void> {
    await this.#opening?.catch(() => {});
    const { threadId } = this;
    const backend = this.#backend;
    if (threadId === null || backend === undefined) return;
    await this.clean();
    await this.leave();
    if (archives && this.#memory?.isOurs === true) {
      await backend.archiveThread(threadId).catch(() => {});
    }
  }

  /** The backend the thread is open in. */
  get backend(): CodexBackend | undefined {
    return this.#backend;
  }

  async #open(): Promise<OpenThread> {
    const backend = await this.#host.need();
    const opening = await openThread(backend, this.#plan);
    this.#backend = backend;
    this.#opened = opening.thread;
    this.#turnSettings = opening.turn;
    this.#memory = opening.memory;
    this.#listener.opened(opening.thread);
    this.#host.mailroom.listen(opening.thread.threadId, this.#listener.hear);
    await this.#listener.bind(opening);
    return opening.thread;
  }

  #inUse() {
    const [backend, threadId] = [this.#backend, this.#opened?.threadId];
    if (backend === undefined || threadId === undefined) throw new TypeError('no thread is open');
    return { backend, threadId };
  }

  /** A turn given up on may still run, and the next prompt would steer it (codex 0.169.0). */
  async #becomeQuiet(threadId: string): Promise<void> {
    const { backend } = this.#inUse();
    const rounds = QUIET_TIMEOUT_MS / QUIET_POLL_MS;
    for (let round = 0; round < rounds; round += 1) {
      if (!(await backend.isThreadActive(threadId))) {
        this.#running = null;
        this.#isUnsure = false;
        return;
      }
      await backend.interruptTurn(threadId);
      await new Promise((resolve) => setTimeout(resolve, QUIET_POLL_MS));
    }
    throw new RequestTimeoutError('turn/interrupt', QUIET_TIMEOUT_MS);
  }
}

function isEnd(fact: CodexFact): fact is Extract<CodexFact, { type: `turn.${string}ed` }> {
  return (
    fact.type === 'turn.completed' ||
    fact.type === 'turn.failed' ||
    fact.type === 'turn.interrupted'
  );
}
