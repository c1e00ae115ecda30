import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  hasBrowser,
  openerOf,
  openInBrowser,
  type Seat,
} from '../../../../src/cli/board/browser.js';

const seat = (env: Seat['env'], platform: Seat['platform'] = 'linux', isTerminal = true): Seat => ({
  ...{ env, platform, isTerminal },
});

describe('a browser that its user would see', () => {
  it.each([
    ['on a desk with X', seat({ DISPLAY: ':0' })],
    ['on a desk with Wayland', seat({ WAYLAND_DISPLAY: 'wayland-0' })],
    ['on a Mac', seat({}, 'darwin')],
    ['on Windows', seat({}, 'win32')],
  ])('is there %s', (_, one) => {
    expect(hasBrowser(one)).toBe(true);
  });

  it.each([
    ['in a script', seat({ DISPLAY: ':0' }, 'linux', false)],
    ['without a display', seat({})],
    ['with an empty one', seat({ DISPLAY: '' })],
    ['over SSH, with its display', seat({ DISPLAY: ':10', SSH_CONNECTION: 'a b c d' })],
    ['on a Mac over SSH', seat({ SSH_TTY: '/dev/ttys001' }, 'darwin')],
    ['over an older SSH', seat({ SSH_CLIENT: 'a b c' }, 'win32')],
  ])('is not there %s', (_, one) => {
    expect(hasBrowser(one)).toBe(false);
  });

  it('is opened by what each system has for it, never by a shell', () => {
    expect(openerOf('linux', '/a b')).toEqual(['xdg-open', ['/a b']]);
    expect(openerOf('freebsd', '/a')).toEqual(['xdg-open', ['/a']]);
    expect(openerOf('darwin', '/a')).toEqual(['open', ['/a']]);
    expect(openerOf('win32', 'C:\\a')).toEqual([
      'rundll32',
      ['url.dll,FileProtocolHandler', 'C:\\a'],
    ]);
  });
});

const ADDRESS = 'http://127.0.0.1:26339/SECRET/';

/** Tells the test what it was started with, and what it finds there. */
const OPENER = (port: number) => `#!${process.execPath}
const { readFileSync, statSync } = require('node:fs');
const args = process.argv.slice(2);
const body = JSON.stringify({ args, text: readFileSync(args[0], 'utf8'), mode: statSync(args[0]).mode & 0o777 });
require('node:http').request({ port: ${port}, host: '127.0.0.1', method: 'POST' }).end(body);
`;

describe('the address of a board', () => {
  let place: string;

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'cs-'));
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(place, { recursive: true, force: true });
  });

  it('is given to the browser in a private file, which no list of processes shows', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    for (const name of ['xdg-open', 'open']) {
      writeFileSync(join(place, name), OPENER(port), { mode: 0o700 });
    }
    vi.stubEnv('PATH', [place, process.env.PATH].join(delimiter));
    const folder = join(place, 'run');
    const file = await openInBrowser(ADDRESS, [folder]);
    const [request, response] = (await once(server, 'request')) as [
      IncomingMessage,
      ServerResponse,
    ];
    const told = (await json(request)) as { args: string[]; text: string; mode: number };
    response.end();
    server.close();
    expect(told).toMatchObject({ args: [file.path], mode: 0o600 });
    expect(file.path.startsWith(folder)).toBe(true);
    expect(told.text).toContain(`content="0; url=${ADDRESS}"`);
    expect(told.text).toContain('<meta name="referrer" content="no-referrer">');
    await file.remove();
    expect(existsSync(file.path)).toBe(false);
  });

  it('stays in no file when there is nothing that opens it', async () => {
    vi.stubEnv('PATH', place);
    const folder = join(place, 'run');
    await expect(openInBrowser(ADDRESS, [folder])).rejects.toThrow('ENOENT');
    expect(existsSync(join(folder, `board-${process.pid}.html`))).toBe(false);
  });
});
