import { describe, expect, it } from 'vitest';
import type { RegisterRequest } from '../../../../src/index.js';
import { opened, parked, registered, timeStandsStill } from '../../../support/durable.js';
import { fragileMachine } from '../../../support/fragile-machine.js';
import { record } from '../../../support/records.js';
import { granted, refusedWith, request } from '../../../support/supervisors.js';

timeStandsStill();

const invalid = (field: string) => ({ name: 'InvalidArgumentError', field });

describe('register', () => {
  it.each<[string, Partial<RegisterRequest>]>([
    ['identity', { identity: '' }],
    ['team', { team: 'a\0b' }],
    ['cwd', { cwd: 7 as never }],
    ['tag', { tag: '' }],
    ['extra.note', { extra: { note: Number.NaN } }],
  ])('rejects a bad %s, and changes nothing', async (field, bad) => {
    const { sessions, disk } = await opened();
    const registering = sessions.register(request('arch-ctm', bad));
    await expect(registering).rejects.toMatchObject(invalid(field));
    expect([sessions.supervisor.list(), disk.writes]).toEqual([[], 0]);
  });

  it('rejects another team than the one of the store', async () => {
    const { sessions, disk } = await opened({ team: 'atm-dev' });
    const registering = sessions.register(request('arch-ctm', { team: 'another' }));
    await expect(registering).rejects.toMatchObject(invalid('team'));
    expect(disk.writes).toBe(0);
    granted(await sessions.register(request('arch-ctm')));
  });

  it.each(['stale', 'closed', 'active'] as const)(
    'rejects when createAgentId returns the id of a session that is %s in the file',
    async (status) => {
      const { sessions, disk } = await opened({ createAgentId: () => 'codex:known' });
      const known = record({ agentId: 'codex:known', identity: 'another', status });
      if (status === 'active') disk.live(known);
      else disk.put(known);
      const registering = sessions.register(request('arch-ctm'));
      await expect(registering).rejects.toMatchObject(invalid('createAgentId'));
      expect([sessions.supervisor.list(), disk.record('codex:known')]).toEqual([[], known]);
      expect(disk.writes).toBe(0);
    },
  );

  it('rejects when createAgentId returns the id of a session another process has begun', async () => {
    const { sessions, disk } = await opened({ createAgentId: () => 'codex:known' });
    disk.claim(disk.process(), record({ agentId: 'codex:known', identity: 'another' }));
    const registering = sessions.register(request('arch-ctm'));
    await expect(registering).rejects.toMatchObject(invalid('createAgentId'));
    expect([sessions.supervisor.list(), disk.writes]).toEqual([[], 0]);
  });

  it('rejects when createAgentId returns the id of a session that only memory knows', async () => {
    const all = await opened({ createAgentId: () => 'codex:known' });
    await registered(all, 'arch-ctm');
    await all.sessions.close('codex:known');
    all.disk.remove('codex:known');
    const registering = all.sessions.register(request('arch-ctm'));
    await expect(registering).rejects.toMatchObject(invalid('createAgentId'));
    expect(all.sessions.supervisor.get('codex:known')?.status).toBe('closed');
  });

  it('rejects when createAgentId returns the id of one that is being registered', async () => {
    const { sessions, disk } = await opened({ createAgentId: () => 'codex:same' });
    const [first, second] = await Promise.allSettled([
      sessions.register(request('one')),
      sessions.register(request('other')),
    ]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(disk.record('codex:same')?.identity).toBe('one');
  });

  it('rejects when createAgentId returns no agent id', async () => {
    const { sessions } = await opened({ createAgentId: () => '' });
    const registering = sessions.register(request('arch-ctm'));
    await expect(registering).rejects.toMatchObject(invalid('createAgentId'));
  });

  it('that is rejected keeps nobody from writing', async () => {
    const all = await opened({ createAgentId: () => 'codex:same' });
    const { agentId } = await registered(all, 'arch-ctm');
    all.sessions.supervisor.setTag(agentId, 't');
    await expect(all.sessions.register(request('other'))).rejects.toThrow();
    await all.sessions.flushed();
    expect(all.disk.record(agentId)?.tag).toBe('t');
  });
});

describe('resume', () => {
  it.each([undefined, null, 42, {}, Symbol('id')])(
    'does not know a session by %s',
    async (agentId) => {
      const { sessions } = await opened();
      expect(refusedWith(await sessions.resume(agentId as never))).toBe('session_not_found');
    },
  );

  it('rejects bad options, and changes nothing', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    const { resume } = all.sessions;
    const writes = all.disk.writes;
    await expect(resume(agentId, { identity: '' })).rejects.toMatchObject(invalid('identity'));
    await expect(resume(agentId, { reopen: 1 as never })).rejects.toMatchObject(invalid('reopen'));
    expect(all.sessions.supervisor.get(agentId)?.status).toBe('stale');
    expect(all.disk.writes).toBe(writes);
  });

  it('rejects when the clock is broken, and changes nothing', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.clock.set('no time');
    await expect(all.sessions.resume(agentId)).rejects.toMatchObject(invalid('clock'));
    expect(all.disk.record(agentId)?.status).toBe('stale');
  });
});

describe('a session whose actor fails', () => {
  it('in a register makes it reject, and is stale on disk', async () => {
    const { machine, boom, breakAt, mend } = fragileMachine();
    const all = await opened({ machines: { session: machine } });
    breakAt('birth');
    const registering = all.sessions.register(request('arch-ctm'));
    const error = { code: 'session_failed', agentId: 'codex:1', cause: boom };
    await expect(registering).rejects.toMatchObject(error);
    mend();
    expect(all.disk.record('codex:1')).toEqual(all.sessions.supervisor.get('codex:1'));
    expect([all.disk.record('codex:1')?.status, all.disk.claims()]).toEqual(['stale', {}]);
    granted(await all.sessions.resume('codex:1'));
  });

  it('in a resume makes it reject, and is stale on disk', async () => {
    const { machine, boom, breakAt } = fragileMachine();
    const all = await opened({ machines: { session: machine } });
    const before = await parked(all, 'arch-ctm');
    breakAt('session.resume');
    const resuming = all.sessions.resume(before.agentId);
    await expect(resuming).rejects.toMatchObject({ code: 'session_failed', cause: boom });
    expect([all.disk.record(before.agentId), all.disk.claims()]).toEqual([before, {}]);
  });

  it('in a register that cannot be written stays stale, and is written with the next', async () => {
    const { machine, breakAt, mend } = fragileMachine();
    const all = await opened({ machines: { session: machine } });
    breakAt('birth');
    all.store.breakAt('write', 'once');
    const registering = all.sessions.register(request('arch-ctm'));
    await expect(registering).rejects.toMatchObject({ code: 'no_space' });
    mend();
    await registered(all, 'arch-ctm');
    expect(all.disk.record('codex:1')?.status).toBe('stale');
  });
});
