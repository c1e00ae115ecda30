import { Client, type ElicitResult } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Arrivals } from './mcp-arrivals.js';
import type { Fields, Message } from './mcp-messages.js';
import { onLines, type ServerCommand } from './mcp-process.js';

/** The handshake of the revisions up to 2025-11-25, or the revision 2026-07-28. */
export type Era = 'legacy' | 'modern';

export const ERAS: readonly Era[] = ['legacy', 'modern'];

export interface OfficialClientOptions extends ServerCommand {
  readonly era: Era;
  /** Answers questions; without it the client declares that it cannot be asked. */
  readonly elicit?: (params: Fields) => ElicitResult | Promise<ElicitResult>;
}

/** The official client, connected to a server of its own. */
export interface OfficialClient {
  readonly client: Client;
  readonly pid: number;
  /** Notifications that the client has no handling of its own for, `codex/event` among them. */
  readonly notifications: Arrivals<Message>;
  /** The params of every question it was asked, in order. */
  readonly asked: readonly Fields[];
  /** Lines of the server's standard error. */
  readonly stderr: Arrivals<string>;
  /** Ends the server as the client does: end of input, then signals. */
  close(): Promise<void>;
}

/** Starts a server, and connects the official client to it over stdio. */
export async function connectClient(options: OfficialClientOptions): Promise<OfficialClient> {
  const { command, args = [], env, cwd, era, elicit } = options;
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: { ...env },
    stderr: 'pipe',
    ...(cwd !== undefined && { cwd }),
  });
  const stderr = new Arrivals<string>('lines on stderr');
  if (transport.stderr !== null) onLines(transport.stderr, (line) => stderr.push(line));
  const notifications = new Arrivals<Message>('notifications');
  const asked: Fields[] = [];
  const client = new Client(
    { name: 'official', version: '0' },
    {
      capabilities: elicit === undefined ? {} : { elicitation: {} },
      versionNegotiation: { mode: era === 'legacy' ? 'legacy' : { pin: '2026-07-28' } },
    },
  );
  client.fallbackNotificationHandler = async ({ method, params = {} }) => {
    notifications.push({ method, params });
  };
  if (elicit !== undefined) {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      const fields: Fields = { ...params };
      asked.push(fields);
      return elicit(fields);
    });
  }
  await client.connect(transport);
  return {
    client,
    pid: transport.pid ?? 0,
    notifications,
    asked,
    stderr,
    close: () => client.close(),
  };
}
