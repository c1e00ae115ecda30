import { createServer, type Server } from 'node:net';
import { formatTimestamp } from '../domain/index.js';
import { Connection } from './connection.js';
import { ControlError, sentenceOf } from './errors.js';
import { makePrivate } from './folder.js';
import { removeLeftovers } from './leftovers.js';
import type { Served, ServedSessions } from './served.js';
import { checkedFolder, newPipeName, newSocketPath } from './socket-path.js';

/** How many may be connected at once; whoever comes then is hung up on. */
const MAX_CONNECTIONS = 100;

export interface ControlServerOptions {
  /**
   * The absolute path of the runtime folder, for control sockets alone: it is made if need be, and
   * made private to this user. `firstFittingFolder` chooses one. Not used on Windows, where pipes
   * are in no folder.
   */
  readonly folder: string;
  /** Whether the server keeps the process running, as servers of Node do. Default false. */
  readonly keepAlive?: boolean | undefined;
  /** Default: the system's clock. */
  readonly clock?: (() => Date) | undefined;
}

/** The control socket of this process. */
export interface ControlServer {
  /** The path it listens on, for the claims of the store. */
  readonly path: string;
  /**
   * Serves these sessions from now on; until then every request for them is refused `not_ready`.
   * Does nothing after `close`.
   *
   * @throws ControlError `already_serving` when called again.
   */
  serve(what: { readonly team: string; readonly sessions: ServedSessions }): void;
  /** Stops listening, ends all connections and removes the socket. Idempotent; never rejects. */
  close(): Promise<void>;
}

/**
 * Listens on a new control socket, and removes those that killed processes left in the folder.
 *
 * @throws ControlError `path_too_long`, `folder_not_private`, `folder_unusable`, `listen_failed`;
 *   InvalidArgumentError when the folder is no absolute path.
 */
export async function openControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { keepAlive = false, clock = () => new Date() } = options;
  const path = await preparedPath(options.folder);
  const connections = new Set<Connection>();
  let served: Served | undefined;
  let closing: Promise<void> | undefined;

  const server = createServer({ allowHalfOpen: true }, (socket) => {
    if (!keepAlive) socket.unref();
    const connection = new Connection(socket, () => served);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listening(server, path);
  if (!keepAlive) server.unref();

  return {
    path,
    serve({ team, sessions }) {
      if (served !== undefined) {
        throw new ControlError('already_serving', 'a control server serves the sessions it has');
      }
      served = { team, sessions, since: formatTimestamp(clock()) };
    },
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of connections) connection.end();
      });
      return closing;
    },
  };
}

async function preparedPath(folder: string): Promise<string> {
  if (process.platform === 'win32') return newPipeName(process.pid);
  const checked = checkedFolder(folder);
  // first, so that a path that is too long makes no folder
  const path = newSocketPath(checked, process.pid);
  await makePrivate(checked);
  await removeLeftovers(checked);
  return path;
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // later errors are of connections that could not be accepted: their callers see it
    server.on('error', (cause) => {
      const message = `cannot listen on ${path}: ${sentenceOf(cause)}`;
      reject(new ControlError('listen_failed', message, { cause }));
    });
    server.listen({ path }, resolve);
  });
}
