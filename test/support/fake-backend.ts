import type { CodexConfiguration, CodexFact, TurnSummary } from '../../src/domain/ports/codex.js';
import type { StartBackend } from '../../src/proxy/backend-host.js';
import { FakeBackend, type FakeHome, type Prompted } from './fake-backend-process.js';
import { Script, type Step } from './fake-backend-script.js';
import { end, FakeThreads } from './fake-backend-threads.js';

/**
 * A Codex that does what a test says: its processes come one after another, its threads outlive
 * them, and every request, fact and answer is where the test wants it.
 */
export class FakeCodex implements FakeHome {
  readonly script = new Script();
  readonly threads = new FakeThreads();
  readonly backends: FakeBackend[] = [];
  /** All prompts, in the order they were taken. */
  readonly prompts: Prompted[] = [];
  /** Prompts that were given to a turn that ran: each of them is a fault of ours. */
  readonly steered: string[] = [];
  version: string | null = '0.169.0';
  configuration: CodexConfiguration = {
    ...{
      model: null,
      sandbox: null,
      approvalPolicy: null,
      hasPermissionProfile: false,
      projects: [],
    },
  };
  /** The answer to each prompt; null leaves its turn running. */
  answers: (prompt: string) => string | null = () => null;
  /** Whether an interrupt ends the turn. */
  heedsInterrupts = true;
  #turns = 0;
  #requests = 0;

  readonly start: StartBackend = async ({ onFact, signal }) => {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      if (signal.aborted) reject(signal.reason);
    });
    this.starts += 1;
    await Promise.race([this.script.pass('start'), aborted]);
    const backend = new FakeBackend(this, 1000 + this.starts, this.version, onFact);
    this.backends.push(backend);
    return backend;
  };

  /** How often a start was tried. */
  starts = 0;

  /** The newest process. */
  get backend(): FakeBackend {
    const backend = this.backends.at(-1);
    if (backend === undefined) throw new Error('codex was not started');
    return backend;
  }

  /** The arguments of all requests of a kind, to all processes. */
  asked(method: Step): readonly (readonly unknown[])[] {
    return this.backends.flatMap((backend) => backend.asked(method));
  }

  nextTurnId(): string {
    this.#turns += 1;
    return `t${this.#turns}`;
  }

  /** Tells a fact of a thread, if anybody has subscribed to it. */
  tellOf(threadId: string, fact: CodexFact): void {
    if (this.threads.at(threadId).isSubscribed) this.backend.tell(fact);
  }

  respond(threadId: string, prompt: string): void {
    const text = this.answers(prompt);
    if (text !== null) queueMicrotask(() => this.complete(threadId, text));
  }

  complete(threadId: string, text = 'done'): void {
    const turnId = this.endUnheard(threadId, { status: 'completed', lastMessage: text });
    this.tellOf(threadId, { type: 'turn.completed', threadId, turnId, lastMessage: text });
  }

  fail(threadId: string, message = 'the model is gone'): void {
    const turnId = this.endUnheard(threadId, { status: 'failed', error: message });
    this.tellOf(threadId, { type: 'turn.failed', threadId, turnId, message });
  }

  /** Ends the turn without a word about it. */
  endUnheard(threadId: string, how: Partial<TurnSummary>): string {
    return end(this.threads.at(threadId), how);
  }

  interrupt(threadId: string): void {
    if (!this.heedsInterrupts || this.threads.at(threadId).running === null) return;
    const turnId = this.endUnheard(threadId, { status: 'interrupted' });
    this.tellOf(threadId, { type: 'turn.interrupted', threadId, turnId });
  }

  /** Codex says something in the turn that runs. */
  say(threadId: string, text: string): void {
    const turnId = this.running(threadId);
    this.tellOf(threadId, { type: 'message.delta', threadId, turnId, text });
  }

  err(threadId: string, message: string, willRetry = false): void {
    const turnId = this.running(threadId);
    this.tellOf(threadId, { type: 'turn.erred', threadId, turnId, message, willRetry });
  }

  /** Asks for an approval in the turn that runs; gives the id of the request. */
  ask(threadId: string, turnId: string | null = this.running(threadId)): string {
    this.#requests += 1;
    const requestId = `request-${this.#requests}`;
    this.backend.ask(requestId, threadId);
    this.backend.tell({
      ...{ type: 'approval.requested', requestId, threadId, turnId, itemId: 'item-1' },
      ...{ kind: 'command', question: 'run npm test?', changes: [], params: {} },
    });
    return requestId;
  }

  running(threadId: string): string {
    const { running } = this.threads.at(threadId);
    if (running === null) throw new Error(`no turn runs on ${threadId}`);
    return running;
  }
}
