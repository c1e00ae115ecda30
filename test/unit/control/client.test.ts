import { describe, expect, it } from 'vitest';
import { connectControl } from '../../../src/control/index.js';
import { register, START, supervisorWith } from '../../support/supervisors.js';
import { connected, openServer, serving, sessionsOf, slowlyClosing } from './serving.js';

describe('a control client', () => {
  it('knows with whom it speaks', async () => {
    const { path } = await openServer();
    expect((await connected(path)).hello).toMatchObject({ pid: process.pid, protocol: 1 });
  });

  it('lists the sessions and who serves them', async () => {
    const { control, supervisor } = await serving({ maxConcurrent: 3 });
    register(supervisor, 'first', { tag: 'blue', extra: { note: ['ü', null] } });
    const client = await connected(control.path);
    expect(await client.list()).toEqual({
      pid: process.pid,
      team: 'atm-dev',
      since: START,
      maxConcurrent: 3,
      sessions: supervisor.list(),
    });
  });

  it('closes a session, and tells whether it was known', async () => {
    const { control, supervisor } = await serving();
    const { agentId } = register(supervisor, 'first');
    const client = await connected(control.path);
    expect(await client.close(agentId)).toBe(true);
    expect(supervisor.get(agentId)?.status).toBe('closed');
    expect(await client.close('codex:nobody')).toBe(false);
  });

  it('asks several things at once', async () => {
    const control = await openServer();
    const { sessions, finish } = slowlyClosing(supervisorWith());
    control.serve({ team: 'atm-dev', sessions });
    const client = await connected(control.path);
    const closes = [client.close('codex:a'), client.close('codex:b')];
    expect((await client.list()).sessions).toEqual([]);
    finish();
    expect(await Promise.all(closes)).toEqual([true, true]);
  });

  it('rejects with what the other process refuses, and goes on', async () => {
    const control = await openServer();
    const client = await connected(control.path);
    for (const ask of [client.list, () => client.watch(() => {}), () => client.close('codex:a')]) {
      await expect(ask()).rejects.toMatchObject({
        name: 'ControlError',
        code: 'refused',
        refusal: { code: 'not_ready' },
        message: expect.stringContaining('not open yet'),
      });
    }
    control.serve({ team: 'atm-dev', sessions: sessionsOf(supervisorWith()) });
    expect((await client.list()).team).toBe('atm-dev');
  });

  it('ends once, with whatever is not answered yet, and asks nothing more', async () => {
    const control = await openServer();
    control.serve({ team: 'atm-dev', sessions: slowlyClosing(supervisorWith()).sessions });
    const client = await connected(control.path);
    const close = client.close('codex:a');
    client.end();
    client.end();
    await expect(close).rejects.toMatchObject({ code: 'ended' });
    expect(await client.ended).toBeNull();
    await expect(client.list()).rejects.toMatchObject({ code: 'ended' });
  });
});

describe('connecting', () => {
  it.each(['', 'no\0path', `/tmp/${'x'.repeat(100)}`])(
    'to %j is not tried: it is no socket’s path',
    async (path) => {
      await expect(connectControl(path)).rejects.toMatchObject({
        name: 'ControlError',
        code: 'unreachable',
        cause: undefined,
      });
    },
  );

  it('to a number finds a socket of that name or nobody, and no port', async () => {
    await expect(connectControl('8080')).rejects.toMatchObject({
      code: 'unreachable',
      cause: expect.objectContaining({ code: 'ENOENT', address: '8080' }),
    });
  });

  it('to a server that is gone finds nobody, and says why', async () => {
    const control = await openServer();
    await control.close();
    await expect(connectControl(control.path)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(control.path),
      cause: expect.objectContaining({ code: 'ENOENT' }),
    });
  });
});
