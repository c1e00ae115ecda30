import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { BackendSpawnError, BackendStopError } from '../domain/codex-errors.js';
import { createLineSplitter } from '../domain/lines.js';
import type { BackendExit } from '../domain/ports/codex.js';
import type { StopDeadlines } from './deadlines.js';

/** How much of standard error is remembered: enough to tell why, small enough to pass on. */
const STDERR_LINES = 20;
const STDERR_LINE_LENGTH = 500;

/** How long output may go on after the exit when something else holds the pipe, in milliseconds. */
const DRAIN_MS = 500;

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the process; ours is inherited only when this is absent. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly cwd?: string | undefined;
  readonly stopDeadlines: StopDeadlines;
}

/** A running child process that is written to and read from. */
export interface BackendProcess {
  readonly pid: number;
  /** What it writes; must be read, or `exited` comes late. */
  readonly output: Readable;
  /** Resolves when the process is gone and its output has been read; never rejects. */
  readonly exited: Promise<BackendExit>;
  /** Writes to its standard input; does nothing when it is gone. */
  write(text: string): void;
  /**
   * Ends it: end of input, then SIGTERM, then SIGKILL, each after its deadline. Idempotent.
   *
   * @throws BackendStopError when it outlives even SIGKILL.
   */
  stop(): Promise<BackendExit>;
}

/**
 * Starts a process.
 *
 * @throws BackendSpawnError when the command or the working directory is missing or not allowed.
 */
export async function startProcess(options: ProcessOptions): Promise<BackendProcess> {
  const { child, pid } = await spawned(options);
  const exited = watchExit(child);
  // a signal that cannot be sent, and EPIPE of a process that is gone: its exit tells the reason
  child.on('error', () => {});
  child.stdin.on('error', () => {});

  let stopping: Promise<BackendExit> | undefined;
  return {
    pid,
    output: child.stdout,
    exited,
    write: (text) => void child.stdin.write(text),
    stop: () => {
      stopping ??= stopByLadder(child, pid, exited, options.stopDeadlines);
      return stopping;
    },
  };
}

async function spawned({ command, args, env, cwd }: ProcessOptions): Promise<{
  child: ChildProcessWithoutNullStreams;
  pid: number;
}> {
  try {
    const child = spawn(command, args, { env, cwd, stdio: 'pipe' });
    await once(child, 'spawn');
    return { child, pid: Number(child.pid) };
  } catch (cause) {
    throw new BackendSpawnError(command, cause);
  }
}

function watchExit(child: ChildProcessWithoutNullStreams): Promise<BackendExit> {
  const stderrTail: string[] = [];
  const stderr = createLineSplitter((line) => {
    stderrTail.push(stripVTControlCharacters(line).slice(0, STDERR_LINE_LENGTH));
    if (stderrTail.length > STDERR_LINES) stderrTail.shift();
  });
  child.stderr.on('data', stderr.push);
  return new Promise((resolve) => {
    // `close` follows `exit` when the pipes are drained, which a grandchild could put off for ever
    child.once('exit', () => {
      const drained = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, DRAIN_MS);
      child.once('close', () => clearTimeout(drained));
    });
    child.once('close', (exitCode, signal) => {
      stderr.end();
      resolve({ exitCode, signal, stderrTail });
    });
  });
}

async function stopByLadder(
  child: ChildProcessWithoutNullStreams,
  pid: number,
  exited: Promise<BackendExit>,
  { endOfInputMs, sigtermMs, sigkillMs }: StopDeadlines,
): Promise<BackendExit> {
  const rungs = [
    { step: () => void child.stdin.end(), patienceMs: endOfInputMs },
    { step: () => void child.kill('SIGTERM'), patienceMs: sigtermMs },
    { step: () => void child.kill('SIGKILL'), patienceMs: sigkillMs },
  ];
  for (const { step, patienceMs } of rungs) {
    step();
    const exit = await within(patienceMs, exited);
    if (exit !== undefined) return exit;
  }
  throw new BackendStopError(pid);
}

function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, undefined);
    void promise.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
