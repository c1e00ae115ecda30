import { describe, expect, it } from 'vitest';
import type { News } from '../../../src/control/index.js';
import { record } from '../../support/records.js';
import { register } from '../../support/supervisors.js';
import { type Stranger, serving, stranger } from '../../unit/control/serving.js';
import { NEWS, numbered, observable, PICTURE, SIGHT } from './observing.js';

const MIB = 1024 * 1024;

/** Observes, and tells how much had happened when its picture was true. */
async function observe(peer: Stranger, id: number | string = 'o'): Promise<number> {
  peer.ask({ id, method: 'observe' });
  const { result } = (await peer.next()) as { result: typeof PICTURE };
  return result.sights[0]?.queued ?? Number.NaN;
}

describe('an observation of a control server', () => {
  it('begins with the picture, and goes on with all news, as they are', async () => {
    const { control, supervisor, happen } = await observable();
    const known = register(supervisor, 'first');
    const peer = await stranger(control.path);
    peer.ask({ id: 'o', method: 'observe' });
    expect(await peer.next()).toEqual({
      id: 'o',
      result: {
        ...{ pid: process.pid, team: 'atm-dev', since: '2026-01-01T00:00:00Z', maxConcurrent: 10 },
        ...{ ...PICTURE, sessions: [known], sights: [{ ...SIGHT, queued: 0 }] },
      },
    });
    for (const news of NEWS) happen(news);
    for (const news of NEWS) expect(await peer.next()).toEqual({ observe: 'o', news });
  });

  it('tells what a session’s actor failed with, as its message', async () => {
    const { control, happen } = await observable();
    const peer = await stranger(control.path);
    await observe(peer);
    const error = Object.assign(new Error('boom'), { secret: 'kept' });
    const change = { type: 'stale', record: record(), reason: 'failed', error } as const;
    happen({ type: 'session', at: 'now', change });
    expect(await peer.next()).toEqual({
      observe: 'o',
      news: { type: 'session', at: 'now', change: { ...change, error: { message: 'boom' } } },
    });
  });

  it('misses nothing and tells nothing twice, whenever it begins', async () => {
    const { control, happen } = await observable();
    const peers = await Promise.all(Array.from({ length: 8 }, () => stranger(control.path)));
    let last = 0;
    const next = (): void => {
      last += 1;
      happen(numbered(last));
    };
    // something happens in every turn of the loop, while the observations begin
    const begun = await Promise.all(
      peers.map(async (peer, index) => {
        for (let turn = 0; turn <= index; turn += 1) {
          await new Promise((resolve) => setImmediate(resolve));
          next();
        }
        const known = observe(peer, index);
        next();
        return known;
      }),
    );
    next();
    expect(begun.some((known) => known < last)).toBe(true);
    for (const [index, peer] of peers.entries()) {
      for (let count = (begun[index] ?? 0) + 1; count <= last; count += 1) {
        expect(await peer.next()).toEqual({ observe: index, news: numbered(count) });
      }
      expect(peer.unread).toEqual([]);
    }
  });

  it('ends with unobserve, and only the one that is named', async () => {
    const { control, listeners, happen } = await observable();
    const peer = await stranger(control.path);
    await observe(peer, 1);
    await observe(peer, '1');
    peer.ask({ id: 2, method: 'unobserve', params: { observe: 1 } });
    expect(await peer.next()).toEqual({ id: 2, result: { unobserved: true } });
    expect(listeners.size).toBe(1);
    happen(numbered(7));
    expect(await peer.next()).toEqual({ observe: '1', news: numbered(7) });
    peer.ask({ id: 3, method: 'unobserve', params: { observe: 1 } });
    expect(await peer.next()).toEqual({ id: 3, result: { unobserved: false } });
  });

  it('is not ended as a watch, nor a watch as an observation', async () => {
    const { control, listeners } = await observable();
    const peer = await stranger(control.path);
    await observe(peer, 1);
    peer.ask({ id: 2, method: 'watch' });
    await peer.next();
    peer.ask({ id: 3, method: 'unwatch', params: { watch: 1 } });
    expect(await peer.next()).toEqual({ id: 3, result: { unwatched: false } });
    peer.ask({ id: 4, method: 'unobserve', params: { observe: 2 } });
    expect(await peer.next()).toEqual({ id: 4, result: { unobserved: false } });
    expect(listeners.size).toBe(1);
  });

  it.each([undefined, null, {}, 1.5])('is not ended by the id %j', async (id) => {
    const { control } = await observable();
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'unobserve', params: { observe: id } });
    expect(await peer.next()).toMatchObject({ id: 1, error: { code: 'invalid_request' } });
  });

  it('may not take the id of a watch', async () => {
    const { control, listeners } = await observable();
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'watch' });
    await peer.next();
    peer.ask({ id: 1, method: 'observe' });
    expect(await peer.next()).toMatchObject({ id: 1, error: { code: 'invalid_request' } });
    expect(listeners.size).toBe(0);
  });

  it('is one of sixteen at most on a connection, watches included', async () => {
    const { control, listeners } = await observable();
    const peer = await stranger(control.path);
    for (let id = 0; id < 8; id += 1) await observe(peer, id);
    for (let id = 8; id < 16; id += 1) {
      peer.ask({ id, method: 'watch' });
      await peer.next();
    }
    peer.ask({ id: 16, method: 'observe' });
    expect(await peer.next()).toMatchObject({ id: 16, error: { code: 'too_many_watches' } });
    expect(listeners.size).toBe(8);
  });

  it.each([
    ['end', (peer: Stranger) => peer.socket.end()],
    ['destroy', (peer: Stranger) => peer.socket.destroy()],
  ])('leaves nobody listening when its connection ends by %s', async (_, hangUp) => {
    const { control, listeners, allLeft } = await observable();
    const peer = await stranger(control.path);
    await observe(peer, 1);
    await observe(peer, 2);
    expect(listeners.size).toBe(2);
    hangUp(peer);
    await allLeft;
    expect(listeners.size).toBe(0);
  });

  it('tells a piece of news of any length, also while it is not read, and goes on', async () => {
    const { control, happen } = await observable();
    const peer = await stranger(control.path);
    await observe(peer);
    peer.socket.pause();
    const long: News = { type: 'session', at: 'x'.repeat(6 * MIB), change: NEWS[0] as never };
    for (const news of [numbered(1), long, numbered(2)]) happen(news);
    peer.socket.resume();
    expect(await peer.next()).toEqual({ observe: 'o', news: numbered(1) });
    expect(await peer.next()).toMatchObject({ news: { at: 'x'.repeat(6 * MIB) } });
    expect(await peer.next()).toEqual({ observe: 'o', news: numbered(2) });
  });

  it('of one who does not read ends with four mebibytes, and others hear on', async () => {
    const { control, listeners, happen } = await observable();
    const [sleepy, awake] = [await stranger(control.path), await stranger(control.path)];
    await observe(sleepy);
    sleepy.socket.pause();
    await observe(awake);
    const long: News = { type: 'session', at: 'x'.repeat(MIB / 4), change: NEWS[0] as never };
    // what the sockets themselves hold is on top of it
    for (let count = 0; listeners.size > 1; count += 1) {
      expect(count).toBeLessThan(64);
      happen(long);
      await awake.next();
    }
    happen(numbered(1));
    expect(await awake.next()).toEqual({ observe: 'o', news: numbered(1) });
  });
});

describe('a process that cannot be observed', () => {
  it.each(['observe', 'show'])('answers %s not_supported', async (method) => {
    const { control } = await serving();
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method, params: { agentId: 'codex:a' } });
    expect(await peer.next()).toMatchObject({ id: 1, error: { code: 'not_supported' } });
  });

  it('answers failed, and leaves the id free, when it fails to begin', async () => {
    let fails = true;
    const { control } = await observable({
      observe() {
        if (!fails) return { picture: PICTURE, end: () => {} };
        throw Object.assign(new Error('no'), { code: 'enough' });
      },
    });
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'observe' });
    const error = { code: 'failed', message: 'no', reason: 'enough' };
    expect(await peer.next()).toEqual({ id: 1, error });
    fails = false;
    expect(await observe(peer, 1)).toBe(SIGHT.queued);
  });
});
