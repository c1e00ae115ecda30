import { afterEach, describe, expect, it, vi } from 'vitest';
import { CONTROL_TIMEOUT_MS, connectControl } from '../../../src/control/index.js';
import { record } from '../../support/records.js';
import {
  type Asked,
  connected,
  fakeServer,
  HELLO,
  type Stranger,
  scriptedServer,
} from './serving.js';

const LISTING = { pid: 4711, team: 't', since: 's', maxConcurrent: 1, sessions: [record()] };

afterEach(() => vi.useRealTimers());

describe('a control client that connects to a stranger', () => {
  it.each([
    ['another program', { hello: 'somebody', protocol: 1, pid: 1 }],
    ['a newer protocol', { ...HELLO, protocol: 2 }],
    ['no process', { ...HELLO, pid: 0 }],
    ['nothing', {}],
    ['an error', { id: null, error: { code: 'not_ready', message: 'later' } }],
  ])('refuses one who says hello as %s', async (_, hello) => {
    const path = await fakeServer((peer) => peer.ask(hello));
    await expect(connectControl(path)).rejects.toMatchObject({ code: 'protocol' });
  });

  it.each(['HTTP/1.1 400 Bad Request\r\n', '[]\n', 'null\n', '{"hello":\n'])(
    'refuses one whose first line is %j',
    async (text) => {
      const path = await fakeServer((peer) => peer.write(text));
      await expect(connectControl(path)).rejects.toMatchObject({ code: 'protocol' });
    },
  );

  it('tells of the end of the connection before a hello', async () => {
    const path = await fakeServer((peer) => peer.socket.end());
    await expect(connectControl(path)).rejects.toMatchObject({ code: 'ended' });
  });

  it('waits for a hello as long as it is told, then hangs up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { promise: met, resolve: meet } = withResolvers<Stranger>();
    const path = await fakeServer(meet);
    const silent = expect(connectControl(path, { timeoutMs: 70 })).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('70 ms'),
    });
    const peer = await met;
    vi.advanceTimersByTime(70);
    await silent;
    await peer.ended;
  });
});

describe('a request of a control client', () => {
  it('fails when the connection ends, and so do all later ones', async () => {
    const path = await scriptedServer((peer, { id }) => {
      if (id === 2) peer.socket.end();
    });
    const client = await connected(path);
    const asked = [client.list(), client.close('codex:a')];
    for (const request of asked) await expect(request).rejects.toMatchObject({ code: 'ended' });
    expect(await client.ended).toMatchObject({ code: 'ended' });
    await expect(client.list()).rejects.toMatchObject({ code: 'ended' });
    await expect(client.watch(() => {})).rejects.toMatchObject({ code: 'ended' });
  });

  it('fails after its time, and a late answer harms nobody', async () => {
    const asked: number[] = [];
    const path = await scriptedServer((peer, { id }) => {
      asked.push(id);
      if (id < 2) return;
      for (const late of asked) peer.ask({ id: late, result: { closed: late === 2 } });
    });
    const client = await connected(path, 70);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const late = client.close('codex:a');
    vi.advanceTimersByTime(70);
    await expect(late).rejects.toMatchObject({ code: 'timeout' });
    expect(await client.close('codex:b')).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has ten seconds unless told otherwise', () => {
    expect(CONTROL_TIMEOUT_MS).toBe(10_000);
  });

  it.each([
    ['nothing', {}],
    ['a result that is null', { result: null }],
    ['an error that is none', { error: 'no' }],
    ['a listing without sessions', { result: { ...LISTING, sessions: undefined } }],
    ['a listing without a process', { result: { ...LISTING, pid: -1 } }],
    ['a listing without a team', { result: { ...LISTING, team: null } }],
    ['a listing without a time', { result: { ...LISTING, since: 5 } }],
    ['a listing without a maximum', { result: { ...LISTING, maxConcurrent: 0 } }],
    ['a session of no state', { result: { ...LISTING, sessions: [{ ...record(), status: 'x' }] } }],
    ['a session that is none', { result: { ...LISTING, sessions: [record(), null] } }],
  ])('fails when it is answered with %s, and the next one does not', async (_, answer) => {
    const answers = [answer, { result: LISTING }];
    const path = await scriptedServer((peer, { id }) => peer.ask({ id, ...answers.shift() }));
    const client = await connected(path);
    await expect(client.list()).rejects.toMatchObject({ code: 'protocol' });
    expect(await client.list()).toEqual(LISTING);
  });

  it('fails when a close is answered with no word', async () => {
    const path = await scriptedServer((peer, { id }) =>
      peer.ask({ id, result: { closed: 'yes' } }),
    );
    const client = await connected(path);
    await expect(client.close('codex:a')).rejects.toMatchObject({ code: 'protocol' });
  });

  it('fails with the refusal of the connection when the line was no good', async () => {
    const error = { code: 'line_too_long', message: 'too long' };
    const path = await scriptedServer((peer) => peer.ask({ id: null, error }));
    const client = await connected(path);
    await expect(client.close('codex:a')).rejects.toMatchObject({
      code: 'refused',
      refusal: error,
    });
    expect(await client.ended).toMatchObject({ code: 'refused' });
  });

  it.each([
    ['no JSON', 'oops'],
    ['an answer of nobody’s', '{"id":{},"result":{}}'],
    ['a change that is none', '{"watch":1,"change":{"type":"exploded"}}'],
    ['a change of a watch without id', '{"watch":null,"change":{}}'],
  ])('fails, with the connection, when a line is %s', async (_, line) => {
    const answer = JSON.stringify({ id: 1, result: LISTING });
    const path = await scriptedServer((peer) => peer.write(`${line}\n${answer}\n`));
    const client = await connected(path);
    await expect(client.list()).rejects.toMatchObject({ code: 'protocol' });
    expect(await client.ended).toMatchObject({ code: 'protocol' });
  });

  it('ignores answers and changes that nobody waits for', async () => {
    const change = { type: 'closed', record: record() };
    const path = await scriptedServer((peer, { id }) => {
      peer.ask({ id: 99, result: {} });
      peer.ask({ watch: 99, change });
      peer.ask({ watch: 'other', change });
      peer.ask({ id, result: LISTING });
    });
    expect(await (await connected(path)).list()).toEqual(LISTING);
  });

  it('ends a watch at the server whose answer came too late', async () => {
    const { promise: unwatched, resolve } = withResolvers<Asked>();
    const path = await scriptedServer((_peer, request) => {
      if (request.method === 'unwatch') resolve(request);
    });
    const client = await connected(path, 70);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const watching = client.watch(() => {});
    vi.advanceTimersByTime(70);
    await expect(watching).rejects.toMatchObject({ code: 'timeout' });
    expect(await unwatched).toMatchObject({ params: { watch: 1 } });
  });
});

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve = (_value: T): void => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
