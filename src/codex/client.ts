import { type BackendProblem, ListenerError } from '../domain/codex-errors.js';
import { createLineSplitter } from '../domain/lines.js';
import type { CodexBackend, CodexFact } from '../domain/ports/codex.js';
import { questionOf } from './approval-requests.js';
import { Approvals } from './approvals.js';
import { factsOf, noticeOf } from './facts.js';
import { type Requests, requestsOf } from './requests.js';
import { versionOf } from './results.js';
import { Rpc, type RpcOptions } from './rpc.js';
import { RunningTurns } from './running-turns.js';
import { unread } from './unread.js';

/** Who we are, for Codex: the name becomes the originator of our threads. */
export interface ClientInfo {
  readonly name: string;
  readonly version: string;
  /** The name that people are shown. */
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

/** The conversation with one Codex process, without the process. */
export interface CodexClient {
  readonly requests: Requests;
  readonly answer: CodexBackend['answer'];
  /** Must be answered before anything else is asked; gives the version Codex names itself by. */
  initialize(clientInfo: ClientInfo): Promise<string | null>;
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
  const turns = new RunningTurns();
  const approvals = new Approvals((id, answer) => rpc.answer(id, answer));

  const report = (fact: CodexFact | undefined): void => {
    try {
      if (fact !== undefined) options.onFact(turns.follow(fact));
    } catch (cause) {
      onProblem(new ListenerError(cause));
    }
  };
  const rpc = new Rpc({ write, onProblem, timeoutMs, ...listenersOf(turns, approvals, report) });
  const lines = createLineSplitter((line) => rpc.receive(line));

  return {
    requests: requestsOf(rpc, report),
    answer: (requestId, decision) => approvals.answer(requestId, decision),
    initialize: (clientInfo) => greet(rpc, clientInfo),
    receive: lines.push,
    close(reason) {
      lines.end();
      rpc.close(reason);
      approvals.clear();
      turns.clear();
    },
  };
}

/** Tells what Codex writes of itself: what happens, and what it asks. */
function listenersOf(
  turns: RunningTurns,
  approvals: Approvals,
  report: (fact: CodexFact | undefined) => void,
): Pick<RpcOptions, 'onNotification' | 'onRequest'> {
  return {
    onNotification(method, params) {
      report(noticeOf(method, params));
      turns.hear(method, params);
      for (const fact of factsOf(method, params)) report(fact);
      if (method === 'serverRequest/resolved') report(approvals.resolve(unread(params)));
    },
    onRequest(id, method, params) {
      const question = questionOf(method, params, (...item) => turns.changesOf(...item));
      if (question !== undefined) report(approvals.ask(id, question));
      return question !== undefined;
    },
  };
}

async function greet(rpc: Rpc, { name, title, version }: ClientInfo): Promise<string | null> {
  const params = {
    clientInfo: { name, title: title ?? null, version },
    capabilities: { experimentalApi: true, requestAttestation: false },
  };
  const versionOfCodex = await rpc.request('initialize', params, versionOf);
  rpc.notify('initialized');
  return versionOfCodex;
}
