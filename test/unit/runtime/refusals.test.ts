import { describe, expect, it } from 'vitest';
import type { Refusal, SessionSupervisor } from '../../../src/index.js';
import {
  changesOf,
  inWords,
  refusedWith,
  register,
  request,
  supervisorWith,
} from '../../support/supervisors.js';

/** What can stand against a command; several may at once. */
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

/** Puts obstacles in the way of registering or resuming `arch-ctm`; tells what to resume. */
function obstruct(supervisor: SessionSupervisor, obstacles: readonly Obstacle[]): string {
  const has = (obstacle: Obstacle) => obstacles.includes(obstacle);
  const target = register(supervisor, 'arch-ctm', {}).agentId;
  supervisor.setThreadId(target, 'thread-1');
  if (!has('session_active')) supervisor.markLost(target);
  if (has('session_closed')) supervisor.close(target);
  const holds = has('identity_conflict') && !has('session_active');
  const holder = holds ? register(supervisor, 'arch-ctm').agentId : undefined;
  if (has('thread_held') && !has('session_active')) {
    supervisor.setThreadId(holder ?? register(supervisor, 'qa').agentId, 'thread-1');
  }
  while (has('max_sessions_exceeded') && supervisor.activeCount < supervisor.maxConcurrent) {
    register(supervisor, `filler-${supervisor.activeCount}`);
  }
  if (has('shutting_down')) supervisor.drain();
  return has('session_not_found') ? 'codex:unknown' : target;
}

describe('the order of refusals', () => {
  it.each(pairsOf(ORDER_OF_REGISTER))('of register puts %s before %s', (first, second) => {
    const supervisor = supervisorWith({ maxConcurrent: 3 });
    obstruct(supervisor, [first, second]);
    const before = supervisor.toSnapshot();
    expect(refusedWith(supervisor.register(request('arch-ctm')))).toBe(first);
    expect(supervisor.toSnapshot()).toEqual(before);
  });

  it.each(pairsOf(ORDER_OF_RESUME))('of resume puts %s before %s', (first, second) => {
    const supervisor = supervisorWith({ maxConcurrent: 3 });
    const target = obstruct(supervisor, [first, second]);
    const before = supervisor.toSnapshot();
    // for an unknown session, or one that is active itself, the name is held by asking for it
    const identity = second === 'identity_conflict' ? { identity: 'arch-ctm' } : {};
    expect(refusedWith(supervisor.resume(target, identity))).toBe(first);
    expect(supervisor.toSnapshot()).toEqual(before);
  });

  it.each(ORDER_OF_RESUME)('of resume knows %s alone', (obstacle) => {
    const supervisor = supervisorWith({ maxConcurrent: 3 });
    expect(refusedWith(supervisor.resume(obstruct(supervisor, [obstacle])))).toBe(obstacle);
  });

  it('of a reopening leaves out session_closed and keeps the rest', () => {
    for (const obstacle of ['thread_held', 'identity_conflict', 'max_sessions_exceeded'] as const) {
      const supervisor = supervisorWith({ maxConcurrent: 3 });
      const target = obstruct(supervisor, ['session_closed', obstacle]);
      expect(refusedWith(supervisor.resume(target, { reopen: true }))).toBe(obstacle);
      expect(supervisor.get(target)?.status).toBe('closed');
    }
  });
});

describe('a refusal', () => {
  it('names the holder of the identity, the thread and the maximum', () => {
    const supervisor = supervisorWith({ maxConcurrent: 1 });
    const holder = register(supervisor, 'arch-ctm').agentId;
    expect(supervisor.register(request('arch-ctm'))).toMatchObject({
      refusal: { code: 'identity_conflict', identity: 'arch-ctm', agentId: holder },
    });
    expect(supervisor.register(request('qa'))).toMatchObject({
      refusal: { code: 'max_sessions_exceeded', max: 1 },
    });
  });

  it('names the new identity when that is the one held', () => {
    const supervisor = supervisorWith();
    const stale = register(supervisor, 'arch-ctm').agentId;
    supervisor.markLost(stale);
    const holder = register(supervisor, 'qa').agentId;
    expect(supervisor.resume(stale, { identity: 'qa' })).toMatchObject({
      refusal: { code: 'identity_conflict', identity: 'qa', agentId: holder },
    });
    expect(supervisor.get(stale)?.identity).toBe('arch-ctm');
  });

  it('does not look at the team: an identity is unique in a supervisor', () => {
    const supervisor = supervisorWith();
    register(supervisor, 'arch-ctm', { team: 'one' });
    expect(refusedWith(supervisor.register(request('arch-ctm', { team: 'two' })))).toBe(
      'identity_conflict',
    );
  });

  it('is told to the listeners once, with its command', () => {
    const supervisor = supervisorWith();
    register(supervisor, 'arch-ctm');
    const changes = changesOf(supervisor);
    supervisor.register(request('arch-ctm'));
    supervisor.resume('codex:unknown');
    supervisor.stop();
    supervisor.register(request('arch-ctm'));
    expect(changes.map(inWords)).toEqual([
      'refused register identity_conflict',
      'refused resume session_not_found',
      'stale stopped codex:1',
      'refused register shutting_down',
    ]);
  });
});
