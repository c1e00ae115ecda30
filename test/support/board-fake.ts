import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { guard } from '../../src/inspect/board/answers.js';
import { BEAT } from '../../src/inspect/board/beat.js';
import type { BoardMessage, TimedNews } from '../../src/inspect/board/messages.js';
import type { FleetNews } from '../../src/inspect/fleet/api.js';

const FILES: Readonly<Record<string, readonly [name: string, type: string]>> = {
  '/s3cret/': ['index.html', 'text/html; charset=utf-8'],
  '/s3cret/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/s3cret/page.css': ['page.css', 'text/css; charset=utf-8'],
};

type Page = ReadonlyMap<string, { readonly type: string; readonly text: Buffer }>;

/** The page as `npm run build` makes it; all of one build. */
async function readPage(): Promise<Page> {
  const files = Object.entries(FILES).map(async ([path, [name, type]]) => {
    const text = await readFile(new URL(`../../dist/board/${name}`, import.meta.url));
    return [path, { type, text }] as const;
  });
  return new Map(await Promise.all(files));
}

/** What the page asked for, in order. */
export interface Asked {
  readonly path: string;
  readonly body: unknown;
}

/** The answer to what the page asks for. */
export type Reply = (asked: Asked) => Replied | Promise<Replied>;

interface Replied {
  readonly status: number;
  readonly body: unknown;
}

/** A server for the page in `dist/board` that tells what a test wants told. */
export class FakeBoard {
  readonly asked: Asked[] = [];
  /** How often a page has connected. */
  connections = 0;
  reply: Reply = () => ({ status: 200, body: { closed: true, answered: true, agentId: 'a' } });
  readonly #server: Server;
  readonly #streams = new Set<ServerResponse>();
  readonly #mode: 'live' | 'replay';
  readonly #page: Page;
  /** Who came while it was stopped; undefined while it runs. */
  #waiting: ServerResponse[] | undefined;
  #base: readonly FleetNews[] = [];
  #news: readonly TimedNews[] = [];

  private constructor(mode: 'live' | 'replay', page: Page) {
    this.#mode = mode;
    this.#page = page;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Listens on the loopback address; `base` is what is seen when the page opens. */
  static async open(
    base: readonly FleetNews[] = [],
    { mode = 'live', port = 0 }: { readonly mode?: 'live' | 'replay'; readonly port?: number } = {},
  ): Promise<FakeBoard> {
    const board = new FakeBoard(mode, await readPage());
    board.#base = base;
    await new Promise<void>((resolve) => board.#server.listen(port, '127.0.0.1', resolve));
    return board;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/s3cret/`;
  }

  /** Tells what happened. */
  tell(...news: readonly FleetNews[]): void {
    const first = (this.#news.at(-1)?.n ?? 0) + 1;
    const timed = news.map((each, place) => ({ n: first + place, at: timeOf(each), news: each }));
    this.#news = [...this.#news, ...timed];
    if (this.#waiting !== undefined) return;
    for (const stream of this.#streams) send(stream, { type: 'news', news: timed });
  }

  /** Tells nothing but that it is there. */
  beat(): void {
    for (const stream of this.#streams) stream.write(`event: ${BEAT}\ndata: {}\n\n`);
  }

  /** Says nothing any more to whoever listens, as a process that was stopped. */
  stop(): void {
    this.#waiting = [];
  }

  /** Goes on after it was stopped: whoever waits is answered. */
  goOn(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const response of waiting) this.#begin(response);
  }

  /** Ends every connection; the page may come again. */
  drop(): void {
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  /** Ends, with every connection. Idempotent. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    guard(response);
    const path = request.url ?? '';
    if (path === '/s3cret/events') return this.#listen(response);
    if (request.method === 'POST') return this.#take(path, request, response);
    const file = this.#page.get(path);
    if (file === undefined) return void response.writeHead(404).end();
    const { type, text } = file;
    response.writeHead(200, { 'content-type': type }).end(text);
  }

  #listen(response: ServerResponse): void {
    this.connections += 1;
    if (this.#waiting === undefined) this.#begin(response);
    else this.#waiting.push(response);
  }

  #begin(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    // a page of a test need not wait for what browsers wait
    response.write('retry: 50\n\n');
    send(response, { type: 'start', mode: this.#mode, base: this.#base, news: this.#news });
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  async #take(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const piece of request) text += String(piece);
    const asked = { path: path.replace('/s3cret', ''), body: JSON.parse(text) as unknown };
    this.asked.push(asked);
    const { status, body } = await this.reply(asked);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}

function timeOf(news: FleetNews): string {
  if (news.type === 'joined') return news.picture.at;
  return news.type === 'left' ? news.at : news.news.at;
}

function send(stream: ServerResponse, message: BoardMessage): void {
  stream.write(`data: ${JSON.stringify(message)}\n\n`);
}
