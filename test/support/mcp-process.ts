import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Stream } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { Arrivals, DEADLINE_MS, withDeadline } from './mcp-arrivals.js';

/** How to start a server. */
export interface ServerCommand {
  readonly command: string;
  readonly args?: readonly string[];
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** How a process ended: one of the two is null. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server as a process: lines in, lines out. */
export class ServerProcess {
  /** Lines of standard output. */
  readonly stdout: Arrivals<string>;
  /** Lines of standard error. */
  readonly stderr: Arrivals<string>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #deadlineMs: number;
  readonly #exited: Promise<Exit>;

  constructor({ command, args = [], env, cwd }: ServerCommand, deadlineMs = DEADLINE_MS) {
    this.#deadlineMs = deadlineMs;
    this.stdout = new Arrivals('lines on stdout', deadlineMs);
    this.stderr = new Arrivals('lines on stderr', deadlineMs);
    this.#child = spawn(command, args, { env, cwd, stdio: 'pipe' });
    // a server that has ended takes no more lines: `exit` tells
    this.#child.stdin.on('error', () => {});
    this.#child.on('error', (error) => this.stderr.push(String(error)));
    onLines(this.#child.stdout, (line) => this.stdout.push(line));
    onLines(this.#child.stderr, (line) => this.stderr.push(line));
    this.#exited = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => {
        const exit = { code, signal };
        this.stdout.end(describeExit(exit));
        this.stderr.end(describeExit(exit));
        resolve(exit);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  /** The end of its input. */
  end(): void {
    this.#child.stdin.end();
  }

  /** Reads no more of what it writes, and closes the pipe. */
  closeOutput(): void {
    this.#child.stdout.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Calls back when it has ended and its output is read to the end. */
  onExit(tell: (exit: Exit) => void): void {
    void this.#exited.then(tell);
  }

  /**
   * Waits until it has ended and its output is read to the end.
   *
   * @throws Error at the deadline: it lives, or what it started holds its output open.
   */
  exit(): Promise<Exit> {
    return withDeadline(
      this.#deadlineMs,
      () => new Error(`process ${this.pid} has not ended, or somebody holds its output open`),
      (settle) => {
        this.onExit(settle);
        return () => {};
      },
    );
  }

  /** Ends it at once, and waits until it is gone. */
  async stop(): Promise<void> {
    this.kill('SIGKILL');
    await this.exit();
  }
}

export function describeExit({ code, signal }: Exit): string {
  return signal === null ? `the server ended with ${code}` : `the server was ended by ${signal}`;
}

/** Cuts a stream into lines. readline would also cut at U+2028, which stands raw in JSON. */
export function onLines(stream: Stream, tell: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  stream.on('data', (chunk: Buffer) => {
    const [first = '', ...others] = decoder.write(chunk).split('\n');
    parts.push(first);
    for (const other of others) {
      tell(parts.join(''));
      parts = [other];
    }
  });
  stream.on('end', () => {
    const rest = parts.join('') + decoder.end();
    if (rest !== '') tell(rest);
  });
}
