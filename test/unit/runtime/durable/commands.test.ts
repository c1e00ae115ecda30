import { describe, expect, it } from 'vitest';
import type { DurableSessions } from '../../../../src/index.js';
import {
  changesIn,
  NO_SPACE,
  type Opened,
  opened,
  parked,
  progress,
  quiet,
  registered,
  statuses,
  timeStandsStill,
} from '../../../support/durable.js';
import { record } from '../../../support/records.js';
import { inWords } from '../../../support/supervisors.js';

timeStandsStill();

type Command = (sessions: DurableSessions, agentId: string) => Promise<boolean>;

const close: Command = (sessions, agentId) => sessions.close(agentId);
const park: Command = (sessions, agentId) => sessions.park(agentId);
const forget: Command = (sessions, agentId) => sessions.forget(agentId);
const bindThread: Command = (sessions, agentId) => sessions.bindThread(agentId, 'thread-1');

/** A session each command does something to, and what the disk says then. */
const COMMANDS: readonly [string, Command, (all: Opened) => Promise<string>, object | undefined][] =
  [
    ['close', close, active, { status: 'closed', threadState: 'closed' }],
    ['park', park, active, { status: 'stale', threadState: 'idle' }],
    ['forget', forget, closed, undefined],
    ['bindThread', bindThread, active, { status: 'active', threadId: 'thread-1' }],
  ];

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

function expectOnDisk({ disk }: Opened, agentId: string, expected: object | undefined): void {
  if (expected === undefined) expect(disk.record(agentId)).toBeUndefined();
  else expect(disk.record(agentId)).toMatchObject(expected);
}

describe.each(COMMANDS)('%s', (_, command, prepare, expected) => {
  it('resolves once it is on disk, and not before', async () => {
    const all = await opened();
    const agentId = await prepare(all);
    const before = all.disk.record(agentId);
    all.store.shutGate();
    const giving = command(all.sessions, agentId);
    const seen = progress(giving);
    await quiet();
    expect(seen.state).toBe('open');
    expect(all.disk.record(agentId)).toEqual(before);
    all.store.openGate();
    expect(await giving).toBe(true);
    expectOnDisk(all, agentId, expected);
  });

  it.each(['write', 'sync'] as const)(
    'rejects when it cannot be written (%s), but stays; the next good write carries it',
    async (step) => {
      const all = await opened();
      const agentId = await prepare(all);
      all.store.breakAt(step, 'once');
      await expect(command(all.sessions, agentId)).rejects.toMatchObject(NO_SPACE);
      const stays = all.sessions.supervisor.get(agentId);
      if (expected === undefined) expect(stays).toBeUndefined();
      else expect(stays).toMatchObject(expected);
      await registered(all, 'another');
      expect(all.disk.record(agentId)).toEqual(stays);
    },
  );

  it('rejects when the lock cannot be had; what is live here is as it was told all the same', async () => {
    const all = await opened();
    const agentId = await prepare(all);
    const before = all.sessions.supervisor.get(agentId);
    all.store.breakAt('lock', 'once');
    await expect(command(all.sessions, agentId)).rejects.toMatchObject(NO_SPACE);
    const isLive = before?.status === 'active';
    expect(all.sessions.supervisor.get(agentId)).toMatchObject(
      (isLive && expected) || before || {},
    );
    await all.sessions.flushed();
    expectOnDisk(all, agentId, isLive ? expected : before);
  });

  it('is false for a session nobody knows, and for what is no agent id', async () => {
    const { sessions, disk } = await opened();
    for (const agentId of ['codex:unknown', '', undefined, null, 42, {}, Symbol('id')]) {
      expect(await command(sessions, agentId as string)).toBe(false);
    }
    expect(disk.writes).toBe(0);
  });

  it('is false for a session that is live in another process, which stays as it is', async () => {
    const { sessions, disk } = await opened();
    const far = record({ agentId: 'codex:far', status: 'active' });
    disk.live(far);
    expect(await command(sessions, 'codex:far')).toBe(false);
    expect([sessions.supervisor.list(), disk.record('codex:far')]).toEqual([[], far]);
    expect(disk.writes).toBe(0);
  });
});

describe('commands of one session', () => {
  it('run one after another, each when the last is on disk', async () => {
    const all = await opened();
    const agentId = await active(all);
    const changes = changesIn(all);
    all.store.shutGate();
    const given = [bindThread, park, close, forget].map((command) =>
      command(all.sessions, agentId),
    );
    await quiet();
    expect(changes.map(inWords)).toEqual([`changed ${agentId}`]);
    all.store.openGate();
    expect(await Promise.all(given)).toEqual([true, true, true, true]);
    expect(changes.map(inWords)).toEqual([
      `changed ${agentId}`,
      `stale parked ${agentId}`,
      `closed ${agentId}`,
      `forgotten ${agentId}`,
    ]);
    expect(statuses(all)).toEqual([]);
  });

  it('run one after another under whatever name', async () => {
    const all = await opened();
    const { agentId } = await parked(all, 'arch-ctm');
    all.store.shutGate();
    const resuming = all.sessions.resume(agentId, { identity: 'renamed' });
    const closing = all.sessions.close(agentId);
    await quiet();
    expect(all.sessions.supervisor.get(agentId)?.status).toBe('active');
    all.store.openGate();
    expect([(await resuming).ok, await closing]).toEqual([true, true]);
    expect(statuses(all)).toEqual([`${agentId} closed`]);
  });

  it('go on after one that could not be written', async () => {
    const all = await opened();
    const agentId = await active(all);
    all.store.breakAt('write', 'once');
    const parking = all.sessions.park(agentId);
    const closing = all.sessions.close(agentId);
    await expect(parking).rejects.toMatchObject(NO_SPACE);
    expect(await closing).toBe(true);
    expect(statuses(all)).toEqual([`${agentId} closed`]);
  });
});
