import { describe, expect, it } from 'vitest';
import type { SessionChange } from '../../../src/index.js';
import { fragileMachine, supervisorOf } from '../../support/fragile-machine.js';
import { record } from '../../support/records.js';
import { refusedWith, register, request, supervisorWith } from '../../support/supervisors.js';
import {
  countingListeners,
  openServer,
  type Stranger,
  serving,
  sessionsOf,
  stranger,
} from './serving.js';

/** Watches, and gives the agent ids of the list that came first. */
async function watch(peer: Stranger, id: number | string = 'w'): Promise<string[]> {
  peer.ask({ id, method: 'watch' });
  const { result } = (await peer.next()) as { result: { sessions: { agentId: string }[] } };
  return result.sessions.map(({ agentId }) => agentId);
}

describe('a watch of a control server', () => {
  it('begins with the list, and goes on with every change, as it is', async () => {
    const { control, supervisor } = await serving({ maxConcurrent: 2 });
    register(supervisor, 'before');
    const peer = await stranger(control.path);
    expect(await watch(peer)).toEqual(['codex:1']);
    const changes: object[] = [];
    supervisor.subscribe((change) => changes.push(JSON.parse(JSON.stringify(change)) as object));
    register(supervisor, 'after');
    refusedWith(supervisor.register(request('too many')));
    supervisor.report('codex:2', { type: 'turn.completed' });
    supervisor.park('codex:2');
    supervisor.close('codex:1');
    supervisor.forget('codex:1');
    for (const change of changes) expect(await peer.next()).toEqual({ watch: 'w', change });
    expect(changes).toHaveLength(6);
  });

  it('misses no change and tells none twice, whenever it begins', async () => {
    const { control, supervisor } = await serving({ maxConcurrent: 1_000 });
    const peers = await Promise.all(Array.from({ length: 8 }, () => stranger(control.path)));
    const all: string[] = [];
    // registers in every turn of the loop, while the watches begin
    const known: string[][] = await Promise.all(
      peers.map(async (peer, index) => {
        for (let turn = 0; turn <= index; turn += 1) {
          await new Promise((resolve) => setImmediate(resolve));
          all.push(register(supervisor, `${index} ${turn}`).agentId);
        }
        peer.ask({ id: index, method: 'watch' });
        all.push(register(supervisor, `${index} asked`).agentId);
        const { result } = (await peer.next()) as { result: { sessions: { agentId: string }[] } };
        return result.sessions.map(({ agentId }) => agentId);
      }),
    );
    all.push(register(supervisor, 'last').agentId);
    for (const [index, peer] of peers.entries()) {
      const heard = [...(known[index] as string[])];
      while (heard.length < all.length) {
        const { change } = (await peer.next()) as { change: { record: { agentId: string } } };
        heard.push(change.record.agentId);
      }
      expect(heard).toEqual(all);
      expect(peer.unread).toEqual([]);
    }
  });

  it('tells what a session’s actor failed with, as its message', async () => {
    const { machine, breakAt } = fragileMachine();
    const supervisor = supervisorOf(machine);
    const control = await openServer();
    control.serve({ team: 'atm-dev', sessions: sessionsOf(supervisor) });
    const { agentId } = register(supervisor, 'first');
    const peer = await stranger(control.path);
    await watch(peer);
    breakAt('turn.completed');
    supervisor.report(agentId, { type: 'turn.completed' });
    expect(await peer.next()).toMatchObject({
      watch: 'w',
      change: { type: 'stale', reason: 'failed', error: { message: 'boom' } },
    });
  });

  it.each([
    ['undefined', undefined, 'undefined'],
    ['a string', 'why not', 'why not'],
    ['a number too large for JSON', 2n ** 64n, '18446744073709551616'],
    ['an error that holds itself', selfish(), 'it is me'],
    ['an object without a text', Object.create(null), 'an error that cannot be printed'],
    ['an error whose message throws', unspeakable(), 'an error that cannot be printed'],
  ])('tells of any error: %s', async (_, error, message) => {
    const control = await openServer();
    let tell = (_change: SessionChange): void => {};
    const subscribe = (listener: (change: SessionChange) => void) => {
      tell = listener;
      return { unsubscribe: () => {} };
    };
    const supervisor = { maxConcurrent: 1, list: () => [], subscribe };
    control.serve({ team: 'atm-dev', sessions: { supervisor, close: async () => false } });
    const peer = await stranger(control.path);
    await watch(peer);
    tell({ type: 'stale', record: record(), reason: 'failed', error });
    expect(await peer.next()).toMatchObject({ change: { error: { message } } });
  });

  it('ends with unwatch, and only the one that is named', async () => {
    const { control, supervisor } = await serving();
    const peer = await stranger(control.path);
    await watch(peer, 1);
    await watch(peer, '1');
    peer.ask({ id: 2, method: 'unwatch', params: { watch: 1 } });
    expect(await peer.next()).toEqual({ id: 2, result: { unwatched: true } });
    register(supervisor, 'first');
    expect(await peer.next()).toMatchObject({ watch: '1', change: { type: 'registered' } });
    peer.ask({ id: 3, method: 'unwatch', params: { watch: 1 } });
    expect(await peer.next()).toEqual({ id: 3, result: { unwatched: false } });
  });

  it('may not take the id of another, until that has ended', async () => {
    const { control } = await serving();
    const peer = await stranger(control.path);
    await watch(peer);
    peer.ask({ id: 'w', method: 'watch' });
    expect(await peer.next()).toMatchObject({ id: 'w', error: { code: 'invalid_request' } });
    peer.ask({ id: 1, method: 'unwatch', params: { watch: 'w' } });
    await peer.next();
    expect(await watch(peer)).toEqual([]);
  });

  it('is one of sixteen at most on a connection', async () => {
    const { control } = await serving();
    const peer = await stranger(control.path);
    for (let id = 0; id < 16; id += 1) await watch(peer, id);
    peer.ask({ id: 16, method: 'watch' });
    expect(await peer.next()).toMatchObject({ id: 16, error: { code: 'too_many_watches' } });
  });

  it.each([
    ['end', (peer: Stranger) => peer.socket.end()],
    ['destroy', (peer: Stranger) => peer.socket.destroy()],
  ])('leaves no listener behind when its connection ends by %s', async (_, hangUp) => {
    const control = await openServer();
    const { sessions, listeners, allLeft } = countingListeners(supervisorWith());
    control.serve({ team: 'atm-dev', sessions });
    const peer = await stranger(control.path);
    await watch(peer, 1);
    await watch(peer, 2);
    expect(listeners()).toBe(2);
    hangUp(peer);
    await allLeft;
    expect(listeners()).toBe(0);
  });
});

function selfish(): Error {
  const error = new Error('it is me');
  return Object.assign(error, { error });
}

function unspeakable(): Error {
  return Object.defineProperty(new Error(), 'message', {
    get() {
      throw new Error('no');
    },
  });
}
