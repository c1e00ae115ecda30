import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../../src/index.js';
import { record } from '../../support/records.js';
import {
  changesOf,
  granted,
  refusedWith,
  register,
  request,
  START,
  settableClock,
  supervisorWith,
} from '../../support/supervisors.js';

describe('the clock', () => {
  it('stamps register, resume and touch', () => {
    const clock = settableClock();
    const supervisor = supervisorWith({ clock });
    const { agentId, ...born } = register(supervisor, 'arch-ctm');
    expect(born).toMatchObject({ startedAt: START, lastActive: START });
    const lastActive = () => supervisor.get(agentId)?.lastActive;
    clock.set('2026-01-01T01:00:00.900Z');
    supervisor.touch(agentId, {});
    expect(lastActive()).toBe('2026-01-01T01:00:00Z');
    clock.set('2026-01-01T02:00:00Z');
    supervisor.markLost(agentId);
    expect(lastActive()).toBe('2026-01-01T01:00:00Z');
    granted(supervisor.resume(agentId));
    expect(lastActive()).toBe('2026-01-01T02:00:00Z');
    clock.set('2026-01-01T03:00:00Z');
    supervisor.close(agentId);
    expect(lastActive()).toBe('2026-01-01T02:00:00Z');
    granted(supervisor.resume(agentId, { reopen: true }));
    expect(supervisor.get(agentId)).toMatchObject({
      startedAt: START,
      lastActive: '2026-01-01T03:00:00Z',
    });
  });

  it('may jump back: lastActive never does', () => {
    const clock = settableClock('2026-06-01T00:00:00Z');
    const supervisor = supervisorWith({ clock });
    const { agentId } = register(supervisor, 'arch-ctm');
    clock.set('2020-01-01T00:00:00Z');
    expect(supervisor.touch(agentId, { branch: 'main' })).toBe(true);
    supervisor.markLost(agentId);
    granted(supervisor.resume(agentId));
    supervisor.close(agentId);
    granted(supervisor.resume(agentId, { reopen: true }));
    expect(supervisor.get(agentId)).toMatchObject({
      branch: 'main',
      startedAt: '2026-06-01T00:00:00Z',
      lastActive: '2026-06-01T00:00:00Z',
    });
  });

  it.each([
    ['2026-01-01T02:00:00+01:00', '2026-01-01T01:30:00Z'],
    ['2025-12-31T23:00:00-01:00', '2026-01-01T00:00:01Z'],
  ])('is compared as an instant with %s of a file', (lastActive, now) => {
    const clock = settableClock(now);
    const supervisor = supervisorWith({ clock });
    supervisor.insertStale(record({ lastActive }));
    expect(granted(supervisor.resume('codex:a')).lastActive).toBe(now);
    clock.set('2000-01-01T00:00:00Z');
    supervisor.touch('codex:a', {});
    expect(supervisor.get('codex:a')?.lastActive).toBe(now);
  });

  it('keeps a later time of a file as it is written', () => {
    const supervisor = supervisorWith();
    supervisor.insertStale(record({ lastActive: '2026-01-01T00:00:00.5Z' }));
    expect(granted(supervisor.resume('codex:a')).lastActive).toBe('2026-01-01T00:00:00.5Z');
  });

  it('before 1970 reads as the epoch', () => {
    const supervisor = supervisorWith({ clock: () => new Date(-8.64e15) });
    expect(register(supervisor, 'arch-ctm').startedAt).toBe('1970-01-01T00:00:00Z');
  });

  it.each([
    ['an invalid Date', () => new Date(Number.NaN)],
    ['a year after 9999', () => new Date('+010000-01-01T00:00:00Z')],
    ['no Date', () => '2026-01-01T00:00:00Z' as never],
    [
      'an error',
      () => {
        throw new InvalidArgumentError('clock', 'is broken');
      },
    ],
  ])('with %s makes the command throw and changes nothing', (_, broken) => {
    let clock: () => Date = () => new Date(START);
    const supervisor = supervisorWith({ clock: () => clock() });
    const { agentId } = register(supervisor, 'a');
    register(supervisor, 'b');
    supervisor.markLost('codex:2');
    const [before, changes] = [supervisor.toSnapshot(), changesOf(supervisor)];
    clock = broken;
    const badClock = expect.objectContaining({ code: 'invalid_argument', field: 'clock' });
    expect(() => supervisor.register(request('c'))).toThrow(badClock);
    expect(() => supervisor.resume('codex:2')).toThrow(badClock);
    expect(() => supervisor.touch(agentId, {})).toThrow(badClock);
    expect(supervisor.toSnapshot()).toEqual(before);
    expect(changes).toEqual([]);
    clock = () => new Date(START);
    expect(register(supervisor, 'c').status).toBe('active');
  });
});

describe('createAgentId', () => {
  it.each([
    ['active', () => {}],
    ['stale', (s: ReturnType<typeof supervisorWith>) => s.markLost('codex:1')],
    ['closed', (s: ReturnType<typeof supervisorWith>) => s.close('codex:1')],
  ])('that returns the id of a session that is %s throws, nothing changed', (_, prepare) => {
    const supervisor = supervisorWith({ createAgentId: () => 'codex:1' });
    register(supervisor, 'a');
    prepare(supervisor);
    const [before, changes] = [supervisor.toSnapshot(), changesOf(supervisor)];
    expect(() => supervisor.register(request('b'))).toThrow(
      expect.objectContaining({ name: 'InvalidArgumentError', field: 'createAgentId' }),
    );
    expect(supervisor.toSnapshot()).toEqual(before);
    expect(supervisor.findByIdentity('b')).toBeUndefined();
    expect(changes).toEqual([]);
  });

  it('that returns the id of a restored or inserted session throws, too', () => {
    const first = supervisorWith();
    register(first, 'a');
    const ids = ['codex:1', 'codex:a', 'codex:free'];
    const createAgentId = () => ids.shift() ?? '';
    const supervisor = supervisorWith({ snapshot: first.toSnapshot(), createAgentId });
    supervisor.insertStale(record());
    expect(() => supervisor.register(request('b'))).toThrow(InvalidArgumentError);
    expect(() => supervisor.register(request('b'))).toThrow(InvalidArgumentError);
    expect(register(supervisor, 'b').agentId).toBe('codex:free');
  });

  it.each([[''], ['x'.repeat(257)], ['a\0'], ['\ud800'], [undefined], [null], [7], [{}]])(
    'that returns %j throws, nothing changed',
    (id) => {
      const supervisor = supervisorWith({ createAgentId: () => id as never });
      expect(() => supervisor.register(request('a'))).toThrow(
        expect.objectContaining({ name: 'InvalidArgumentError', field: 'createAgentId' }),
      );
      expect(supervisor.list()).toEqual([]);
      expect(supervisor.activeCount).toBe(0);
    },
  );

  it('that throws makes register throw the same, nothing changed', () => {
    const boom = new Error('boom');
    const supervisor = supervisorWith({
      createAgentId: () => {
        throw boom;
      },
    });
    expect(() => supervisor.register(request('a'))).toThrow(boom);
    expect(supervisor.list()).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'x'.repeat(256), ' '])('may return %j', (id) => {
    const supervisor = supervisorWith({ createAgentId: () => id });
    expect(register(supervisor, 'a').agentId).toBe(id);
    expect(supervisor.get(id)?.identity).toBe('a');
    expect(supervisor.session(id)?.id).toBe(id);
    expect(supervisor.close(id)).toBe(true);
    expect(supervisor.forget(id)).toBe(true);
  });

  it('that calls the supervisor back gets its own answers, and so does the outer call', () => {
    let nested = false;
    const ids = ['inner', 'outer'];
    const supervisor = supervisorWith({
      createAgentId: () => {
        if (!nested) {
          nested = true;
          expect(register(supervisor, 'a').agentId).toBe('inner');
          return 'outer';
        }
        return ids.shift() ?? '';
      },
    });
    expect(refusedWith(supervisor.register(request('a')))).toBe('identity_conflict');
    expect(supervisor.list().map(({ agentId }) => agentId)).toEqual(['inner']);
  });
});

describe('a clock or createAgentId that stops the supervisor', () => {
  it.each(['clock', 'createAgentId'])('%s: the command is refused as shutting down', (name) => {
    let armed = false;
    const supervisor: ReturnType<typeof supervisorWith> = supervisorWith({
      clock: () => {
        if (armed && name === 'clock') supervisor.stop();
        return new Date(START);
      },
      createAgentId: () => {
        if (armed && name === 'createAgentId') supervisor.stop();
        return armed ? 'late' : 'early';
      },
    });
    register(supervisor, 'a');
    supervisor.markLost('early');
    armed = true;
    expect(refusedWith(supervisor.register(request('b')))).toBe('shutting_down');
    expect(refusedWith(supervisor.resume('early'))).toBe('shutting_down');
    expect(supervisor.get('late')).toBeUndefined();
  });
});
