import { RequestRefusedError } from '../domain/codex-errors.js';
import type { CodexBackend, CodexFact, OpenThread, ThreadSettings } from '../domain/ports/codex.js';
import type { TurnOptions } from './protocol/requests.js';
import { configurationOf, isActive, openThreadOf, startedTurnOf, turnsOf } from './results.js';
import type { Rpc } from './rpc.js';
import { threadOptions } from './settings.js';

/** What is asked of Codex once it is greeted. */
export type Requests = Omit<CodexBackend, 'pid' | 'version' | 'exited' | 'answer' | 'stop'>;

/**
 * The requests of the port, each as one request of the protocol.
 *
 * @param report takes the one fact that is an answer.
 */
export function requestsOf(rpc: Rpc, report: (fact: CodexFact) => void): Requests {
  return { ...threadsOf(rpc), ...commandsOf(rpc), ...turnRequestsOf(rpc, report) };
}

type Threads = Pick<Requests, 'startThread' | 'resumeThread' | 'forkThread'>;

function threadsOf(rpc: Rpc): Threads {
  // without excludeTurns Codex reads and sends the whole history
  const load =
    (method: 'thread/resume' | 'thread/fork') =>
    (threadId: string, settings?: ThreadSettings): Promise<OpenThread> =>
      rpc.request(
        method,
        { ...threadOptions(settings), threadId, excludeTurns: true },
        openThreadOf,
      );
  return {
    startThread: (settings) => rpc.request('thread/start', threadOptions(settings), openThreadOf),
    resumeThread: load('thread/resume'),
    forkThread: load('thread/fork'),
  };
}

type Commands = Pick<
  Requests,
  'cleanTerminals' | 'unsubscribeThread' | 'archiveThread' | 'unarchiveThread' | 'readConfiguration'
>;

function commandsOf(rpc: Rpc): Commands {
  return {
    cleanTerminals: (threadId) =>
      rpc.request('thread/backgroundTerminals/clean', { threadId }, ignore),
    unsubscribeThread: (threadId) => rpc.request('thread/unsubscribe', { threadId }, ignore),
    archiveThread: (threadId) => rpc.request('thread/archive', { threadId }, ignore),
    unarchiveThread: (threadId) => rpc.request('thread/unarchive', { threadId }, ignore),
    readConfiguration: (cwd) =>
      rpc.request('config/read', { includeLayers: true, cwd: cwd ?? null }, configurationOf),
  };
}

type TurnRequests = Pick<Requests, 'startTurn' | 'interruptTurn' | 'listTurns' | 'isThreadActive'>;

function turnRequestsOf(rpc: Rpc, report: (fact: CodexFact) => void): TurnRequests {
  return {
    startTurn: (threadId, prompt, settings) => {
      const input: TurnOptions['input'] = [{ type: 'text', text: prompt, text_elements: [] }];
      return rpc.request('turn/start', { ...settings, threadId, input }, (result) => {
        const turnId = startedTurnOf(result);
        report({ type: 'turn.started', threadId, turnId });
        return turnId;
      });
    },
    // with its real id the request fails until turn/started was written; '' means the one that runs
    interruptTurn: (threadId) => rpc.request('turn/interrupt', { threadId, turnId: '' }, ignore),
    listTurns: (threadId, limit) => {
      const params = { threadId, limit, sortDirection: 'desc', itemsView: 'summary' } as const;
      return rpc.request('thread/turns/list', params, turnsOf).catch(refusedAs(isUnwritten, []));
    },
    isThreadActive: (threadId) =>
      rpc
        .request('thread/read', { threadId, includeTurns: false }, isActive)
        .catch(refusedAs(({ kind }) => kind === 'thread_not_found', false)),
  };
}

function ignore(): void {}

/** Takes a refusal of some kind for an answer. */
function refusedAs<T>(
  isAnswer: (refusal: RequestRefusedError) => boolean,
  answer: T,
): (reason: unknown) => T {
  return (reason) => {
    if (reason instanceof RequestRefusedError && isAnswer(reason)) return answer;
    throw reason;
  };
}

/** A thread is written with its first turn; before that Codex refuses to list none (0.169.0). */
function isUnwritten({ reason }: RequestRefusedError): boolean {
  return reason.includes('is not materialized yet');
}
