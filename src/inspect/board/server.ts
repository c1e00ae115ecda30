import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Fleet } from '../fleet/api.js';
import { LOOPBACK, listenOnLoopback, newSecret } from '../loopback.js';
import { guard, sendAsset, sendMoved, sendReply } from './answers.js';
import type { Assets } from './assets.js';
import { Audience, MAX_VIEWERS } from './audience.js';
import { readBody } from './body.js';
import { type CommandName, carryOut, type Reply } from './commands.js';
import { NewsMemory } from './memory.js';
import type { TimedNews } from './messages.js';
import { pageNews } from './page-news.js';
import { PREFERRED_PORT } from './port.js';
import { refusal } from './refusals.js';
import { type Door, verdictOn } from './rules.js';
import { startText } from './texts.js';

/** What a board shows. */
export type BoardSource =
  /** The processes as they are; who opened the fleet ends it. */
  | { readonly mode: 'live'; readonly fleet: Omit<Fleet, 'end'> }
  /** What was recorded, in its order: nothing more happens, and nothing can be done. */
  | { readonly mode: 'replay'; readonly news: readonly TimedNews[] };

export interface BoardOptions {
  readonly source: BoardSource;
  /** The files of the page: `readAssets` reads them. */
  readonly assets: Assets;
  /** Which port; a free one is taken if another program has it. Default {@link PREFERRED_PORT}. */
  readonly port?: number | undefined;
  /** Whether the board keeps the process running, as servers of Node do. Default false. */
  readonly keepAlive?: boolean | undefined;
  /** Hears when the first page comes, and when the last one has left. */
  readonly onPresence?: ((isThere: boolean) => void) | undefined;
  /** How long a request may take to say what it posts, in milliseconds. Default 5,000. */
  readonly bodyTimeoutMs?: number | undefined;
}

/** A board that is open. */
export interface Board {
  /** The address of the page. Whoever has it can see everything, close sessions and approve. */
  readonly address: string;
  readonly port: number;
  /** Hangs up on all and stops listening. Idempotent; never rejects. */
  close(): Promise<void>;
}

/** How many connections there may be at once; whoever comes then is hung up on. */
const MAX_CONNECTIONS = 64;

/**
 * Opens a board: a page on the loopback address of this machine, behind a secret in its address.
 *
 * @throws whatever listening fails with, other than that the port is taken.
 */
export async function openBoard(options: BoardOptions): Promise<Board> {
  const {
    source,
    assets,
    port: wanted = PREFERRED_PORT,
    keepAlive = false,
    bodyTimeoutMs = 5_000,
  } = options;
  const memory = new NewsMemory();
  const start = source.mode === 'live' ? () => memory.start() : recorded(source);
  const audience = new Audience(start, options.onPresence);
  const secret = newSecret();
  const server = newServer(keepAlive);
  const port = await listenOnLoopback(server, wanted);
  // of connections that could not be accepted: whoever asked sees it
  server.on('error', () => {});
  const parts = { source, assets, audience, bodyTimeoutMs, door: { secret, port } };
  server.on('request', (request, response) => void answer(request, response, parts));
  const subscription =
    source.mode === 'live' &&
    source.fleet.subscribe((news) => audience.tell(memory.add(pageNews(news))));
  let closing: Promise<void> | undefined;
  return {
    address: `http://${LOOPBACK}:${port}/${secret}/`,
    port,
    close() {
      closing ??= new Promise((resolve) => {
        if (subscription) subscription.unsubscribe();
        audience.end();
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closing;
    },
  };
}

/** Makes a text when it is first asked for. */
function recorded({ news }: Extract<BoardSource, { readonly mode: 'replay' }>): () => string {
  let text: string | undefined;
  return () => {
    text ??= startText(
      'replay',
      [],
      news.map((timed) => JSON.stringify({ ...timed, news: pageNews(timed.news) })),
    );
    return text;
  };
}

function newServer(keepAlive: boolean): Server {
  const server = createServer({
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16 * 1024,
  });
  server.maxConnections = MAX_CONNECTIONS;
  if (!keepAlive) {
    server.unref();
    server.on('connection', (socket) => socket.unref());
  }
  return server;
}

interface Parts {
  readonly source: BoardSource;
  readonly assets: Assets;
  readonly audience: Audience;
  readonly bodyTimeoutMs: number;
  readonly door: Door;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
): Promise<void> {
  const { method = '', url: target = '', headersDistinct: headers } = request;
  guard(response);
  const verdict = verdictOn({ method, target, headers }, parts.door);
  if (verdict.type === 'refused') return sendReply(response, verdict);
  if (verdict.type === 'asset') return sendAsset(response, parts.assets[verdict.name]);
  if (verdict.type === 'moved') return sendMoved(response, verdict.location);
  if (verdict.type === 'command') {
    return sendReply(response, await obey(verdict.name, request, parts));
  }
  if (!parts.audience.admit(response)) sendReply(response, TOO_MANY);
}

const TOO_MANY = refusal('too_many_viewers', `at most ${MAX_VIEWERS} pages look at once`);
const REPLAYED = refusal('replay', 'this is a recorded run: nothing can be done in it');

async function obey(
  name: CommandName,
  request: IncomingMessage,
  { source, bodyTimeoutMs }: Parts,
): Promise<Reply> {
  const body = await readBody(request, bodyTimeoutMs);
  if (body.type === 'refused') return body;
  return source.mode === 'live' ? carryOut(name, body.value, source.fleet) : REPLAYED;
}
