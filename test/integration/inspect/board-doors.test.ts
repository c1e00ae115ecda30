import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Board } from '../../../src/inspect/board/index.js';
import { type Asking, answerOf, ask, begin, boardOf, FakeFleet } from '../../support/boards.js';

const CLOSE = { method: 'POST', path: 'close' } as const;
const BODY = JSON.stringify({ process: '1', agentId: 'codex:a' });

async function refused(asking: Asking, status: number, code: string): Promise<void> {
  const fleet = new FakeFleet();
  const answer = await ask(await boardOf(fleet), asking);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.text)).toEqual({ error: { code, message: expect.any(String) } });
  expect(fleet.asked).toEqual([]);
}

/** All that comes back for some bytes, but the time. */
async function raw(board: Board, head: readonly string[]): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: board.port });
  socket.write(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  return (await text(socket)).replace(/Date: .*\r\n/, '');
}

describe('the address of a board', () => {
  it('is on the loopback address alone, with a secret of 32 bytes, another one each time', async () => {
    const boards = [await boardOf(new FakeFleet()), await boardOf(new FakeFleet())];
    const secrets = boards.map(({ address, port }) => {
      const [, secret = ''] =
        new RegExp(`^http://127\\.0\\.0\\.1:${port}/([^/]+)/$`).exec(address) ?? [];
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
      return secret;
    });
    expect(new Set(secrets).size).toBe(2);
  });

  it('is listened on nowhere else, as the system tells', async () => {
    const { port } = await boardOf(new FakeFleet());
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const tables = ['/proc/net/tcp', '/proc/net/tcp6'].filter((path) => existsSync(path));
    const listening = tables
      .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = '', , state]) => local.endsWith(`:${hex}`) && state === '0A')
      .map(([, local]) => local);
    if (process.platform === 'linux') expect(listening).toEqual([`0100007F:${hex}`]);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address, scopeid }) => address !== '127.0.0.1' && !scopeid)
      .map(({ address }) => address);
    for (const host of others) {
      await expect(once(connect({ host, port }), 'connect')).rejects.toThrow();
    }
  });

  it('has another port if its own is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const board = await boardOf(new FakeFleet(), { port });
    expect(board.port).not.toBe(port);
    expect((await ask(board)).status).toBe(200);
    other.close();
  });
});

describe('a stranger', () => {
  it('gets byte for byte the same answer, whatever is wrong', async () => {
    const board = await boardOf(new FakeFleet());
    const { host, pathname } = new URL(board.address);
    const first = await raw(board, ['GET / HTTP/1.1', `Host: ${host}`]);
    expect(first).toMatch(/^HTTP\/1\.1 404 /);
    const requests = [
      ['GET /wrong/ HTTP/1.1', `Host: ${host}`],
      ['GET /wrong/events HTTP/1.1', `Host: ${host}`],
      ['POST /wrong/close HTTP/1.1', `Host: ${host}`, 'Content-Type: text/plain'],
      ['DELETE /wrong/ HTTP/1.1', `Host: ${host}`],
      ['GET /wrong HTTP/1.1', `Host: ${host}`],
      [`GET ${pathname.slice(0, -1)} HTTP/1.1`, 'Host: evil.example'],
      ['GET /wrong/ HTTP/1.1', `Host: ${host}`, 'Origin: https://evil.example'],
      ['GET /wrong/ HTTP/1.1', 'Host: evil.example'],
      [`GET ${pathname} HTTP/1.1`, 'Host: evil.example'],
      [`GET ${pathname} HTTP/1.1`, `Host: ${host}`, `Host: ${host}`],
      [`GET ${pathname}nothing HTTP/1.1`, `Host: ${host}`],
      [`GET ${board.address} HTTP/1.1`, `Host: ${host}`],
    ];
    for (const request of requests) expect(await raw(board, request)).toBe(first);
  });

  it('may not upgrade the connection to something else', async () => {
    const board = await boardOf(new FakeFleet());
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket'];
    const { host } = new URL(board.address);
    const answer = await raw(board, ['GET /wrong/ HTTP/1.1', `Host: ${host}`, ...upgrade]);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('the page of a board', () => {
  it.each([
    ['a wrong Host', { headers: { host: 'evil.example' } }, 404, 'not_found'],
    ['a wrong Origin', { headers: { origin: 'https://evil.example' } }, 403, 'forbidden'],
    ['another site', { headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'forbidden'],
    ['a wrong method', { method: 'PUT' }, 405, 'method_not_allowed'],
    ['a post without Origin', { ...CLOSE, headers: { origin: undefined } }, 403, 'forbidden'],
    [
      'a post of a form',
      { ...CLOSE, headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported_media_type',
    ],
    ['a post of no JSON', { ...CLOSE, body: '{' }, 400, 'invalid_request'],
    [
      'a post of no UTF-8',
      { ...CLOSE, body: Buffer.from([0x22, 0xff, 0x22]) },
      400,
      'invalid_request',
    ],
    ['a post without its parts', { ...CLOSE, body: '{}' }, 400, 'invalid_request'],
    ['a post of more than 64 KiB', { ...CLOSE, body: `"${'x'.repeat(65_535)}"` }, 413, 'too_large'],
  ])('is refused with %s', async (_, asking, status, code) => {
    await refused(asking, status, code);
  });

  it('is where its address without the final slash leads to', async () => {
    const board = await boardOf(new FakeFleet());
    const { pathname } = new URL(board.address);
    for (const method of ['GET', 'HEAD']) {
      const answer = await ask(board, { method, path: pathname.slice(0, -1) });
      expect(answer).toMatchObject({ status: 308, text: '', headers: { location: pathname } });
      expect(answer.headers).toMatchObject(GUARDS);
    }
    const { text: page } = await ask(board);
    const response = await fetch(board.address.slice(0, -1));
    expect([response.url, await response.text()]).toEqual([board.address, page]);
  });

  it('may post 64 KiB', async () => {
    const fleet = new FakeFleet();
    const padded = BODY.padEnd(65_536);
    expect(await ask(await boardOf(fleet), { ...CLOSE, body: padded })).toMatchObject({
      status: 200,
      text: '{"closed":true}',
    });
    expect(fleet.asked).toEqual([['1', 'codex:a']]);
  });

  it('is told which methods there are', async () => {
    const board = await boardOf(new FakeFleet());
    expect((await ask(board, { method: 'POST' })).headers.allow).toBe('GET, HEAD');
    expect((await ask(board, { path: 'close' })).headers.allow).toBe('POST');
  });

  it('is refused when it posts without an end, and when it posts too slowly', async () => {
    const board = await boardOf(new FakeFleet(), { bodyTimeoutMs: 20 });
    const endless = begin(board, CLOSE);
    endless.on('error', () => {});
    endless.write('x'.repeat(70_000));
    expect(await answerOf(endless)).toMatchObject({ status: 413 });
    const slow = begin(board, CLOSE);
    slow.on('error', () => {});
    slow.write('{');
    expect(await answerOf(slow)).toMatchObject({ status: 408, headers: { connection: 'close' } });
  });
});

describe('every answer of a board', () => {
  it.each<[string, Asking]>([
    ['the page', {}],
    ['a script', { path: 'page.js' }],
    ['a style', { path: 'page.css' }],
    ['the head of the page', { method: 'HEAD' }],
    ['something done', { ...CLOSE, body: BODY }],
    ['a refusal', { method: 'PUT' }],
    ['nothing', { path: 'nothing' }],
  ])('keeps everybody else out: %s', async (_, asking) => {
    const { headers } = await ask(await boardOf(new FakeFleet()), asking);
    expect(headers).toMatchObject(GUARDS);
    const names = Object.keys(headers);
    expect(names.filter((name) => /^(access-control-|server$|x-powered)/.test(name))).toEqual([]);
  });

  it('has the type of its file, and its length', async () => {
    const board = await boardOf(new FakeFleet());
    const typesOf = async (path: string) => {
      const { headers, text: body } = await ask(board, { path });
      expect(headers['content-length']).toBe(String(body.length));
      return headers['content-type'];
    };
    expect(await typesOf('')).toBe('text/html; charset=utf-8');
    expect(await typesOf('page.js')).toBe('text/javascript; charset=utf-8');
    expect(await typesOf('page.css')).toBe('text/css; charset=utf-8');
    expect(await ask(board, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });
});

const GUARDS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('camera=()'),
};
