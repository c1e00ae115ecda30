import {
  type Implementation,
  type JSONRPCRequest,
  type Result,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { isJsonObject } from '../domain/index.js';
import { callTool } from './call.js';
import { type Caller, callerOf, type Era } from './caller.js';
import { ClientLogLevel } from './client-log.js';
import type { House } from './house.js';
import type { LineTransport } from './line-transport.js';
import { methodNotFound } from './methods.js';
import { LISTING_TOOLS, TOOLS } from './tools/list.js';

/** What is served, over what, and how it calls itself. */
export interface McpServerOptions {
  /** What all its connections share: the service, and how it is presented. */
  readonly house: House;
  readonly transport: LineTransport;
  /** Told to clients as the version of the server. */
  readonly version: string;
  /** Inside a Codex that we started: only what lists, so that it cannot start itself again. */
  readonly listsOnly: boolean;
  /** Something was wrong with a message; it is ignored. */
  readonly onProblem: (error: Error) => void;
}

/** A server that talks to its client. */
export interface RunningMcpServer {
  /** Ends the connection; calls that are open are aborted. */
  close(): Promise<void>;
}

/**
 * Serves the tools over a connection, in whichever revision the client speaks first: the handshake
 * ones up to 2025-11-25, or 2026-07-28.
 */
export function serveMcp(options: McpServerOptions): RunningMcpServer {
  const { transport, onProblem } = options;
  // no side effects in it: a client that looks before it greets has it run twice
  return serveStdio(({ era }) => serverFor(options, era === 'modern' ? '2026' : '2025'), {
    transport,
    onerror: onProblem,
  });
}

function serverFor({ house, transport, version, listsOnly }: McpServerOptions, era: Era): Server {
  const info: Implementation = { name: 'codex-sessions', title: 'Codex Sessions', version };
  const server = new Server(info, {
    capabilities: { tools: { listChanged: true }, logging: {} },
  });
  const tools = listsOnly ? LISTING_TOOLS : TOOLS;
  const names = tools.map(({ name }) => name);
  const write: Caller['notify'] = (method, params) =>
    transport.send({ jsonrpc: '2.0', method, params }).catch(() => {});
  const logLevel = new ClientLogLevel();
  const line = { server, era, logLevel, write };
  server.setRequestHandler('logging/setLevel', ({ params }) => {
    logLevel.set(params.level);
    return {};
  });
  server.setRequestHandler('tools/list', () => ({ tools: [...tools] }));
  // not as a handler of its own: the SDK would refuse what the old server had words for
  server.fallbackRequestHandler = async (request: JSONRPCRequest, ctx: ServerContext) => {
    const { method, params } = request;
    if (method !== 'tools/call' || !isCall(params)) throw methodNotFound(method);
    return callTool(house, callerOf(line, ctx), names, params) as Promise<Result>;
  };
  return server;
}

function isCall(
  params: unknown,
): params is { readonly name: string; readonly arguments?: unknown } {
  return isJsonObject(params) && typeof params.name === 'string';
}
