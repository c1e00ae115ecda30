import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { isFromHere, isMeantForHere, isSecret, listenOnLoopback, newSecret } from '../loopback.js';
import { PAGE, POLICY, SCRIPT, STYLE } from './page.js';

/** The longest message that is read from a viewer, in bytes: none is expected. */
const MAX_HEARD_BYTES = 1024;

/** How many may look at once. */
const MAX_VIEWERS = 8;

/** How many connections there may be at once; whoever comes then is hung up on. */
const MAX_CONNECTIONS = 64;

/** How long whoever connects may take to say what for, in milliseconds. */
const PATIENCE = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
};

const EVENTS = 'events';

const FILES: Readonly<Record<string, readonly [type: string, body: string]>> = {
  '': ['text/html; charset=utf-8', PAGE],
  'bridge.js': ['text/javascript; charset=utf-8', SCRIPT],
  'bridge.css': ['text/css; charset=utf-8', STYLE],
};

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** Where viewers come to. */
export interface Relay {
  /** The page to open in a browser. Whoever has it can look. */
  readonly url: string;
  close(): Promise<void>;
}

export interface RelayOptions {
  readonly port: number;
  readonly WebSocketServer: typeof WebSocketServer;
  /** Somebody came to look. */
  readonly onViewer: (socket: WebSocket) => void;
}

/**
 * Opens a server on the loopback address for viewers who know its secret; pages of other origins
 * are refused. It does not keep the process running.
 */
export async function openRelay(options: RelayOptions): Promise<Relay> {
  const secret = newSecret();
  const server = createServer(PATIENCE, (request, response) => {
    const path = pathIn(request, secret, server);
    answer(response, request.method === 'GET' ? path : undefined);
  });
  server.maxConnections = MAX_CONNECTIONS;
  const sockets = new options.WebSocketServer({ noServer: true, maxPayload: MAX_HEARD_BYTES });
  server.on('upgrade', (request, stream, head) => {
    const isWelcome = pathIn(request, secret, server) === EVENTS && isRoomIn(sockets);
    if (!isWelcome) return refuse(stream);
    sockets.handleUpgrade(request, stream, head, (socket) => {
      // a viewer that breaks off is gone, and says no more
      socket.on('error', () => {});
      options.onViewer(socket);
    });
  });
  // all of them: a server does not know any more of those that were upgraded
  const connections = new Set<Socket>();
  server.on('connection', (connection) => {
    connection.unref();
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  const port = await listenOnLoopback(server, options.port);
  // of connections that could not be accepted: whoever asked sees it
  server.on('error', () => {});
  server.unref();
  return {
    url: `http://127.0.0.1:${port}/${secret}/`,
    close: () => closed(server, connections),
  };
}

/** What is asked for below the secret; undefined if the request may not ask at all. */
function pathIn(request: IncomingMessage, secret: string, server: Server): string | undefined {
  const address = server.address();
  if (address === null || typeof address === 'string') return undefined;
  if (!isMeantForHere(request, address.port) || !isFromHere(request, address.port))
    return undefined;
  const [, given = '', ...rest] = (request.url ?? '').split('/');
  return rest.length > 0 && isSecret(given, secret) ? rest.join('/') : undefined;
}

function answer(response: ServerResponse, path: string | undefined): void {
  const file = path !== undefined && Object.hasOwn(FILES, path) ? FILES[path] : undefined;
  const [type, body] = file ?? ['text/plain; charset=utf-8', 'not found\n'];
  response.writeHead(file ? 200 : 404, { ...HEADERS, 'Content-Type': type });
  response.end(body);
}

function isRoomIn(sockets: WebSocketServer): boolean {
  return sockets.clients.size < MAX_VIEWERS;
}

function refuse(stream: Duplex): void {
  stream.on('error', () => {});
  const text = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
  // half of a connection would stay for as long as the other side likes
  stream.end(text, () => stream.destroy());
}

function closed(server: Server, connections: Iterable<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const connection of connections) connection.destroy();
  });
}
