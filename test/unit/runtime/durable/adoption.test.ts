import { describe, expect, it } from 'vitest';
import {
  changedElsewhere,
  changesIn,
  opened,
  pass,
  registered,
  statuses,
  timeStandsStill,
} from '../../../support/durable.js';
import { record } from '../../../support/records.js';
import { granted, inWords, refusedWith } from '../../../support/supervisors.js';

timeStandsStill();

const CLOSED = { status: 'closed', threadState: 'closed' } as const;

describe('a stale session that another process has changed meanwhile', () => {
  it('and closed is refused session_closed', async () => {
    const { sessions, supervisor, agentId, theirs } = await changedElsewhere(CLOSED);
    expect(refusedWith(await sessions.resume(agentId))).toBe('session_closed');
    expect(supervisor.get(agentId)).toEqual(theirs);
    granted(await sessions.resume(agentId, { reopen: true }));
  });

  it('and renamed is resumed under that name', async () => {
    const { sessions, disk, agentId } = await changedElsewhere({ identity: 'renamed' });
    expect(granted(await sessions.resume(agentId)).identity).toBe('renamed');
    expect(Object.keys(disk.claims())).toContain('identity renamed');
  });

  it('and removed from the file is not found, and leaves the list', async () => {
    const { sessions, supervisor, disk, agentId } = await changedElsewhere({});
    disk.remove(agentId);
    expect(refusedWith(await sessions.resume(agentId))).toBe('session_not_found');
    expect(supervisor.list()).toEqual([]);
    expect(await sessions.close(agentId)).toBe(false);
  });

  it('and made live leaves the list, and stays where it is', async () => {
    const { sessions, supervisor, disk, agentId, theirs } = await changedElsewhere({});
    disk.live(theirs);
    const changes = changesIn({ sessions });
    expect(refusedWith(await sessions.resume(agentId))).toBe('session_active');
    expect(supervisor.list()).toEqual([]);
    expect(changes.map(inWords)).toEqual([`forgotten ${agentId}`, 'refused resume session_active']);
    expect(disk.record(agentId)?.status).toBe('active');
  });

  it('keeps both its changes and those of the command', async () => {
    const { sessions, disk, agentId } = await changedElsewhere({ tag: 'theirs' });
    await sessions.bindThread(agentId, 'thread-1');
    expect(disk.record(agentId)).toMatchObject({ tag: 'theirs', threadId: 'thread-1' });
  });

  it('is told of as inserted', async () => {
    const { sessions, agentId, theirs } = await changedElsewhere({ tag: 'theirs' });
    const changes = changesIn({ sessions });
    await sessions.park(agentId);
    expect(changes).toMatchObject([{ type: 'inserted', record: theirs, previous: { agentId } }]);
  });

  it('is read again only when something is done to it', async () => {
    const { sessions, supervisor, agentId } = await changedElsewhere({ tag: 'theirs' });
    await registered({ sessions }, 'other');
    expect(supervisor.get(agentId)?.tag).toBeUndefined();
  });
});

describe('a closed session that another process has changed meanwhile', () => {
  it('is what the file says: opened again and put aside', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    await all.sessions.close(agentId);
    all.disk.put(record({ agentId, identity: 'reopened' }));
    expect(granted(await all.sessions.resume(agentId)).identity).toBe('reopened');
  });

  it('is read again before it is forgotten, and is gone then', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    await all.sessions.close(agentId);
    all.disk.put(record({ agentId, tag: 'theirs', ...CLOSED }));
    expect(await all.sessions.forget(agentId)).toBe(true);
    expect([all.sessions.supervisor.list(), all.disk.records.size]).toEqual([[], 0]);
  });

  it('and archived is not found by a reopening, but memory keeps it', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    await all.sessions.close(agentId);
    all.disk.remove(agentId);
    const reopening = all.sessions.resume(agentId, { reopen: true });
    expect(refusedWith(await reopening)).toBe('session_not_found');
    expect(all.sessions.supervisor.get(agentId)?.status).toBe('closed');
    expect([await all.sessions.close(agentId), all.disk.records.size]).toEqual([true, 0]);
  });
});

describe('a session that is active here', () => {
  it('goes on though somebody has removed it from the file', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    all.disk.remove(agentId);
    expect(refusedWith(await all.sessions.resume(agentId))).toBe('session_active');
    expect(await all.sessions.bindThread(agentId, 'thread-1')).toBe(true);
    expect(all.disk.record(agentId)).toEqual(all.sessions.supervisor.get(agentId));
  });

  it('is stale, and leaves the list, once another process was given it by force', async () => {
    const all = await opened();
    const record = await registered(all, 'arch-ctm');
    const { agentId } = record;
    all.disk.giveBack(all.store.process, agentId);
    const { owner } = all.disk.live(record);
    const changes = changesIn(all);
    all.sessions.supervisor.setTag(agentId, 'mine');
    await pass(100);
    expect(all.disk.record(agentId)?.tag).toBeUndefined();
    expect(changes.map(inWords).slice(1)).toEqual([
      `stale lost ${agentId}`,
      `forgotten ${agentId}`,
    ]);
    expect(all.sessions.supervisor.activeCount).toBe(0);
    expect(await all.sessions.resume(agentId)).toMatchObject({ refusal: { owner } });
  });
});

describe('a session whose name another process was given by force', () => {
  it('is stale here, and keeps nothing else from being written', async () => {
    const all = await opened();
    const { agentId } = await registered(all, 'arch-ctm');
    all.disk.giveBack(all.store.process, agentId);
    all.disk.live(record({ agentId: 'codex:far', identity: 'arch-ctm' }));
    all.sessions.supervisor.setTag(agentId, 'mine');
    await registered(all, 'another');
    expect(all.sessions.supervisor.get(agentId)?.status).toBe('stale');
    expect(all.sessions.supervisor.findByIdentity('arch-ctm')).toBeUndefined();
    expect(all.disk.record('codex:far')?.status).toBe('active');
    expect(all.disk.claims()['identity arch-ctm']).not.toBe(all.store.process.owner.pid);
  });
});

describe('a session that this process has not seen', () => {
  it('is put in by the command that needs it', async () => {
    const { sessions, disk } = await opened();
    const later = record({ agentId: 'codex:later', threadId: 'thread-1', tag: 'red' });
    disk.put(later);
    expect(granted(await sessions.resume('codex:later'))).toMatchObject({
      threadId: 'thread-1',
      tag: 'red',
      status: 'active',
    });
    expect(sessions.supervisor.findByThreadId('thread-1')).toBe('codex:later');
    expect(statuses({ disk })).toEqual(['codex:later active']);
  });

  it('is stale if its process is gone', async () => {
    const { sessions, disk } = await opened();
    disk.live(record({ agentId: 'codex:far' })).die();
    expect(await sessions.locate({ agentId: 'codex:far' })).toMatchObject({ status: 'stale' });
    expect(granted(await sessions.resume('codex:far')).status).toBe('active');
  });
});
