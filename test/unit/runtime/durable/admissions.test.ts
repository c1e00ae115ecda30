import { describe, expect, it } from 'vitest';
import {
  changesIn,
  opened,
  parked,
  progress,
  quiet,
  registered,
  statuses,
  timeStandsStill,
} from '../../../support/durable.js';
import { granted, inWords, refusedWith, request } from '../../../support/supervisors.js';

timeStandsStill();

describe('register', () => {
  it('resolves once the session and its claims are on disk, and not before', async () => {
    const all = await opened();
    all.store.shutGate();
    const registering = all.sessions.register(request('arch-ctm'));
    const seen = progress(registering);
    await quiet();
    expect([seen.state, statuses(all)]).toEqual(['open', []]);
    expect(all.sessions.supervisor.findByIdentity('arch-ctm')).toBe('codex:1');
    all.store.openGate();
    const record = granted(await registering);
    expect(all.disk.record('codex:1')).toEqual(record);
    expect(Object.keys(all.disk.claims())).toEqual(['agent codex:1', 'identity arch-ctm']);
  });

  it('writes what was asked for, whatever becomes of the request meanwhile', async () => {
    const { sessions, disk } = await opened();
    const extra = { note: ['kept'] };
    const asked = { ...request('arch-ctm', { tag: 't', branch: 'main' }), extra };
    const registering = sessions.register(asked);
    extra.note.push('added later');
    Object.assign(asked, { identity: 'other', tag: 'other' });
    const written = { identity: 'arch-ctm', tag: 't', branch: 'main' };
    expect(granted(await registering)).toMatchObject(written);
    expect(disk.record('codex:1')).toMatchObject({
      ...written,
      extra: { codex_sessions: { note: ['kept'] } },
    });
  });

  it('shares one write with all that begin at once under other names', async () => {
    const { sessions, disk } = await opened();
    const names = Array.from({ length: 10 }, (_, index) => `name-${index}`);
    const results = await Promise.all(names.map((name) => sessions.register(request(name))));
    expect(results.map(granted)).toHaveLength(10);
    expect(disk.writes).toBe(1);
    expect(disk.records.size).toBe(10);
  });

  it('waits for one of the same name until that is on disk', async () => {
    const { sessions, store } = await opened();
    const refusals: string[] = [];
    sessions.supervisor.subscribe(({ type }) => {
      if (type === 'refused') refusals.push(type);
    });
    store.shutGate();
    const first = sessions.register(request('arch-ctm'));
    const second = sessions.register(request('arch-ctm'));
    await quiet();
    expect(refusals).toEqual([]);
    store.openGate();
    granted(await first);
    expect(refusedWith(await second)).toBe('identity_conflict');
  });

  it('takes over the name of a session that is being closed, once that is on disk', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    all.store.shutGate();
    const closing = all.sessions.close(agentId);
    const registering = all.sessions.register(request('arch-ctm'));
    await quiet();
    expect(all.sessions.supervisor.list()).toMatchObject([{ agentId, status: 'closed' }]);
    all.store.openGate();
    expect(await closing).toBe(true);
    expect(granted(await registering).agentId).toBe('codex:2');
    expect(statuses(all)).toEqual(['codex:1 closed', 'codex:2 active']);
  });

  it('takes over a name that was freed in memory, with its claim', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    all.sessions.supervisor.setThreadState(agentId, 'closed');
    await registered(all, 'arch-ctm');
    expect(statuses(all)).toEqual(['codex:1 closed', 'codex:2 active']);
    expect(Object.keys(all.disk.claims()).sort()).toEqual(['agent codex:2', 'identity arch-ctm']);
  });
});

describe('resume', () => {
  it('resolves once the session and its claims are on disk, and not before', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    expect(all.disk.claims()).toEqual({});
    all.store.shutGate();
    const resuming = all.sessions.resume(agentId, { identity: 'qa' });
    const seen = progress(resuming);
    await quiet();
    expect([seen.state, statuses(all)]).toEqual(['open', ['codex:1 stale']]);
    all.store.openGate();
    const record = granted(await resuming);
    expect(record).toMatchObject({ identity: 'qa', status: 'active', threadState: 'busy' });
    expect(all.disk.record(agentId)).toEqual(record);
    expect(Object.keys(all.disk.claims())).toEqual(['agent codex:1', 'identity qa']);
  });

  it('reopens a closed session that is asked for', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    await all.sessions.close(agentId);
    expect(refusedWith(await all.sessions.resume(agentId))).toBe('session_closed');
    granted(await all.sessions.resume(agentId, { reopen: true }));
    expect(statuses(all)).toEqual(['codex:1 active']);
  });

  it('of one session runs after another of it', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.store.shutGate();
    const first = all.sessions.resume(agentId, { identity: 'one' });
    const second = all.sessions.resume(agentId, { identity: 'other' });
    const changes = changesIn(all);
    await quiet();
    expect(changes.map(inWords)).toEqual([`resumed ${agentId}`]);
    all.store.openGate();
    granted(await first);
    expect(refusedWith(await second)).toBe('session_active');
  });

  it('waits for a register of the name it asks for', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.store.breakAt('write', 'once');
    const registering = progress(all.sessions.register(request('qa')));
    const resuming = all.sessions.resume(agentId, { identity: 'qa' });
    // the name is free again: the register was taken back before the resume was decided
    expect(granted(await resuming).identity).toBe('qa');
    expect(registering.state).toBe('bad');
  });

  it('of different sessions shares one write', async () => {
    const all = await opened();
    const { agentId: one } = await parked(all, 'one');
    const { agentId: other } = await parked(all, 'other');
    const before = all.disk.writes;
    await Promise.all([all.sessions.resume(one), all.sessions.resume(other)]);
    expect(all.disk.writes - before).toBe(1);
  });
});
