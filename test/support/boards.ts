import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Assets } from '../../src/inspect/board/assets.js';
import { BEAT } from '../../src/inspect/board/beat.js';
import {
  type Board,
  type BoardMessage,
  type BoardOptions,
  openBoard,
} from '../../src/inspect/board/index.js';
import type { Fleet, FleetNews } from '../../src/inspect/fleet/api.js';

const asset = (type: string, text: string) => ({ type, content: Buffer.from(text) });

/** A page with nothing in it. */
export const ASSETS: Assets = {
  'index.html': asset('text/html; charset=utf-8', '<!doctype html>'),
  'page.js': asset('text/javascript; charset=utf-8', 'export {};'),
  'page.css': asset('text/css; charset=utf-8', 'body {}'),
};

/** A fleet that tells what a test says. */
export class FakeFleet implements Fleet {
  readonly #listeners = new Set<(news: FleetNews) => void>();
  readonly asked: unknown[][] = [];
  isOver = false;

  /** @param joined what a listener is told first. */
  constructor(private readonly joined: readonly FleetNews[] = []) {}

  get listeners(): number {
    return this.#listeners.size;
  }

  tell(news: FleetNews): void {
    for (const listener of this.#listeners) listener(news);
  }

  subscribe(listener: (news: FleetNews) => void) {
    this.#listeners.add(listener);
    for (const news of this.joined) listener(news);
    return { unsubscribe: () => void this.#listeners.delete(listener) };
  }

  async close(...asked: unknown[]): Promise<boolean> {
    this.asked.push(asked);
    return true;
  }

  async approve(...asked: unknown[]) {
    this.asked.push(asked);
    return { answered: true, agentId: 'codex:a' } as const;
  }

  end(): void {
    this.isOver = true;
  }
}

/** Opens a board on any port, and closes it with the test. */
export async function boardOf(
  fleet: FakeFleet,
  options: Partial<BoardOptions> = {},
): Promise<Board> {
  const source = { mode: 'live', fleet } as const;
  const board = await openBoard({ source, assets: ASSETS, port: 0, ...options });
  onTestFinished(() => board.close());
  return board;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  /** Below the secret. */
  readonly path?: string;
  /** Instead of what the page would send; undefined leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer;
}

/** Begins to ask a board as its page does; nothing is sent of the body. */
export function begin(board: Board, asking: Asking = {}): ClientRequest {
  const { method = 'GET', path = '', headers = {} } = asking;
  const url = new URL(path, board.address);
  const posted = { origin: url.origin, 'content-type': 'application/json' };
  const all = { host: url.host, ...(method === 'POST' && posted), ...headers };
  const sent = Object.entries(all).filter(([, value]) => value !== undefined);
  const { hostname, port, pathname, search } = url;
  return request({
    ...{ method, hostname, port, path: pathname + search, agent: false, setHost: false },
    headers: Object.fromEntries(sent),
  });
}

/** Asks a board as its page does, but for what a test says. */
export async function ask(board: Board, asking: Asking = {}): Promise<Answer> {
  const asked = begin(board, asking);
  asked.end(asking.body);
  return answerOf(asked);
}

export async function answerOf(asked: ClientRequest): Promise<Answer> {
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

/** A page that looks, and reads each message when a test wants it. */
export class Looker {
  readonly #asked: ClientRequest;
  #response: IncomingMessage | undefined;
  #text = '';
  /** The lines that were no messages. */
  readonly others: string[] = [];

  constructor(board: Board) {
    this.#asked = begin(board, { path: 'events' });
    this.#asked.on('error', () => {});
    this.#asked.end();
    onTestFinished(() => this.leave());
  }

  /** The head of the answer; from then on nothing is read that is not asked for. */
  async begun(): Promise<IncomingMessage> {
    if (this.#response === undefined) {
      [this.#response] = (await once(this.#asked, 'response')) as [IncomingMessage];
      this.#response.setEncoding('utf8').on('error', () => {});
    }
    return this.#response;
  }

  /** The next message; undefined if the connection is over. */
  async next(): Promise<BoardMessage | undefined> {
    const response = await this.begun();
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const lines = this.#text.slice(0, end).split('\n');
        this.#text = this.#text.slice(end + 2);
        if (lines.includes(`event: ${BEAT}`)) continue;
        const data = lines.find((line) => line.startsWith('data: '));
        this.others.push(...lines.filter((line) => line !== data));
        if (data !== undefined) return JSON.parse(data.slice(6)) as BoardMessage;
      } else {
        const chunk = response.read() as string | null;
        if (chunk !== null) this.#text += chunk;
        else if (response.destroyed || response.readableEnded) return undefined;
        else await moved(response);
      }
    }
  }

  leave(): void {
    this.#asked.destroy();
  }
}

function moved(response: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const events = ['readable', 'end', 'close'];
    const done = (): void => {
      for (const event of events) response.off(event, done);
      resolve();
    };
    for (const event of events) response.on(event, done);
  });
}
