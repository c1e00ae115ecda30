import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../../src/index.js';
import {
  changesIn,
  type Opened,
  opened,
  parked,
  registered,
  timeStandsStill,
} from '../../../support/durable.js';
import { record } from '../../../support/records.js';
import { inWords, refusedWith, request } from '../../../support/supervisors.js';

timeStandsStill();

type Obstacle = Refusal['code'];

const ORDER_OF_REGISTER: readonly Obstacle[] = [
  'shutting_down',
  'identity_conflict',
  'max_sessions_exceeded',
];
const ORDER_OF_RESUME: readonly Obstacle[] = [
  'shutting_down',
  'session_not_found',
  'session_active',
  'session_closed',
  'thread_held',
  'identity_conflict',
  'max_sessions_exceeded',
];
/** States one session cannot be in at once. */
const EXCLUSIVE: readonly Obstacle[] = ['session_not_found', 'session_active', 'session_closed'];

function pairsOf(order: readonly Obstacle[]): [Obstacle, Obstacle][] {
  return order.flatMap((first, index) =>
    order
      .slice(index + 1)
      .filter((second) => !(EXCLUSIVE.includes(first) && EXCLUSIVE.includes(second)))
      .map((second): [Obstacle, Obstacle] => [first, second]),
  );
}

/** Puts obstacles in the way of `arch-ctm`, those that another process can put by another one. */
async function obstruct(all: Opened, obstacles: readonly Obstacle[]): Promise<string> {
  const { sessions, disk } = all;
  const has = (obstacle: Obstacle) => obstacles.includes(obstacle);
  const target = await parked(all, 'arch-ctm');
  await sessions.bindThread(target.agentId, 'thread-1');
  if (has('session_closed')) await sessions.close(target.agentId);
  if (has('session_active')) disk.live(target);
  if (has('identity_conflict')) disk.live(record({ agentId: 'codex:far', identity: 'arch-ctm' }));
  if (has('thread_held')) {
    await sessions.bindThread((await registered(all, 'qa')).agentId, 'thread-1');
  }
  while (has('max_sessions_exceeded') && sessions.supervisor.activeCount < 2) {
    await registered(all, `filler-${sessions.supervisor.activeCount}`);
  }
  if (has('shutting_down')) sessions.drain();
  return has('session_not_found') ? 'codex:unknown' : target.agentId;
}

/** Everything a refused command could have changed. */
const everything = ({ sessions, disk }: Opened) => [
  sessions.supervisor.list({ status: 'active' }),
  disk.records,
  disk.claims(),
  disk.writes,
];

describe('the order of refusals, with what other processes hold', () => {
  it.each(pairsOf(ORDER_OF_REGISTER))('of register puts %s before %s', async (first, second) => {
    const all = await opened({ maxConcurrent: 2 });
    await obstruct(all, [first, second]);
    const before = everything(all);
    expect(refusedWith(await all.sessions.register(request('arch-ctm')))).toBe(first);
    expect(everything(all)).toEqual(before);
  });

  it.each(pairsOf(ORDER_OF_RESUME))('of resume puts %s before %s', async (first, second) => {
    const all = await opened({ maxConcurrent: 2 });
    const target = await obstruct(all, [first, second]);
    const before = everything(all);
    const resuming = all.sessions.resume(target, { identity: 'arch-ctm' });
    expect(refusedWith(await resuming)).toBe(first);
    expect(everything(all)).toEqual(before);
  });

  it.each(ORDER_OF_RESUME)('of resume knows %s alone', async (obstacle) => {
    const all = await opened({ maxConcurrent: 2 });
    const target = await obstruct(all, [obstacle]);
    expect(refusedWith(await all.sessions.resume(target))).toBe(obstacle);
  });

  it.each(['thread_held', 'identity_conflict', 'max_sessions_exceeded'] as const)(
    'of a reopening leaves out session_closed and keeps %s',
    async (obstacle) => {
      const all = await opened({ maxConcurrent: 2 });
      const target = await obstruct(all, ['session_closed', obstacle]);
      expect(refusedWith(await all.sessions.resume(target, { reopen: true }))).toBe(obstacle);
      expect(all.sessions.supervisor.get(target)?.status).toBe('closed');
    },
  );
});

describe('a refusal because of another process', () => {
  it('of a name says which session and which process hold it', async () => {
    const { sessions, disk } = await opened();
    const { owner } = disk.live(record({ agentId: 'codex:far', identity: 'arch-ctm' }));
    expect(await sessions.register(request('arch-ctm'))).toMatchObject({
      ok: false,
      refusal: { code: 'identity_conflict', identity: 'arch-ctm', agentId: 'codex:far', owner },
    });
  });

  it('of the new name of a resume says the same', async () => {
    const all = await opened();
    const { owner } = all.disk.live(record({ agentId: 'codex:far', identity: 'qa' }));
    const { agentId } = await parked(all, 'arch-ctm');
    expect(await all.sessions.resume(agentId, { identity: 'qa' })).toMatchObject({
      refusal: { code: 'identity_conflict', identity: 'qa', agentId: 'codex:far', owner },
    });
    expect(all.sessions.supervisor.get(agentId)?.identity).toBe('arch-ctm');
  });

  it('of a session that is live there says where', async () => {
    const { sessions, disk } = await opened();
    const { owner } = disk.live(record({ agentId: 'codex:far' }));
    expect(await sessions.resume('codex:far')).toMatchObject({
      refusal: { code: 'session_active', agentId: 'codex:far', owner },
    });
    expect(sessions.supervisor.list()).toEqual([]);
  });

  it('ends with that process', async () => {
    const { sessions, disk } = await opened();
    const process = disk.live(record({ agentId: 'codex:far', identity: 'arch-ctm' }));
    expect(refusedWith(await sessions.register(request('arch-ctm')))).toBe('identity_conflict');
    process.die();
    expect(await sessions.resume('codex:far')).toMatchObject({ ok: true });
    expect(disk.claims()).toEqual({ 'agent codex:far': 101, 'identity arch-ctm': 101 });
  });

  it('is told to the listeners once, with its command, like every other', async () => {
    const all = await opened();
    all.disk.live(record({ agentId: 'codex:far', identity: 'arch-ctm' }));
    const changes = changesIn(all);
    await all.sessions.register(request('arch-ctm'));
    await all.sessions.resume('codex:far');
    await all.sessions.resume('codex:unknown');
    all.sessions.drain();
    await all.sessions.register(request('arch-ctm'));
    expect(changes.map(inWords)).toEqual([
      'refused register identity_conflict',
      'refused resume session_active',
      'refused resume session_not_found',
      'refused register shutting_down',
    ]);
  });
});
