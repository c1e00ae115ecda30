import { isJsonObject, type JsonObject } from '../domain/index.js';
import type { Answer } from './answer.js';
import { createDisplay, type Display } from './display.js';
import type { DemoEnvironment } from './environment.js';
import { createEventFeed } from './events.js';
import { endAll } from './processes.js';
import { type CallOptions, type RunningProxy, startProxy } from './proxy.js';
import { createQuestionDesk } from './questions.js';
import type { Screen } from './screen.js';
import { within } from './waiting.js';
import { type SessionWatch, watchSessions } from './watching.js';

/** How long any one thing may take before the story fails, in milliseconds. */
const PATIENCE_MS = 30_000;

/** What the story is played with. */
export interface Props {
  readonly environment: DemoEnvironment;
  /** Flags of `codex-sessions serve`. */
  readonly flags: readonly string[];
  readonly screen: Screen;
  /** Aborting it ends every wait. */
  readonly signal: AbortSignal;
}

/** Where the story plays: a proxy, and in front of it a client. */
export class Stage {
  readonly environment: DemoEnvironment;
  readonly events = createEventFeed();
  readonly questions = createQuestionDesk();
  /** Every process there was: proxies, and Codex as far as it was asked for. */
  readonly pids = new Set<number>();
  readonly #props: Props;
  readonly #display: Display;
  readonly #threads = new Map<string, string>();
  readonly #prompts = new Map<string, string[]>();
  #proxy: RunningProxy | undefined;
  #watch: SessionWatch | undefined;

  constructor(props: Props) {
    this.#props = props;
    this.environment = props.environment;
    this.#display = createDisplay(props.screen);
    this.events.listen(this.#display.heard);
  }

  /** Tells one line of what happens. */
  note(text: string): void {
    this.#props.screen.tell('note', text);
  }

  /** Starts a proxy, the first one or another, and shows its sessions from now on. */
  async startProxy(): Promise<void> {
    const { events, questions, environment } = this;
    const { flags, signal } = this.#props;
    const onEvent = events.publish;
    this.#proxy = await startProxy({ environment, flags, onEvent, questions, signal });
    const { pid } = this.#proxy;
    this.pids.add(pid);
    // once it answers, its sessions are open, and its socket too
    await this.facts('agent_status', {});
    this.#watch = await watchSessions(environment.controlFolder, pid, this.#display);
    this.note(`codex-sessions serve is up: process ${pid}`);
  }

  /** Ends the proxy as a client does: it hangs up. */
  async endProxy(): Promise<void> {
    await this.#proxy?.end();
    await this.#watch?.ended;
    this.#watch = undefined;
  }

  /** The way out of every story: no process runs on. */
  async end(): Promise<void> {
    this.#watch?.end();
    await this.#proxy?.end();
    await endAll([...this.pids]);
  }

  /** Calls a tool; when it has answered, everything up to then is shown. */
  async call(tool: string, given: JsonObject, options: Partial<CallOptions> = {}): Promise<Answer> {
    if (this.#proxy === undefined) throw new Error('the proxy has not been started');
    const signals = [this.#props.signal, ...(options.signal ? [options.signal] : [])];
    const signal = AbortSignal.any(signals);
    const answer = await this.#proxy.call(tool, given, { ...options, signal });
    await this.#watch?.caughtUp();
    return answer;
  }

  /** Calls a tool that must not fail. */
  async facts(tool: string, given: JsonObject): Promise<JsonObject> {
    const { code, text, fields } = await this.call(tool, given);
    if (code !== undefined) throw new Error(`${tool} answered ${code}: ${text}`);
    return fields;
  }

  /** Starts a session: it may only read, and Codex asks when it wants more. */
  async begin(
    identity: string,
    prompt: string,
    onProgress?: CallOptions['onProgress'],
  ): Promise<Answer> {
    const rights = { sandbox: 'read-only', 'approval-policy': 'on-request' };
    const given = { identity, prompt, cwd: this.environment.workspace, ...rights };
    const answer = await this.call('codex', given, { onProgress });
    if (answer.code === undefined) {
      this.#threads.set(identity, String(answer.fields.threadId));
      this.#prompts.set(identity, [prompt]);
    }
    return answer;
  }

  /** Gives a session a further prompt. */
  reply(identity: string, prompt: string, options?: Partial<CallOptions>): Promise<Answer> {
    this.#prompts.get(identity)?.push(prompt);
    return this.call('codex-reply', { threadId: this.threadOf(identity), prompt }, options);
  }

  /** The sessions in a state, as `agent_sessions` lists them. */
  async sessions(status: string): Promise<readonly JsonObject[]> {
    const { agents } = await this.facts('agent_sessions', { status });
    return Array.isArray(agents) ? agents.filter(isJsonObject) : [];
  }

  /** The process of Codex that runs now. */
  async codexPid(): Promise<number> {
    const { codex } = await this.facts('agent_status', {});
    const pid = isJsonObject(codex) ? Number(codex.pid ?? 0) : 0;
    if (pid === 0) throw new Error('codex does not run');
    this.pids.add(pid);
    return pid;
  }

  /** The thread of a session. */
  threadOf(identity: string): string {
    const threadId = this.#threads.get(identity);
    if (threadId === undefined) throw new Error(`${identity} has no thread`);
    return threadId;
  }

  /** Every prompt a session was given, by whatever process. */
  promptsOf(identity: string): readonly string[] {
    return this.#prompts.get(identity) ?? [];
  }

  /** Waits for something that happens during a call, unless the call ends first. */
  during<T>(call: Promise<Answer>, event: Promise<T>, what: string): Promise<T> {
    const tooSoon = call.then(({ text }) => {
      throw new Error(`the call ended before ${what}: ${text}`);
    });
    return within(Promise.race([event, tooSoon]), what, PATIENCE_MS, this.#props.signal);
  }
}
