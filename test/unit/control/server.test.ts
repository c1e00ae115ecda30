import { createConnection } from 'node:net';
import { describe, expect, it } from 'vitest';
import { granted, register, request, START, supervisorWith } from '../../support/supervisors.js';
import { openServer, serving, sessionsOf, slowlyClosing, stranger, strangerOn } from './serving.js';

const errorOf = (code: string) => ({ error: { code, message: expect.any(String) } });

describe('the protocol of a control server', () => {
  it('begins with a hello of the server', async () => {
    const { path } = await openServer();
    const peer = strangerOn(createConnection({ path }));
    expect(await peer.next()).toEqual({ hello: 'codex-sessions', protocol: 1, pid: process.pid });
  });

  it('answers not_ready until there is something to serve, then serves the same connection', async () => {
    const control = await openServer();
    const peer = await stranger(control.path);
    for (const method of ['list', 'watch', 'close']) {
      peer.ask({ id: method, method });
      expect(await peer.next()).toEqual({ id: method, ...errorOf('not_ready') });
    }
    control.serve({ team: 'atm-dev', sessions: sessionsOf(supervisorWith()) });
    peer.ask({ id: 1, method: 'list' });
    expect(await peer.next()).toMatchObject({ id: 1, result: { sessions: [] } });
  });

  it('lists every session, and who serves them since when', async () => {
    const { control, supervisor } = await serving({ maxConcurrent: 2 });
    register(supervisor, 'first', { tag: 'blue', extra: { note: ['ü', null] } });
    supervisor.close(register(supervisor, 'second').agentId);
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'list', params: {} });
    expect(await peer.next()).toEqual({
      id: 1,
      result: {
        pid: process.pid,
        team: 'atm-dev',
        since: START,
        maxConcurrent: 2,
        sessions: JSON.parse(JSON.stringify(supervisor.list())),
      },
    });
  });

  it('closes a session, and tells whether it was known', async () => {
    const { control, supervisor } = await serving();
    const { agentId } = register(supervisor, 'first');
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'close', params: { agentId } });
    expect(await peer.next()).toEqual({ id: 1, result: { closed: true } });
    expect(supervisor.get(agentId)?.status).toBe('closed');
    peer.ask({ id: 2, method: 'close', params: { agentId: 'codex:nobody' } });
    expect(await peer.next()).toEqual({ id: 2, result: { closed: false } });
  });

  it('answers a close when it is done, and other requests meanwhile', async () => {
    const control = await openServer();
    const { sessions, finish } = slowlyClosing(supervisorWith());
    control.serve({ team: 'atm-dev', sessions });
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'close', params: { agentId: 'codex:a' } });
    peer.ask({ id: 2, method: 'list' });
    expect(await peer.next()).toMatchObject({ id: 2 });
    finish();
    expect(await peer.next()).toEqual({ id: 1, result: { closed: true } });
  });

  it('tells why a close failed, with the code of the reason', async () => {
    const control = await openServer();
    const full = Object.assign(new Error('the disk is full'), { code: 'no_space' });
    const close = () => Promise.reject(full);
    control.serve({ team: 'atm-dev', sessions: { supervisor: supervisorWith(), close } });
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'close', params: { agentId: 'codex:a' } });
    expect(await peer.next()).toEqual({
      id: 1,
      error: { code: 'failed', message: 'the disk is full', reason: 'no_space' },
    });
  });

  it.each(['approve', 'approvals'])(
    'answers not_supported to %s without approvals',
    async (method) => {
      const { control } = await serving();
      const peer = await stranger(control.path);
      peer.ask({ id: 1, method, params: { approvalId: 'approval-1', decision: 'accept' } });
      expect(await peer.next()).toEqual({ id: 1, ...errorOf('not_supported') });
    },
  );

  it.each(['', 'List', '__proto__', 'constructor', 'toString'])(
    'answers unknown_method to %j',
    async (method) => {
      const { control } = await serving();
      const peer = await stranger(control.path);
      peer.ask({ id: 1, method });
      expect(await peer.next()).toEqual({ id: 1, ...errorOf('unknown_method') });
    },
  );

  it.each([
    ['no JSON', 'list', null],
    ['an array', '[]', null],
    ['nothing but a name', '"list"', null],
    ['no id', '{"method":"list"}', null],
    ['a null id', '{"id":null,"method":"list"}', null],
    ['a fractional id', '{"id":1.5,"method":"list"}', null],
    ['an id too large to be exact', '{"id":9007199254740993,"method":"list"}', null],
    ['a long id', `{"id":"${'i'.repeat(65)}","method":"list"}`, null],
    ['no method', '{"id":7}', 7],
    ['a method that is no string', '{"id":"x","method":{}}', 'x'],
    ['params that are no object', '{"id":7,"method":"list","params":[1]}', 7],
    ['an agent id that is no string', '{"id":7,"method":"close","params":{"agentId":7}}', 7],
    ['no agent id', '{"id":7,"method":"close"}', 7],
    ['no watch to end', '{"id":7,"method":"unwatch","params":{"watch":null}}', 7],
    ['deeply nested brackets', '['.repeat(500_000), null],
  ])('answers invalid_request to %s, and stays', async (_, line, id) => {
    const { control } = await serving();
    const peer = await stranger(control.path);
    peer.write(`${line}\n`);
    expect(await peer.next()).toEqual({ id, ...errorOf('invalid_request') });
    peer.ask({ id: 8, method: 'list' });
    expect(await peer.next()).toMatchObject({ id: 8, result: { team: 'atm-dev' } });
  });

  it('takes requests however their bytes arrive', async () => {
    const { control } = await serving();
    const peer = await stranger(control.path);
    peer.write('{"id":1,"meth');
    peer.write('od":"list"}\n\n  \n{"id":"ü","method":"list"}\r\n{"id":3,');
    expect(await peer.next()).toMatchObject({ id: 1, result: {} });
    expect(await peer.next()).toMatchObject({ id: 'ü', result: {} });
    peer.write('"method":"list"}\n');
    expect(await peer.next()).toMatchObject({ id: 3, result: {} });
  });

  it('answers what was asked before the end of the input, a line without newline too', async () => {
    const control = await openServer();
    const { sessions, finish } = slowlyClosing(supervisorWith());
    control.serve({ team: 'atm-dev', sessions });
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'close', params: { agentId: 'codex:a' } });
    peer.socket.end('{"id":2,"method":"list"}');
    expect(await peer.next()).toMatchObject({ id: 2 });
    finish();
    expect(await peer.next()).toMatchObject({ id: 1 });
    await peer.ended;
  });

  it('serves several connections at once', async () => {
    const { control, supervisor } = await serving();
    const peers = await Promise.all([1, 2, 3].map(() => stranger(control.path)));
    granted(supervisor.register(request('first')));
    for (const peer of peers) peer.ask({ id: 1, method: 'list' });
    const answers = await Promise.all(peers.map((peer) => peer.next()));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('refuses to serve a second time', async () => {
    const { control, supervisor } = await serving();
    const again = () => control.serve({ team: 'other', sessions: sessionsOf(supervisor) });
    expect(again).toThrow(expect.objectContaining({ code: 'already_serving' }));
  });

  it('tells that an answer could not be written, and stays', async () => {
    const control = await openServer();
    const supervisor = supervisorWith();
    const list = () => [{ ...register(supervisor, 'first'), cost: 1n }];
    control.serve({
      team: 'atm-dev',
      sessions: { ...sessionsOf(supervisor), supervisor: { ...supervisor, list } },
    });
    const peer = await stranger(control.path);
    peer.ask({ id: 1, method: 'list' });
    expect(await peer.next()).toEqual({ id: 1, ...errorOf('failed') });
    peer.ask({ id: 2, method: 'approve' });
    expect(await peer.next()).toEqual({ id: 2, ...errorOf('not_supported') });
  });
});
