import { Arrivals, DEADLINE_MS, withDeadline } from './mcp-arrivals.js';
import {
  type Answer,
  type Fields,
  isNotification,
  isRequest,
  type Matches,
  type Message,
  type MessageId,
} from './mcp-messages.js';
import { describeExit, type Exit, type ServerCommand, ServerProcess } from './mcp-process.js';

export interface LinesOptions extends ServerCommand {
  /** How long each wait may take before it fails, in milliseconds. */
  readonly deadlineMs?: number;
  /** Answers what the server asks; nothing is answered where it gives undefined. */
  readonly answers?: (request: Message) => Answer | undefined | Promise<Answer | undefined>;
}

/** Starts a server, and speaks with it line by line, with nothing in between. */
export function startLines(options: LinesOptions): LineClient {
  return new LineClient(options);
}

interface Waiting {
  readonly settle: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

/** A raw client of an MCP server over stdio. Every wait fails at a deadline. */
export class LineClient {
  readonly process: ServerProcess;
  /** Lines of standard output that are no JSON object. */
  readonly junk: string[] = [];
  readonly #deadlineMs: number;
  readonly #answers: LinesOptions['answers'];
  readonly #arrivals: Arrivals<Message>;
  readonly #waiting = new Map<MessageId, Waiting[]>();
  #lastId = 0;

  constructor({ deadlineMs = DEADLINE_MS, answers, ...command }: LinesOptions) {
    this.#deadlineMs = deadlineMs;
    this.#answers = answers;
    this.#arrivals = new Arrivals('messages', deadlineMs);
    this.process = new ServerProcess(command, deadlineMs);
    this.process.stdout.onEach((line) => this.#hear(line));
    this.process.onExit((exit) => this.#giveUp(exit));
  }

  get pid(): number {
    return this.process.pid;
  }

  /** Everything the server sent, in order. */
  get messages(): readonly Message[] {
    return this.#arrivals.items;
  }

  get notifications(): readonly Message[] {
    return this.messages.filter(isNotification);
  }

  /** Lines of standard error. */
  get stderr(): readonly string[] {
    return this.process.stderr.items;
  }

  /** The ids of the requests that have no answer yet. */
  get unanswered(): readonly MessageId[] {
    return [...this.#waiting.keys()];
  }

  /**
   * Asks the server.
   *
   * @param options.id the id; one that is not used yet unless given.
   * @throws Error when the server ends, or the deadline comes, without an answer.
   */
  request(method: string, params?: unknown, options: { id?: MessageId } = {}): Promise<Answer> {
    const id = options.id ?? this.nextId();
    const answer = this.answerTo(id);
    this.#send({ id, method, ...(params !== undefined && { params }) });
    return answer;
  }

  /** Calls a tool, and gives its result. @throws Error when the answer is an error. */
  async call(name: string, given: Fields, options: { id?: MessageId } = {}): Promise<Fields> {
    const { result, error } = await this.request('tools/call', { name, arguments: given }, options);
    if (error) throw new Error(`${name}: ${error.code} ${error.message}`);
    return result;
  }

  /** The handshake of the revisions up to 2025-11-25. */
  async initialize(capabilities: Fields = {}, protocolVersion = '2025-11-25'): Promise<Answer> {
    const clientInfo = { name: 'lines', version: '0' };
    const params = { protocolVersion, capabilities, clientInfo };
    const answer = await this.request('initialize', params);
    this.notify('notifications/initialized');
    return answer;
  }

  /** The id the next request without one would have; it is not used again. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The next answer with this id; see `request`. */
  answerTo(id: MessageId): Promise<Answer> {
    return withDeadline<Answer>(
      this.#deadlineMs,
      () => this.#noAnswer(id, `in ${this.#deadlineMs} ms`),
      (settle, fail) => {
        const waiting = { settle, fail };
        this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), waiting]);
        return () => this.#forget(id, waiting);
      },
    );
  }

  notify(method: string, params?: unknown): void {
    this.#send({ method, ...(params !== undefined && { params }) });
  }

  /** Answers a request of the server. */
  answer(id: MessageId, answer: Answer): void {
    this.#send({ id, ...answer });
  }

  /** Writes a text as it is; a line ends with a newline of its own. */
  sendRaw(text: string): void {
    this.process.write(text);
  }

  /** The next message that matches, answers included; see `Arrivals.next`. */
  next(matches: Matches): Promise<Message> {
    return this.#arrivals.next(matches);
  }

  /** `next` looks no more at what came so far. */
  skip(): void {
    this.#arrivals.skip();
  }

  #send(message: object): void {
    this.sendRaw(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }

  #hear(line: string): void {
    const message = parse(line);
    if (message === undefined) {
      this.junk.push(line);
      return;
    }
    this.#arrivals.push(message);
    const { id, method, result = {}, error } = message;
    if (isRequest(message)) void this.#reply(message);
    if (method !== undefined || id === undefined || id === null) return;
    this.#waiting.get(id)?.[0]?.settle(error ? { error } : { result });
  }

  async #reply(request: Message): Promise<void> {
    const answer = await this.#answers?.(request);
    if (answer !== undefined) this.answer(request.id ?? 0, answer);
  }

  #giveUp(exit: Exit): void {
    this.#arrivals.end(describeExit(exit));
    for (const [id, all] of [...this.#waiting]) {
      for (const { fail } of all) fail(this.#noAnswer(id, describeExit(exit)));
    }
  }

  #forget(id: MessageId, waiting: Waiting): void {
    const others = this.#waiting.get(id)?.filter((each) => each !== waiting) ?? [];
    if (others.length > 0) this.#waiting.set(id, others);
    else this.#waiting.delete(id);
  }

  #noAnswer(id: MessageId, why: string): Error {
    const lines = this.stderr.slice(-8);
    return new Error(
      [`no answer to ${JSON.stringify(id)}: ${why}; stderr:`, ...lines].join('\n  '),
    );
  }
}

function parse(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Message) : undefined;
  } catch {
    return undefined;
  }
}
