import { BackendExitedError, type BackendProblem } from '../domain/codex-errors.js';
import type { CodexBackend, CodexFact } from '../domain/ports/codex.js';
import { type ClientInfo, type CodexClient, createCodexClient } from './client.js';
import { REQUEST_TIMEOUT_MS, STOP_DEADLINES, type StopDeadlines } from './deadlines.js';
import { type BackendProcess, startProcess } from './process.js';

/** How the Codex process is started, and who hears of it. */
export interface CodexBackendOptions {
  /** The executable: `codex`, or the path of one. */
  readonly command: string;
  /** Its arguments; `['app-server']` unless given. */
  readonly args?: readonly string[];
  /** The whole environment of the process; ours is inherited only when this is absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Its working directory; ours unless given. */
  readonly cwd?: string;
  /** Who we are, for Codex. */
  readonly clientInfo: ClientInfo;
  /** Receives every fact, in the order Codex wrote them. */
  readonly onFact?: (fact: CodexFact) => void;
  /** Receives what went wrong without ending anything; a process warning unless given. */
  readonly onProblem?: (problem: BackendProblem) => void;
  /** How long Codex may take to answer a request: 30,000 milliseconds unless given. */
  readonly requestTimeoutMs?: number;
  /** The patience of `stop` on each rung of its ladder: 2,000 milliseconds unless given. */
  readonly stopDeadlines?: StopDeadlines;
  /** Aborting it while the backend starts ends the process; later it has no effect. */
  readonly signal?: AbortSignal;
}

/**
 * Starts a Codex process and greets it. When this throws, no process is left behind.
 *
 * @throws BackendSpawnError when the command cannot be started.
 * @throws BackendExitedError when it ends before it answers (with its last lines of stderr).
 * @throws RequestTimeoutError when it does not answer in time.
 * @throws RequestRefusedError when it refuses us.
 * @throws the reason of `signal` when that is aborted first.
 */
export async function startCodexBackend(options: CodexBackendOptions): Promise<CodexBackend> {
  const { signal, args = ['app-server'], stopDeadlines = STOP_DEADLINES } = options;
  signal?.throwIfAborted();
  const child = await startProcess({ ...options, args, stopDeadlines });
  const client = createCodexClient({
    write: child.write,
    onFact: options.onFact ?? (() => {}),
    onProblem: options.onProblem ?? warn,
    requestTimeoutMs: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
  });
  child.output.on('data', client.receive);
  const exited = child.exited.then((exit) => {
    client.close(new BackendExitedError(exit));
    return exit;
  });
  const version = await greet(client, child, options);
  const { pid, stop } = child;
  return { pid, version, exited, ...client.requests, answer: client.answer, stop };
}

async function greet(
  client: CodexClient,
  child: BackendProcess,
  { clientInfo, signal }: CodexBackendOptions,
): Promise<string | null> {
  const giveUp = (): void => void child.stop().catch(() => {});
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    // before and after: an abort while the process was starting has had no listener
    signal?.throwIfAborted();
    const version = await client.initialize(clientInfo);
    signal?.throwIfAborted();
    return version;
  } catch (reason) {
    await child.stop();
    throw signal?.aborted ? signal.reason : reason;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

function warn(problem: BackendProblem): void {
  process.emitWarning(problem);
}
