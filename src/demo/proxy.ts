import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { JsonObject } from '../domain/index.js';
import { type Answer, answerOf } from './answer.js';
import type { DemoEnvironment } from './environment.js';
import { type AgentEvent, agentEventOf } from './events.js';
import type { QuestionDesk } from './questions.js';

/** How long a call may take before it fails, in milliseconds. */
const PATIENCE_MS = 30_000;

/** Runs TypeScript, from wherever the proxy is started. */
const TSX = import.meta.resolve('tsx');
const PROGRAM = fileURLToPath(new URL('../cli.ts', import.meta.url));

export interface ProxyOptions {
  readonly environment: DemoEnvironment;
  /** Flags of `codex-sessions serve`. */
  readonly flags: readonly string[];
  readonly onEvent: (event: AgentEvent) => void;
  readonly questions: Pick<QuestionDesk, 'ask'>;
  readonly signal: AbortSignal;
}

export interface CallOptions {
  /** Aborting it cancels the call. */
  readonly signal: AbortSignal;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** A proxy as its client has it: the official MCP client, over stdio. */
export interface RunningProxy {
  readonly pid: number;
  /** Calls a tool; errors of the tool are answers, too. */
  call(tool: string, given: JsonObject, options: CallOptions): Promise<Answer>;
  /** Hangs up, and resolves when the process has ended. Idempotent. */
  end(): Promise<void>;
}

/**
 * Starts `codex-sessions serve` from the sources, and greets it.
 *
 * It sees the end of its input whenever we end, however that happens, and ends too.
 */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { environment, flags, signal } = options;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--import', TSX, PROGRAM, 'serve', '--log-level', 'error', ...flags],
    env: { ...environment.env },
    cwd: environment.workspace,
  });
  const gone = new Promise<void>((resolve) => {
    transport.onclose = resolve;
  });
  const client = createClient(options);
  const end = async (): Promise<void> => {
    await client.close();
    await gone;
  };
  try {
    await client.connect(transport, { signal, timeout: PATIENCE_MS });
  } catch (reason) {
    await end();
    throw reason;
  }
  return {
    pid: transport.pid ?? 0,
    async call(tool, given, { signal, onProgress }) {
      const result = await client.callTool(
        { name: tool, arguments: { ...given } },
        {
          signal,
          timeout: PATIENCE_MS,
          onprogress: ({ message }) => onProgress?.(message ?? ''),
        },
      );
      return answerOf(result);
    },
    end,
  };
}

function createClient({ onEvent, questions }: ProxyOptions): Client {
  const client = new Client(
    { name: 'codex-sessions-demo', version: '1.0.0' },
    { capabilities: { elicitation: {} } },
  );
  client.setRequestHandler('elicitation/create', async ({ params }, { mcpReq }) => ({
    action: await questions.ask(params.message, mcpReq.signal),
  }));
  client.fallbackNotificationHandler = async ({ method, params }) => {
    const event = method === 'codex/event' ? agentEventOf(params) : undefined;
    if (event !== undefined) onEvent(event);
  };
  return client;
}
