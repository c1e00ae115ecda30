import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import type { Fields, Message } from '../../support/mcp-messages.js';

interface Options {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A client that parses every line, counts notifications, and keeps nothing: it must cost little. */
export class LeanClient {
  /** Notifications so far. */
  notifications = 0;
  readonly process: ChildProcess;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #lastId = 0;

  constructor(command: string, args: readonly string[], options: Options) {
    this.#child = spawn(command, args, { ...options, stdio: 'pipe' });
    this.process = this.#child;
    this.#child.stderr.pipe(process.stderr);
    this.#child.stdin.on('error', () => {});
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(this.#decoder.write(chunk)));
  }

  async initialize(): Promise<void> {
    await this.#ask('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'bench', version: '0' },
    });
    this.#write({ method: 'notifications/initialized' });
  }

  /** Calls a tool, and gives its structured content. @throws Error when the tool failed. */
  async call(name: string, given: Fields): Promise<Fields> {
    const { result = {} } = await this.#ask('tools/call', { name, arguments: given });
    if (result.isError === true) throw new Error(JSON.stringify(result).slice(0, 500));
    return result.structuredContent as Fields;
  }

  /** Ends it by the end of its input. */
  async end(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.stdin.end();
    await exit;
  }

  #ask(method: string, params: Fields): Promise<Message> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#write({ id, method, params });
    });
  }

  #write(message: object): void {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#hear(JSON.parse(line) as Message);
  }

  #hear(message: Message): void {
    if (message.method !== undefined) {
      this.notifications += 1;
      return;
    }
    const id = Number(message.id);
    const settle = this.#waiting.get(id);
    this.#waiting.delete(id);
    settle?.(message);
  }
}
