import {
  type BackendExit,
  BackendExitedError,
  type CodexBackend,
  type CodexFact,
  type MessageCompleted,
  type MessageDelta,
  startCodexBackend,
  type ThreadSettings,
  type TurnCompleted,
} from '../codex/index.js';
import type { SessionRecord } from '../domain/index.js';
import type { SessionSupervisor, Subscription } from '../index.js';
import type { CodexBinary } from './codex-binary.js';
import type { DemoEnvironment } from './environment.js';
import type { Screen } from './screen.js';
import { createFactFeed, within } from './waiting.js';

/** How long any one thing may take before the story fails, in milliseconds. */
const PATIENCE_MS = 20_000;

/** What the story is played with. */
export interface Props {
  readonly supervisor: SessionSupervisor;
  readonly binary: CodexBinary;
  readonly environment: DemoEnvironment;
  readonly screen: Screen;
  /** Aborting it ends every wait. */
  readonly signal: AbortSignal;
}

/**
 * Where the story plays: Codex on one side, the supervisor on the other, and between them the two
 * rules that connect them. A fact of Codex is reported to the session of its thread; when the
 * process is gone, every active session is stale.
 */
export class Stage {
  readonly supervisor: SessionSupervisor;
  readonly environment: DemoEnvironment;
  readonly facts = createFactFeed();
  readonly #props: Props;
  readonly #subscription: Subscription;
  readonly #prompts = new Map<string, string[]>();
  readonly #sayings = new Map<string, string>();
  #backend: CodexBackend | undefined;

  constructor(props: Props) {
    this.#props = props;
    this.supervisor = props.supervisor;
    this.environment = props.environment;
    this.#subscription = this.supervisor.subscribe(props.screen.show);
  }

  /** Tells one line of what happens. */
  note(text: string): void {
    this.#props.screen.tell('note', text);
  }

  /** The Codex process that was started last. */
  get codex(): CodexBackend {
    if (this.#backend === undefined) throw new Error('codex has not been started');
    return this.#backend;
  }

  /** Starts Codex, the first time or again. */
  async startCodex(): Promise<void> {
    const { binary, signal } = this.#props;
    const codex = await startCodexBackend({
      command: binary.path,
      env: this.environment.codexEnv,
      cwd: this.environment.workspace,
      clientInfo: { name: 'codex-sessions-demo', version: binary.version },
      onFact: (fact) => this.#hear(fact),
      requestTimeoutMs: PATIENCE_MS,
      signal,
    });
    this.#backend = codex;
    endWithUs(codex);
    void codex.exited.then(() => this.supervisor.markAllStale());
    this.note(`codex app-server ${binary.version} is up: process ${codex.pid}`);
  }

  /** Waits for the end of the Codex process. */
  exitOfCodex(): Promise<BackendExit> {
    return within(this.codex.exited, 'the end of codex', PATIENCE_MS, this.#props.signal);
  }

  /** The way out of every story: nothing more is told, and Codex does not run on. */
  async end(): Promise<void> {
    this.#subscription.unsubscribe();
    this.supervisor.stop();
    await this.#backend?.stop();
  }

  /** The session that holds an identity, or was the last to hold it. */
  session(identity: string): SessionRecord {
    const session = this.supervisor.list({ identity }).at(-1);
    if (session === undefined) throw new Error(`no session is called ${identity}`);
    return session;
  }

  /** Gives a session a thread of its own. */
  async openThread(identity: string): Promise<void> {
    const { threadId } = await this.#answer(this.codex.startThread(this.#threadSettings));
    this.supervisor.setThreadId(this.session(identity).agentId, threadId);
  }

  /** Lets a new process load the thread of a session, with the settings it had. */
  async reopenThread(identity: string): Promise<void> {
    await this.#answer(this.codex.resumeThread(this.threadOf(identity), this.#threadSettings));
  }

  /** Starts a turn, and tells when it is accepted. */
  async startTurn(identity: string, prompt: string): Promise<void> {
    this.#prompts.set(identity, [...this.promptsOf(identity), prompt]);
    await this.#answer(this.codex.startTurn(this.threadOf(identity), prompt));
  }

  /** Runs a turn to its end. */
  async runTurn(identity: string, prompt: string): Promise<TurnCompleted> {
    const ends = ['turn.completed', 'turn.failed', 'turn.interrupted'] as const;
    // asked for before the turn starts: its end may come with the answer
    const end = this.facts.next(this.threadOf(identity), ...ends);
    await this.startTurn(identity, prompt);
    const fact = await this.wait(end, `the end of ${identity}'s turn`);
    if (fact.type === 'turn.completed') return fact;
    throw new Error(`${identity}'s turn ended as ${fact.type}`);
  }

  /** Every prompt a session was given, by whatever process. */
  promptsOf(identity: string): readonly string[] {
    return this.#prompts.get(identity) ?? [];
  }

  /** The thread of a session. */
  threadOf(identity: string): string {
    const { threadId } = this.session(identity);
    if (threadId === null) throw new Error(`${identity} has no thread`);
    return threadId;
  }

  /** Waits for a fact of Codex, unless its process ends first, or it takes too long. */
  wait<T>(fact: Promise<T>, what: string): Promise<T> {
    const gone = this.codex.exited.then((exit) => Promise.reject(new BackendExitedError(exit)));
    return within(Promise.race([fact, gone]), what, PATIENCE_MS, this.#props.signal);
  }

  get #threadSettings(): ThreadSettings {
    return { cwd: this.environment.workspace, sandbox: 'read-only', approvalPolicy: 'never' };
  }

  #answer<T>(answer: Promise<T>): Promise<T> {
    return this.wait(answer, 'an answer of codex');
  }

  /** The supervisor first: whoever waits for a fact finds its effect. */
  #hear(fact: CodexFact): void {
    const agentId = this.supervisor.findByThreadId(fact.threadId);
    if (agentId === undefined) return;
    switch (fact.type) {
      case 'message.delta':
      case 'message.completed':
        this.#quote(agentId, fact);
        break;
      case 'turn.started':
      case 'turn.completed':
      case 'turn.failed':
      case 'turn.interrupted':
        this.supervisor.report(agentId, { type: fact.type, turnId: fact.turnId });
        break;
      default:
        // nothing waits for an answer here, and the rest is not told
        break;
    }
    this.facts.publish(fact);
  }

  #quote(agentId: string, { type, turnId, text }: MessageDelta | MessageCompleted): void {
    const session = this.supervisor.get(agentId);
    if (session === undefined) return;
    const whole = type === 'message.completed';
    const saying = whole ? text : (this.#sayings.get(turnId) ?? '') + text;
    this.#sayings.set(turnId, saying);
    this.#props.screen.hear(session, saying, whole);
  }
}

/** Even when we are ended in the middle of everything, Codex must not outlive us. */
function endWithUs(codex: CodexBackend): void {
  const kill = (): void => {
    try {
      process.kill(codex.pid, 'SIGKILL');
    } catch {
      // gone already
    }
  };
  process.once('exit', kill);
  void codex.exited.then(() => process.off('exit', kill));
}
