import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/index.js';
import { LOCK_DEADLINE_MS, topGeneration } from '../../../src/store/lock.js';
import { FakeHost } from '../../support/store-host.js';
import { isFree, LockedFolder } from '../../support/store-lock.js';

function gate(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((open) => {
    resolve = open;
  });
  return { promise, resolve };
}

/** What a promise that must reject rejects with. */
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error,
  );

describe('the lock of a team', () => {
  it('begins with the first generation, and is given back as the next, free', async () => {
    const team = new LockedFolder();
    const { lock, processes } = team.locker();
    expect(await lock.acquire()).toMatchObject({ untouched: false });
    expect(team.generations()).toEqual({ 'lock.1': processes.self.pid });
    lock.release();
    expect(team.generations()).toEqual({ 'lock.2': 'free' });
  });

  it('is had again without having been touched, unless another had it', async () => {
    const team = new LockedFolder();
    const [one, other] = [team.locker(), team.locker()];
    await isFree(one);
    expect(await one.lock.acquire()).toMatchObject({ untouched: true });
    one.lock.release();
    expect(await other.lock.acquire()).toMatchObject({ untouched: false });
    other.lock.release();
    expect(await one.lock.acquire()).toMatchObject({ untouched: false });
  });

  it('is one more generation for each turn, and only the highest stays', async () => {
    const team = new LockedFolder();
    const lockers = [team.locker(), team.locker(), team.locker()];
    for (const locker of [...lockers, ...lockers]) expect(await isFree(locker)).toBe(true);
    expect(team.generations()).toEqual({ 'lock.12': 'free' });
  });

  it('excludes everybody else until it is given back', async () => {
    const team = new LockedFolder();
    const holder = team.locker();
    const steps: string[] = [];
    const waiting = team.locker({
      meanwhile: () => {
        if (steps.push('waits') === 3) holder.lock.release();
      },
    });
    await holder.lock.acquire();
    await waiting.lock.acquire();
    expect(steps).toEqual(['waits', 'waits', 'waits']);
    expect(Object.values(team.generations())).toEqual([waiting.processes.self.pid]);
  });

  it('excludes another store of the same process', async () => {
    const team = new LockedFolder();
    const processes = team.host.start();
    const [one, other] = [team.locker({ processes }), team.locker({ processes })];
    await one.lock.acquire();
    await expect(other.lock.acquire()).rejects.toMatchObject({ code: 'lock_timeout' });
    one.lock.release();
    expect(await isFree(other)).toBe(true);
  });

  it('is taken over at once from a process that has died', async () => {
    const team = new LockedFolder();
    const dead = team.locker();
    await dead.lock.acquire();
    team.host.end(dead.processes);
    const heir = team.locker();
    expect(await heir.lock.acquire()).toMatchObject({ untouched: false });
    expect(heir.waited()).toBe(0);
    expect(team.generations()).toEqual({ 'lock.2': heir.processes.self.pid });
  });

  it('goes on behind everything that stands there already', async () => {
    const team = new LockedFolder();
    for (const name of ['lock.7', 'lock.12', 'lock.3']) team.put(name, 'free');
    const others = [
      'lock.012',
      'lock.0',
      'lock.99x',
      'lock.-99',
      'xlock.99',
      'lock.1000000000000000',
    ];
    for (const name of others) {
      team.put(name, 'no generation');
    }
    const { lock, processes } = team.locker();
    await lock.acquire();
    expect(topGeneration(team.fs.list('/team'))).toBe(13);
    expect(team.generations()['lock.13']).toBe(processes.self.pid);
    expect(team.fs.list('/team')).not.toContain('lock.7');
    expect(team.fs.list('/team')).toContain('lock.012');
  });

  it('leaves nothing but its last generation once its stores are done', async () => {
    const team = new LockedFolder();
    const { lock } = team.locker();
    await lock.acquire();
    lock.release();
    expect(team.fs.list('/team')).toHaveLength(3);
    lock.dispose();
    expect(team.fs.list('/team')).toEqual(['lock.2']);
  });
});

describe('a lock that is not given back', () => {
  it.each([
    ['that lives', (team: LockedFolder) => team.host.start().self],
    ['of another host', () => new FakeHost({ host: 'there' }).start(7).self],
    ['of another pid namespace', () => new FakeHost({ pidNamespace: 'pid:[2]' }).start(7).self],
  ])('is respected for ten seconds if its owner is one %s', async (_, ownerIn) => {
    const team = new LockedFolder();
    const owner = ownerIn(team);
    const text = JSON.stringify({ ...owner, token: 'theirs' });
    team.put('lock.5', text);
    const { lock, waited } = team.locker();
    const error = await failureOf(lock.acquire());
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'lock_timeout' });
    expect((error as StoreError).message).toContain(
      `10 s by process ${owner.pid} on ${owner.host}`,
    );
    expect((error as StoreError).message).toContain('codex-sessions doctor --release');
    expect(waited()).toBeGreaterThanOrEqual(LOCK_DEADLINE_MS);
    expect(waited()).toBeLessThan(LOCK_DEADLINE_MS + 20);
    expect(team.fs.readSmall('/team/lock.5').toString()).toBe(text);
  });

  it('is respected if it cannot be read', async () => {
    const team = new LockedFolder();
    team.put('lock.5', 'garbage');
    const error = await failureOf(team.locker().lock.acquire());
    expect(error).toMatchObject({ code: 'lock_timeout' });
    expect((error as StoreError).message).toContain('an owner that cannot be read');
  });

  it('can be waited for again after that', async () => {
    const team = new LockedFolder();
    const [holder, other] = [team.locker(), team.locker()];
    await holder.lock.acquire();
    await failureOf(other.lock.acquire());
    holder.lock.release();
    expect(await isFree(other)).toBe(true);
  });

  it('is free once somebody has given it back for its owner', async () => {
    const team = new LockedFolder();
    team.put('lock.5', JSON.stringify({ ...new FakeHost({ host: 'there' }).start().self }));
    const [helper, other] = [team.locker(), team.locker()];
    expect(helper.lock.giveBackFor(5)).toBe(true);
    expect(team.generations()).toMatchObject({ 'lock.6': 'free' });
    expect(helper.lock.giveBackFor(5)).toBe(false);
    expect(await isFree(other)).toBe(true);
  });
});

describe('a store whose lock was given back for it', () => {
  it('does not take the lock from those who came after it', async () => {
    const team = new LockedFolder();
    const [frozen, helper, heir] = [team.locker(), team.locker(), team.locker()];
    await frozen.lock.acquire();
    helper.lock.giveBackFor(1);
    await heir.lock.acquire();
    frozen.lock.release();
    const top = topGeneration(team.fs.list('/team'));
    expect(team.generations()[`lock.${top}`]).toBe(heir.processes.self.pid);
    await expect(frozen.lock.acquire()).rejects.toMatchObject({ code: 'lock_timeout' });
    heir.lock.release();
    expect(await frozen.lock.acquire()).toMatchObject({ untouched: false });
  });
});

describe('those who wait for a lock', () => {
  it('come before the one who had it last', async () => {
    const team = new LockedFolder();
    const order: string[] = [];
    const turn = gate();
    const first = team.locker({
      meanwhile: () => {
        order.push('the first steps aside');
        return turn.promise;
      },
    });
    let again: Promise<unknown> | undefined;
    const second = team.locker({
      meanwhile: () => {
        order.push('the second waits');
        first.lock.release();
        again = first.lock.acquire().then(() => order.push('the first has it again'));
      },
    });
    await first.lock.acquire();
    await second.lock.acquire();
    order.push('the second has it');
    second.lock.release();
    turn.resolve();
    await again;
    expect(order).toEqual([
      'the second waits',
      'the first steps aside',
      'the second has it',
      'the first has it again',
    ]);
  });

  it('are waited for once, not for ever, if they have gone', async () => {
    const team = new LockedFolder();
    const { lock, waited } = team.locker();
    await lock.acquire();
    lock.release();
    team.put('lock.wanted', '');
    await lock.acquire();
    expect(waited()).toBeGreaterThan(0);
    expect(waited()).toBeLessThan(20);
    expect(team.fs.list('/team')).not.toContain('lock.wanted');
  });
});
