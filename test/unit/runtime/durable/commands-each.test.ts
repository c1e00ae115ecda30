import { describe, expect, it } from 'vitest';
import {
  changesIn,
  NO_SPACE,
  type Opened,
  opened,
  parked,
  quiet,
  registered,
  statuses,
  timeStandsStill,
} from '../../../support/durable.js';
import { fragileMachine } from '../../../support/fragile-machine.js';
import { record } from '../../../support/records.js';
import { granted, inWords } from '../../../support/supervisors.js';

timeStandsStill();

async function active(all: Opened): Promise<string> {
  const { agentId } = await registered(all, 'arch-ctm');
  all.sessions.supervisor.setThreadState(agentId, 'idle');
  return agentId;
}

async function closed(all: Opened): Promise<string> {
  const agentId = await active(all);
  await all.sessions.close(agentId);
  return agentId;
}

describe('close', () => {
  it('frees the name for other processes once it is on disk', async () => {
    const all = await opened();
    const agentId = await active(all);
    all.store.shutGate();
    const closing = all.sessions.close(agentId);
    await quiet();
    expect(Object.keys(all.disk.claims())).toEqual([`agent ${agentId}`, 'identity arch-ctm']);
    all.store.openGate();
    await closing;
    expect(all.disk.claims()).toEqual({});
  });

  it('keeps the name from other processes while it cannot be written', async () => {
    const all = await opened();
    const agentId = await active(all);
    all.store.breakAt('write', 'once');
    await expect(all.sessions.close(agentId)).rejects.toMatchObject(NO_SPACE);
    expect(Object.keys(all.disk.claims())).toEqual([`agent ${agentId}`, 'identity arch-ctm']);
  });

  it('of a closed session is true, and writes nothing', async () => {
    const all = await opened();
    const agentId = await closed(all);
    const { writes } = all.disk;
    expect([await all.sessions.close(agentId), all.disk.writes]).toEqual([true, writes]);
  });

  it('finds a session that another process has registered later', async () => {
    const { sessions, disk } = await opened();
    disk.put(record({ agentId: 'codex:later', status: 'stale' }));
    expect(await sessions.close('codex:later')).toBe(true);
    expect(disk.record('codex:later')?.status).toBe('closed');
  });

  it('whose actor fails at it is true, and the session is stale on disk', async () => {
    const { machine, breakAt, mend } = fragileMachine();
    const all = await opened({ machines: { session: machine } });
    const agentId = await active(all);
    const changes = changesIn(all);
    breakAt('session.close');
    expect(await all.sessions.close(agentId)).toBe(true);
    mend();
    expect(changes.map(inWords)).toEqual([`stale failed ${agentId}`]);
    expect([statuses(all), all.disk.claims()]).toEqual([[`${agentId} stale`], {}]);
  });
});

describe('park', () => {
  it('is false for a busy session, and for one that is not active', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    expect(await all.sessions.park(agentId)).toBe(false);
    all.sessions.supervisor.setThreadState(agentId, 'idle');
    expect(await all.sessions.park(agentId)).toBe(true);
    expect(await all.sessions.park(agentId)).toBe(false);
  });

  it('makes room for another process to resume the session', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    const other = await opened({ disk: all.disk });
    granted(await other.sessions.resume(agentId));
    expect(await all.sessions.park(agentId)).toBe(false);
    expect(all.sessions.supervisor.get(agentId)).toBeUndefined();
  });
});

describe('forget', () => {
  it('is false for a session that is not closed', async () => {
    const all = await opened();
    const agentId = await active(all);
    expect(await all.sessions.forget(agentId)).toBe(false);
    expect(statuses(all)).toEqual([`${agentId} active`]);
  });

  it('leaves a session alone that another process has opened again', async () => {
    const all = await opened();
    const agentId = await closed(all);
    const other = await opened({ disk: all.disk });
    granted(await other.sessions.resume(agentId, { reopen: true }));
    expect(await all.sessions.forget(agentId)).toBe(false);
    expect(statuses(all)).toEqual([`${agentId} active`]);
  });
});

describe('bindThread', () => {
  it('rejects what is no thread id, and changes nothing', async () => {
    const all = await opened();
    const agentId = await active(all);
    for (const threadId of ['', 'a\0b', 7 as never]) {
      await expect(all.sessions.bindThread(agentId, threadId)).rejects.toMatchObject({
        name: 'InvalidArgumentError',
        field: 'threadId',
      });
    }
    expect(all.sessions.supervisor.get(agentId)?.threadId).toBeNull();
  });

  it('rejects what is no thread id before it needs the disk', async () => {
    const { sessions, store } = await opened();
    store.breakAt('lock');
    const binding = sessions.bindThread('codex:1', '');
    await expect(binding).rejects.toMatchObject({ name: 'InvalidArgumentError' });
  });

  it('is false for a thread that another active session is bound to', async () => {
    const all = await opened();
    const agentId = await active(all);
    await all.sessions.bindThread(agentId, 'thread-1');
    const { agentId: other } = await registered(all, 'other');
    expect(await all.sessions.bindThread(other, 'thread-1')).toBe(false);
    expect(all.disk.record(other)?.threadId).toBeNull();
  });

  it('of a stale session is written, and needs no claim', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    expect(await all.sessions.bindThread(agentId, 'thread-1')).toBe(true);
    expect(all.disk.record(agentId)?.threadId).toBe('thread-1');
    expect(all.disk.claims()).toEqual({});
  });
});
