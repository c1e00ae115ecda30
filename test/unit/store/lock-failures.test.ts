import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/index.js';
import { LOCK_DEADLINE_MS } from '../../../src/store/lock.js';
import { type FaultyFileSystem, faulty } from '../../support/faulty-file-system.js';
import { isFree, LockedFolder } from '../../support/store-lock.js';

/** A team, and a locker of it whose disk fails. */
function failingLocker() {
  const team = new LockedFolder();
  const fs: FaultyFileSystem = faulty(team.fs);
  return { team, fs, ...team.locker({ fs }) };
}

describe('a lock on a disk that fails', () => {
  it.each(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'] as const)(
    'says that there are no hard links when linking fails with %s',
    async (code) => {
      const { team, fs, lock } = failingLocker();
      fs.begin({ faults: [{ at: 'link', code: code as 'EPERM', lasting: true }] });
      const error = await lock.acquire().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: 'no_hard_links', cause: { code } });
      expect(team.generations()).toEqual({});
    },
  );

  it('does not blame hard links for a file that must not be made', async () => {
    const { fs, lock } = failingLocker();
    fs.begin({ faults: [{ at: 'createSmall', code: 'EPERM' }] });
    await expect(lock.acquire()).rejects.toMatchObject({ code: 'EPERM', syscall: 'createSmall' });
  });

  it('is held by nobody after any step of taking it has failed', async () => {
    const dry = failingLocker();
    await dry.lock.acquire();
    const { length } = dry.fs.steps;
    expect(length).toBeGreaterThan(4);
    for (let at = 0; at < length; at += 1) {
      const { team, fs, lock } = failingLocker();
      fs.begin({ faults: [{ at, code: 'EIO' }] });
      const taken = await lock.acquire().then(
        () => true,
        () => false,
      );
      if (taken) lock.release();
      expect(await isFree(team.locker()), `after a failed ${fs.steps[at]?.method}`).toBe(true);
    }
  });

  it('is free after any one step of giving it back has failed', async () => {
    const dry = failingLocker();
    await dry.lock.acquire();
    dry.fs.begin();
    dry.lock.release();
    const { length } = dry.fs.steps;
    expect(length).toBeGreaterThan(3);
    for (let at = 0; at < length; at += 1) {
      const { team, fs, lock } = failingLocker();
      await lock.acquire();
      fs.begin({ faults: [{ at, code: 'ENOSPC' }] });
      lock.release();
      expect(await isFree(team.locker()), `after a failed ${fs.steps[at]?.method}`).toBe(true);
    }
  });

  it('that could not be given back is given back after its next turn', async () => {
    const { team, fs, lock } = failingLocker();
    const other = team.locker();
    await lock.acquire();
    fs.begin({ faults: [{ at: 0, code: 'EROFS', lasting: true }] });
    expect(() => lock.release()).toThrow('EROFS');
    await expect(other.lock.acquire()).rejects.toMatchObject({ code: 'lock_timeout' });
    fs.mend();
    expect(await lock.acquire()).toMatchObject({ untouched: true });
    lock.release();
    expect(await isFree(other)).toBe(true);
  });

  it('that could not be given back, and was for it, is not taken for its own', async () => {
    const { team, fs, lock } = failingLocker();
    const [helper, heir] = [team.locker(), team.locker()];
    await lock.acquire();
    fs.begin({ faults: [{ at: 0, code: 'EROFS', lasting: true }] });
    expect(() => lock.release()).toThrow('EROFS');
    fs.mend();
    helper.lock.giveBackFor(1);
    await heir.lock.acquire();
    await expect(lock.acquire()).rejects.toMatchObject({ code: 'lock_timeout' });
  });

  it.each(['unlink', 'createSmall'] as const)(
    'is not waited for without end when every %s fails',
    async (method) => {
      const { team, fs, lock, waited } = failingLocker();
      await lock.acquire();
      lock.release();
      team.put('lock.wanted', '');
      fs.begin({ faults: [{ at: method, code: 'EACCES', lasting: true }] });
      await lock.acquire();
      expect(waited()).toBeLessThan(20);
    },
  );

  it('gives up after ten seconds of being overtaken', async () => {
    const { fs, lock, waited } = failingLocker();
    // a name that is listed, and leads nowhere
    const list = fs.list.bind(fs);
    fs.list = (folder) => [...list(folder), 'lock.7'];
    await expect(lock.acquire()).rejects.toMatchObject({ code: 'lock_timeout' });
    expect(waited()).toBeGreaterThanOrEqual(LOCK_DEADLINE_MS);
  });
});
