import { createConnection } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionSupervisor } from '../../../src/index.js';
import { register, supervisorWith } from '../../support/supervisors.js';
import {
  countingListeners,
  openServer,
  serving,
  sessionsOf,
  slowlyClosing,
  stranger,
  strangerOn,
} from './serving.js';

const MIB = 1024 * 1024;

let lastTag = 0;

/** Gives a session other tags of 1,000 characters each, which makes changes of about 3 KB. */
function makeChanges(supervisor: SessionSupervisor, agentId: string, count: number): void {
  for (let index = 0; index < count; index += 1) {
    lastTag += 1;
    supervisor.setTag(agentId, String(lastTag).padStart(1_000, '.'));
  }
}

/** How many bytes a change of `makeChanges` takes on its way. */
async function bytesOfChange(): Promise<number> {
  const { control, supervisor } = await serving();
  const { agentId } = register(supervisor, 'first');
  makeChanges(supervisor, agentId, 1);
  const peer = await stranger(control.path);
  peer.ask({ id: 1, method: 'watch' });
  await peer.next();
  makeChanges(supervisor, agentId, 1);
  return JSON.stringify(await peer.next()).length + 1;
}

/** A watcher who reads the list, and nothing more. */
async function sleepyWatcher(path: string) {
  const peer = await stranger(path);
  peer.ask({ id: 1, method: 'watch' });
  await peer.next();
  peer.socket.pause();
  return peer;
}

describe('what a control server takes', () => {
  it('is a line of one mebibyte', async () => {
    const { control } = await serving();
    const peer = await stranger(control.path);
    const line = '{"id":1,"method":"list","params":{"pad":""}}';
    peer.write(`${line.replace('""', `"${'.'.repeat(MIB - line.length)}"`)}\n`);
    expect(await peer.next()).toMatchObject({ id: 1, result: {} });
  });

  it.each([
    ['with its end', '\n'],
    ['of which more follows', '.'.repeat(3 * MIB)],
  ])('is no longer line: one %s ends the connection with an error', async (_, rest) => {
    const { control } = await serving();
    const peer = await stranger(control.path);
    peer.write(`{"id":1,"method":"list"}\n${'.'.repeat(MIB + 1)}${rest}`);
    expect(await peer.next()).toMatchObject({ id: 1, result: {} });
    expect(await peer.next()).toMatchObject({ id: null, error: { code: 'line_too_long' } });
    peer.socket.end('{"id":2,"method":"list"}\n');
    await peer.ended;
    expect(peer.unread).toEqual([]);
  });

  it('is whatever bytes come, without harm to others', async () => {
    const { control } = await serving();
    const other = await stranger(control.path);
    const line = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record({ id: fc.jsonValue(), method: fc.constantFrom('list', 'watch', 'close', 'x') })
        .map((request) => Buffer.from(JSON.stringify(request))),
    );
    const property = fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
      const peer = strangerOn(createConnection({ path: control.path, allowHalfOpen: true }));
      for (const bytes of lines) peer.socket.write(Buffer.concat([bytes, Buffer.from('\n')]));
      peer.socket.end();
      await peer.ended;
      other.ask({ id: 1, method: 'list' });
      expect(await other.next()).toMatchObject({ id: 1, result: { sessions: [] } });
    });
    await fc.assert(property, { seed: 20_261_122, numRuns: 100 });
  });

  it('is a hundred connections; the next is hung up on without a word', async () => {
    const { control } = await serving();
    const peers = await Promise.all(Array.from({ length: 100 }, () => stranger(control.path)));
    await expect(stranger(control.path)).rejects.toThrow('the connection ended');
    for (const peer of peers) peer.ask({ id: 1, method: 'list' });
    for (const peer of peers) expect(await peer.next()).toMatchObject({ id: 1, result: {} });
  });

  it('is 32 requests of a connection at once; the others wait', async () => {
    const control = await openServer();
    const { sessions, finish } = slowlyClosing(supervisorWith());
    let underWay = 0;
    let most = 0;
    const close = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      setImmediate(finish);
      const closed = await sessions.close();
      underWay -= 1;
      return closed;
    };
    control.serve({ team: 'atm-dev', sessions: { ...sessions, close } });
    const peer = await stranger(control.path);
    const ids = Array.from({ length: 200 }, (_, id) => id);
    const request = (id: number) => ({ id, method: 'close', params: { agentId: 'codex:a' } });
    peer.write(ids.map((id) => `${JSON.stringify(request(id))}\n`).join(''));
    for (const id of ids) expect(await peer.next()).toEqual({ id, result: { closed: true } });
    expect(most).toBe(32);
  });
});

describe('what a control server keeps for those who do not read', () => {
  it('is a list of any length, and changes up to four mebibytes behind it', async () => {
    const { control, supervisor } = await serving({ maxConcurrent: 5_000 });
    const tag = '.'.repeat(1_000);
    for (let index = 0; index < 5_000; index += 1) register(supervisor, `${index}`, { tag });
    const peer = await stranger(control.path);
    peer.ask({ id: 0, method: 'list' });
    await peer.next();
    peer.socket.pause();
    peer.ask({ id: 1, method: 'watch' });
    const other = await stranger(control.path);
    other.ask({ id: 2, method: 'list' });
    const { result } = (await other.next()) as { result: object };
    expect(JSON.stringify(result).length).toBeGreaterThan(6 * MIB);
    makeChanges(supervisor, 'codex:1', Math.floor((4 * MIB) / (await bytesOfChange())) - 10);
    peer.socket.resume();
    expect(await peer.next()).toEqual({ id: 1, result });
    supervisor.close('codex:2');
    let last = await peer.next();
    while (!JSON.stringify(last).includes('"type":"closed"')) last = await peer.next();
    expect(last).toMatchObject({ watch: 1, change: { record: { agentId: 'codex:2' } } });
  });

  it('is no more than four mebibytes of changes: then their connection ends', async () => {
    const control = await openServer();
    const supervisor = supervisorWith();
    const { sessions, allLeft } = countingListeners(supervisor);
    control.serve({ team: 'atm-dev', sessions });
    const { agentId } = register(supervisor, 'first');
    const peer = await sleepyWatcher(control.path);
    const count = Math.ceil((5 * MIB) / (await bytesOfChange()));
    makeChanges(supervisor, agentId, count);
    await allLeft;
    peer.socket.resume();
    await peer.ended;
    expect(peer.unread.length).toBeLessThan(count);
  });

  it('is counted for all watches of a connection together', async () => {
    const { control, supervisor } = await serving();
    const { agentId } = register(supervisor, 'first');
    const peer = await stranger(control.path);
    for (let id = 0; id < 10; id += 1) {
      peer.ask({ id, method: 'watch' });
      await peer.next();
    }
    peer.socket.pause();
    const count = Math.ceil(MIB / (await bytesOfChange()));
    makeChanges(supervisor, agentId, count);
    peer.socket.resume();
    await peer.ended;
    expect(peer.unread.length).toBeLessThan(10 * count);
  });

  it('is counted anew for what was read: a watcher who keeps up stays for any number', async () => {
    const { control, supervisor } = await serving();
    const { agentId } = register(supervisor, 'first');
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'watch' });
    await peer.next();
    const size = await bytesOfChange();
    for (let bytes = 0; bytes < 12 * MIB; bytes += 100 * size) {
      makeChanges(supervisor, agentId, 100);
      for (let index = 0; index < 100; index += 1) await peer.next();
    }
    peer.ask({ id: 2, method: 'list' });
    expect(await peer.next()).toMatchObject({ id: 2 });
  });

  it('is few answers, however many were asked for', async () => {
    const control = await openServer();
    const supervisor = supervisorWith({ maxConcurrent: 100 });
    const tag = '.'.repeat(1_000);
    for (let index = 0; index < 100; index += 1) register(supervisor, `${index}`, { tag });
    let [asked, read, most] = [0, 0, 0];
    const list = () => {
      asked += 1;
      most = Math.max(most, asked - read);
      return supervisor.list();
    };
    const sessions = { ...sessionsOf(supervisor), supervisor: { ...supervisor, list } };
    control.serve({ team: 'atm-dev', sessions });
    const peer = await stranger(control.path);
    peer.write('{"id":1,"method":"list"}\n'.repeat(1_000));
    for (; read < 1_000; read += 1) expect(await peer.next()).toMatchObject({ id: 1 });
    expect(asked).toBe(1_000);
    expect(most).toBeLessThan(50);
  });
});
