import { createLineSplitter } from '../domain/lines.js';
import type { CodexBackend, CodexFact } from '../domain/ports/codex.js';
import { type BackendProblem, ListenerError, ProtocolError } from './errors.js';
import { factOf, threadIdOf, turnIdOf } from './facts.js';
import { Rpc } from './rpc.js';

/** Who we are, for Codex: the name becomes the originator of our threads. */
export interface ClientInfo {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
}

export interface ClientOptions {
  /** Writes to Codex. */
  readonly write: (text: string) => void;
  readonly onFact: (fact: CodexFact) => void;
  readonly onProblem: (problem: BackendProblem) => void;
  /** How long Codex may take to answer a request, in milliseconds. */
  readonly requestTimeoutMs: number;
}

type Requests = Pick<CodexBackend, 'startThread' | 'resumeThread' | 'startTurn' | 'interruptTurn'>;

/** The conversation with one Codex process, without the process. */
export interface CodexClient extends Requests {
  /** Must be answered before anything else is asked. */
  initialize(clientInfo: ClientInfo): Promise<void>;
  /** Takes bytes of Codex; what they say has been reported when it returns. */
  receive(chunk: Uint8Array): void;
  /** Codex is gone: takes its last line, then fails every request with the reason. */
  close(reason: Error): void;
}

/**
 * Speaks the protocol of `codex app-server` (0.169.0).
 *
 * Facts are reported in the order Codex wrote them, each in the tick its line is read. The answer
 * of `turn/start` is such a fact: its turn is known before the next line can end it.
 */
export function createCodexClient(options: ClientOptions): CodexClient {
  const { write, onProblem, requestTimeoutMs: timeoutMs } = options;

  const report = (fact: CodexFact | undefined): void => {
    try {
      if (fact !== undefined) options.onFact(fact);
    } catch (cause) {
      onProblem(new ListenerError(cause));
    }
  };
  const onNotification = (method: string, params: unknown): void => report(factOf(method, params));
  const rpc = new Rpc({ write, onNotification, onProblem, timeoutMs });
  const lines = createLineSplitter((line) => rpc.receive(line));

  return {
    ...requestsOf(rpc, report),
    async initialize(clientInfo) {
      await rpc.request('initialize', { clientInfo, capabilities: null }, ignore);
      rpc.notify('initialized');
    },
    receive: lines.push,
    close(reason) {
      lines.end();
      rpc.close(reason);
    },
  };
}

function requestsOf(rpc: Rpc, report: (fact: CodexFact) => void): Requests {
  return {
    startThread: (settings) =>
      rpc.request('thread/start', { ...settings }, (result) =>
        required(threadIdOf(result), 'thread/start', 'a thread id'),
      ),
    // without excludeTurns Codex reads and sends the whole history
    resumeThread: (threadId, settings) =>
      rpc.request('thread/resume', { ...settings, threadId, excludeTurns: true }, ignore),
    startTurn: (threadId, prompt) =>
      rpc.request('turn/start', { threadId, input: [{ type: 'text', text: prompt }] }, (result) => {
        const turnId = required(turnIdOf(result), 'turn/start', 'a turn id');
        report({ type: 'turn.started', threadId, turnId });
        return turnId;
      }),
    // with its real id the request fails until turn/started was written; '' means the one that runs
    interruptTurn: (threadId) => rpc.request('turn/interrupt', { threadId, turnId: '' }, ignore),
  };
}

function ignore(): void {}

function required<T>(value: T | undefined, method: string, what: string): T {
  if (value === undefined) throw new ProtocolError(`codex answered ${method} without ${what}`);
  return value;
}
