import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FleetNews } from '../../../src/inspect/fleet/api.js';
import { ask, Looker } from '../../support/boards.js';

const PROGRAM = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));
const SERVING = new URL('../control/serving-process.ts', import.meta.url);
const TSX = import.meta.resolve('tsx');

let place: string;
let folder: string;
const running = new Map<ChildProcess, Promise<unknown[]>>();

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'cs-'));
  folder = join(place, 'codex-sessions');
});

afterEach(async () => {
  for (const child of running.keys()) child.kill('SIGKILL');
  await Promise.all(running.values());
  running.clear();
  rmSync(place, { recursive: true, force: true });
});

/** A process that serves a session of a team. */
async function startServing(team: string): Promise<ChildProcess> {
  const child = fork(SERVING, [team, place, folder], { execArgv: ['--import', TSX] });
  running.set(child, once(child, 'exit'));
  await once(child, 'message');
  child.send({ register: 'planner' });
  await once(child, 'message');
  return child;
}

function start(...args: readonly string[]) {
  const env = {
    ...{ PATH: process.env.PATH, HOME: place, ATM_HOME: place, XDG_RUNTIME_DIR: place },
    // as on a desk: that output is no terminal must be enough
    DISPLAY: ':0',
  };
  const child = spawn(process.execPath, ['--import', TSX, PROGRAM, ...args], { env, cwd: place });
  const exited = once(child, 'close');
  running.set(child, exited);
  const written = { out: '', error: '' };
  child.stdout.on('data', (text: Buffer) => {
    written.out += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    written.error += text.toString();
  });
  return { child, exited, written };
}

type Started = ReturnType<typeof start>;

/** The first line of a stream that a pattern finds something in: what it finds. */
async function found(stream: Started['child']['stdout'], pattern: RegExp): Promise<string> {
  for await (const line of createInterface({ input: stream })) {
    const [, text] = pattern.exec(line) ?? [];
    if (text === undefined) continue;
    // the reader of lines has paused it
    stream.resume();
    return text;
  }
  throw new Error(`nothing was said like ${pattern}`);
}

const ADDRESS = /^(http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/)$/;

async function boardAt(address: string) {
  const board = { address, port: Number(new URL(address).port), close: async () => {} };
  return { board, looker: new Looker(board) };
}

/** Waits until it is told of a process. */
async function nextJoined(looker: Looker): Promise<Extract<FleetNews, { type: 'joined' }>> {
  for (;;) {
    const message = await looker.next();
    if (message === undefined) throw new Error('the connection is over');
    const told = message.news.map(({ news }) => news);
    const joined = told.find((news) => news.type === 'joined');
    if (joined !== undefined) return joined;
  }
}

const boardFiles = () => readdirSync(folder).filter((name) => name.startsWith('board-'));

describe('codex-sessions board', () => {
  it('shows what a process serves, closes a session there, and ends with a signal', async () => {
    const serving = await startServing('docs');
    const { child, exited, written } = start('board', '--port', '0');
    const address = await found(child.stdout, ADDRESS);
    const { board, looker } = await boardAt(address);
    const { process: key, picture } = await nextJoined(looker);
    expect(picture).toMatchObject({ pid: serving.pid, team: 'docs', maxConcurrent: 2 });
    const [session] = picture.sessions;
    expect(session).toMatchObject({ identity: 'planner', status: 'active' });

    const body = JSON.stringify({ process: key, agentId: session?.agentId });
    expect(await ask(board, { method: 'POST', path: 'close', body })).toMatchObject({
      status: 200,
      text: '{"closed":true}',
    });
    const told = await looker.next();
    expect(told?.news[0]?.news).toMatchObject({
      news: { type: 'session', change: { type: 'closed', record: { identity: 'planner' } } },
    });

    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(written.out).toBe(`${address}\n`);
    expect(written.error).toContain('until Ctrl-C');
    expect(written.error).not.toContain(address);
    expect(boardFiles()).toEqual([]);
    await expect(ask(board)).rejects.toThrow('ECONNREFUSED');
  });

  it('shows one team alone if that is asked for', async () => {
    await startServing('docs');
    const shop = await startServing('shop');
    const { child, exited } = start('board', '--port', '0', '--team', 'shop', '--no-open');
    const { looker } = await boardAt(await found(child.stdout, ADDRESS));
    expect((await nextJoined(looker)).picture.pid).toBe(shop.pid);
    shop.kill('SIGKILL');
    const left = (await looker.next())?.news ?? [];
    expect(left.map(({ news }) => news.type)).toEqual(['left']);
    child.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
  });

  it('serves the page that was built, which needs nothing from elsewhere', async () => {
    const { child } = start('board', '--port', '0', '--no-open');
    const { board } = await boardAt(await found(child.stdout, ADDRESS));
    for (const path of ['', 'page.js', 'page.css']) {
      const { status, text } = await ask(board, { path });
      expect(status).toBe(200);
      expect(text.length).toBeGreaterThan(100);
      const addresses = text.match(/(?:https?:)?\/\/[\w.-]+\.[a-z]{2,}/gi) ?? [];
      // the names of namespaces, which nobody asks for
      expect(addresses.filter((one) => !one.endsWith('//www.w3.org'))).toEqual([]);
    }
  });
});

describe('codex-sessions serve --board', () => {
  it('keeps the address out of its log, in a private file that goes with it', async () => {
    const { child, exited, written } = start('serve', '--board', '--board-port', '0');
    const path = await found(child.stderr, /"event":"the board is open","addressIn":"(.*?)"/);
    const address = readFileSync(path, 'utf8').trim();
    expect(address).toMatch(ADDRESS);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const { looker } = await boardAt(address);
    // its own sessions are those of one process among all
    expect((await nextJoined(looker)).picture.pid).toBe(child.pid);
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
    expect(written.error).not.toContain(new URL(address).pathname.replaceAll('/', ''));
    expect(written.out).toBe('');
    expect(boardFiles()).toEqual([]);
  });

  it('lets no board stay that was about to open when its client left', async () => {
    const { child, exited } = start('serve', '--board', '--board-port', '0');
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
    expect(boardFiles()).toEqual([]);
  });

  it('serves all the same when the board cannot be opened, and says why', async () => {
    writeFileSync(folder, 'no folder');
    const { child, exited } = start('serve', '--board', '--board-port', '0');
    const why = await found(child.stderr, /"event":"the board cannot be opened","reason":"(.*?)"/);
    expect(why).toContain('no folder');
    child.stdin.end('{"jsonrpc":"2.0","id":1,"method":"ping"}\n');
    expect(await found(child.stdout, /^(.*"id":1.*)$/)).toContain('"result"');
    expect(await exited).toEqual([0, null]);
  });
});
