import { readdir, stat } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openControlServer } from '../../../src/control/index.js';
import { register, supervisorWith } from '../../support/supervisors.js';
import { promisesSettled } from '../../support/warnings.js';
import {
  connected,
  countingListeners,
  openServer,
  serving,
  sessionsOf,
  slowlyClosing,
  stranger,
  temporaryFolder,
} from './serving.js';

afterEach(() => vi.useRealTimers());

describe('the life of a control server', () => {
  it('begins with a socket in a folder nobody else can enter', async () => {
    const folder = await temporaryFolder();
    const { path } = await openServer({ folder: `${folder}/run` });
    expect(path.startsWith(`${folder}/run/${process.pid}-`)).toBe(true);
    expect((await stat(path)).isSocket()).toBe(true);
    expect((await stat(`${folder}/run`)).mode & 0o777).toBe(0o700);
  });

  it('ends with its socket gone and its connections ended, however often it is closed', async () => {
    const folder = await temporaryFolder();
    const control = await openControlServer({ folder });
    const clients = [await connected(control.path), await connected(control.path)];
    const closing = control.close();
    expect(control.close()).toBe(closing);
    await closing;
    for (const client of clients) expect(await client.ended).toMatchObject({ code: 'ended' });
    expect(await readdir(folder)).toEqual([]);
    await control.close();
    const again = createConnection({ path: control.path });
    const refused = new Promise((resolve) => again.once('error', resolve));
    expect(await refused).toMatchObject({ code: 'ENOENT' });
  });

  it('tells watchers every change before it ends', async () => {
    const { control, supervisor } = await serving();
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'watch' });
    await peer.next();
    register(supervisor, 'first');
    supervisor.stop();
    await Promise.all([control.close(), peer.socket.end(), peer.ended]);
    expect(peer.unread).toMatchObject([
      { change: { type: 'registered' } },
      { change: { type: 'stale', reason: 'stopped' } },
    ]);
  });

  it('does not wait for one who never hangs up', async () => {
    const control = await openServer();
    const peer = await stranger(control.path);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const closing = control.close();
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(500);
    await closing;
    expect(vi.getTimerCount()).toBe(0);
    expect(peer.socket.destroyed).toBe(false);
  });

  it('waits for nobody who hangs up, though his last line was too long', async () => {
    const { control } = await serving();
    const peer = await stranger(control.path);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    peer.write('.'.repeat(3 * 1024 * 1024));
    expect(await peer.next()).toMatchObject({ error: { code: 'line_too_long' } });
    peer.socket.end();
    await control.close();
  });

  it('does not wait for a close that is under way, and gives it no answer', async () => {
    const control = await openServer();
    const { sessions, finish } = slowlyClosing(supervisorWith());
    control.serve({ team: 'atm-dev', sessions });
    const client = await connected(control.path);
    const close = client.close('codex:a');
    await client.list();
    await Promise.all([expect(close).rejects.toMatchObject({ code: 'ended' }), control.close()]);
    finish();
  });

  it('does nothing more for its connections, though requests still wait', async () => {
    const control = await openServer();
    const { sessions, finish } = slowlyClosing(supervisorWith());
    let closes = 0;
    const close = () => {
      closes += 1;
      return sessions.close();
    };
    control.serve({ team: 'atm-dev', sessions: { ...sessions, close } });
    const peer = await stranger(control.path);
    peer.write('{"id":1,"method":"approve"}\n');
    peer.write('{"id":2,"method":"close","params":{"agentId":"codex:a"}}\n'.repeat(40));
    await peer.next();
    const client = await connected(control.path);
    await client.list();
    const before = closes;
    const closing = control.close();
    finish();
    await promisesSettled();
    expect(closes).toBe(before);
    peer.socket.end();
    await closing;
  });

  it('begins no watch for a connection that was lost before its turn came', async () => {
    const control = await openServer();
    const supervisor = supervisorWith({ maxConcurrent: 1_000 });
    for (let index = 0; index < 1_000; index += 1) register(supervisor, `${index}`);
    const { sessions, listeners, allLeft } = countingListeners(supervisor);
    control.serve({ team: 'atm-dev', sessions });
    const peer = await stranger(control.path);
    const methods = ['watch', ...Array<string>(10).fill('list'), 'watch'];
    peer.write(methods.map((method, id) => `${JSON.stringify({ id, method })}\n`).join(''));
    await peer.next();
    peer.socket.destroy();
    await allLeft;
    await promisesSettled();
    expect(listeners()).toBe(0);
  });

  it('takes no harm from a connection that is reset while it is answered', async () => {
    const { control, supervisor } = await serving({ maxConcurrent: 1_000 });
    for (let index = 0; index < 1_000; index += 1) register(supervisor, `${index}`);
    const peers = await Promise.all(Array.from({ length: 5 }, () => stranger(control.path)));
    for (const peer of peers) {
      peer.write('{"id":1,"method":"list"}\n'.repeat(100));
      await peer.next();
      peer.socket.destroy();
    }
    const client = await connected(control.path);
    expect((await client.list()).sessions).toHaveLength(1_000);
  });

  it('serves nothing after its end, without complaint', async () => {
    const control = await openServer();
    await control.close();
    control.serve({ team: 'atm-dev', sessions: sessionsOf(supervisorWith()) });
  });
});
