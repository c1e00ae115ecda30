import { type LineClient, type LinesOptions, startLines } from './mcp-lines.js';
import { type Fields, type Message, type MessageId, of } from './mcp-messages.js';

/** What a tool answered, taken apart. */
export interface ToolAnswer {
  readonly isError: boolean;
  /** The first block. */
  readonly text: string;
  /** All blocks. */
  readonly texts: readonly string[];
  /** The structured content; empty where there is none. */
  readonly fields: Fields;
  readonly threadId: string;
  readonly agentId: string;
  /** The code of an error, "" without one. */
  readonly code: string;
}

/** A call that is under way. */
export interface OpenCall {
  readonly id: MessageId;
  readonly answer: Promise<ToolAnswer>;
}

/** One line of the proxy's log. */
export type LogLine = Fields & { readonly level: string; readonly event: string };

/** A client of the proxy that speaks its tools. */
export class ProxyClient {
  readonly lines: LineClient;

  constructor(options: LinesOptions) {
    this.lines = startLines(options);
  }

  get pid(): number {
    return this.lines.pid;
  }

  /** Calls a tool, and gives what it answered, errors included. */
  async call(name: string, given: Fields = {}): Promise<ToolAnswer> {
    return toolAnswerOf(await this.lines.call(name, given));
  }

  codex(prompt: string, more: Fields = {}): Promise<ToolAnswer> {
    return this.call('codex', { prompt, ...more });
  }

  reply(threadId: string, prompt: string): Promise<ToolAnswer> {
    return this.call('codex-reply', { threadId, prompt });
  }

  /** Begins a call that is answered later, or never. */
  begin(name: string, given: Fields, meta?: Fields): OpenCall {
    const id = this.lines.nextId();
    const params = { name, arguments: given, ...(meta && { _meta: meta }) };
    const answer = this.lines
      .request('tools/call', params, { id })
      .then(({ result, error }) => toolAnswerOf(result ?? { isError: true, ...error }));
    // nobody may wait for it
    answer.catch(() => {});
    return { id, answer };
  }

  cancel(requestId: MessageId): void {
    this.lines.notify('notifications/cancelled', { requestId });
  }

  /** `agent_sessions`: all that match. */
  async sessions(filter: Fields = {}): Promise<readonly Fields[]> {
    return (await this.call('agent_sessions', filter)).fields.agents as readonly Fields[];
  }

  /** `agent_sessions`, as one of a state shows it. */
  async session(agentId: string): Promise<Fields> {
    const all = [...(await this.sessions()), ...(await this.sessions({ status: 'closed' }))];
    return all.find(({ agent_id }) => agent_id === agentId) ?? {};
  }

  /** The process id of Codex; 0 when it does not run. */
  async codexPid(): Promise<number> {
    const { fields } = await this.call('agent_status');
    return Number((fields.codex as Fields).pid ?? 0);
  }

  /** The next line of the proxy's log about an event, also one that came since the last look. */
  async logged(event: string, facts: Fields = {}): Promise<LogLine> {
    const isIt = (line: string): boolean => {
      const told = logLineOf(line);
      const isSo = ([key, value]: [string, unknown]) => told?.[key] === value;
      return told?.event === event && Object.entries(facts).every(isSo);
    };
    return logLineOf(await this.lines.process.stderr.next(isIt)) as LogLine;
  }

  /** The messages of the progress notifications for a token so far. */
  progressOf(token: string): readonly string[] {
    const ours = this.lines.messages.filter(of('notifications/progress')).filter(isFor(token));
    return ours.map(({ params }) => String(params?.message));
  }

  /** The next progress notification for a token whose message has a text in it. */
  async progress(token: string, text: string): Promise<string> {
    const isIt = (message: Message): boolean =>
      of('notifications/progress')(message) &&
      isFor(token)(message) &&
      String(message.params?.message).includes(text);
    return String((await this.lines.next(isIt)).params?.message);
  }
}

const isFor =
  (token: string) =>
  ({ params }: Message): boolean =>
    params?.progressToken === token;

export function toolAnswerOf(result: Fields): ToolAnswer {
  const blocks = (result.content ?? []) as readonly { readonly text: string }[];
  const texts = blocks.map(({ text }) => text);
  const fields = (result.structuredContent ?? {}) as Fields;
  return {
    isError: result.isError === true,
    text: texts[0] ?? '',
    texts,
    fields,
    threadId: String(fields.threadId ?? ''),
    agentId: String(fields.agent_id ?? ''),
    code: String(fields.code ?? ''),
  };
}

function logLineOf(line: string): LogLine | undefined {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return undefined;
  }
}
