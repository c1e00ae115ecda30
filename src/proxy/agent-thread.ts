import { RequestTimeoutError } from '../domain/index.js';
import type { CodexBackend, CodexFact, OpenThread, TurnSettings } from '../domain/ports/codex.js';
import type { BackendHost } from './backend-host.js';
import { type Opening, type OpeningPlan, openThread } from './opening.js';

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
  /** The turn that was settled without a word from Codex about its end. */
  #unheard: string | null = null;
  #running: string | null = null;
  #hasTurns = false;
  #isOurs = false;

  constructor(host: BackendHost, plan: OpeningPlan, listener: ThreadListener) {
    this.#host = host;
    this.#plan = plan;
    this.#listener = listener;
  }

  get threadId(): string | null {
    return this.#opened?.threadId ?? (this.#plan.type === 'resume' ? this.#plan.threadId : null);
  }

  /** Whether Codex knows any turn on it: a thread without one is not on its disk. */
  get hasTurns(): boolean {
    return this.#hasTurns || this.#plan.type !== 'start';
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
    if (this.#unheard !== null) await this.#becomeQuiet(opened.threadId);
    return opened;
  }

  async startTurn(prompt: string): Promise<void> {
    const { backend, threadId } = this.#inUse();
    const settings = this.#turnSettings;
    await backend.startTurn(threadId, prompt, settings);
    this.#turnSettings = {};
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
    } else if (isEnd(fact)) {
      if (this.#running === fact.turnId) this.#running = null;
      if (this.#unheard === fact.turnId) this.#unheard = null;
    }
  }

  /** A turn is over for us, whether Codex said so or not. */
  settled(turnId: string): void {
    if (this.#running !== turnId) return;
    this.#running = null;
    this.#unheard = turnId;
  }

  /** Codex tells no more of it; it stays loaded. */
  async leave(): Promise<void> {
    const { threadId } = this;
    if (threadId === null) return;
    this.#host.mailroom.leave(threadId);
    await this.#backend?.unsubscribeThread(threadId).catch(() => {});
  }

  /** Gives back all that Codex holds of it. What Codex refuses is let go all the same. */
  async free(archives: boolean): Promise<void> {
    await this.#opening?.catch(() => {});
    const { threadId } = this;
    const backend = this.#backend;
    if (threadId === null || backend === undefined) return;
    await backend.cleanTerminals(threadId).catch(() => {});
    await this.leave();
    if (archives && this.#isOurs) {
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
    this.#isOurs = opening.memory.isOurs;
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
        this.#unheard = null;
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
