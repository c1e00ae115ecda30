import { describe, expect, it } from 'vitest';
import { createFileStoreWith } from '../../../src/store/file-store.js';
import type { FileSystem } from '../../../src/store/file-system.js';
import { hasHardLinks } from '../../../src/store/link-probe.js';
import { TeamLock } from '../../../src/store/lock.js';
import { folderOf } from '../../../src/store/overview.js';
import { Ownership } from '../../../src/store/ownership.js';
import type { Processes, ProcessIdentity } from '../../../src/store/processes.js';
import { type Held, holdingsOf, releaseHoldings } from '../../../src/store/release.js';
import { type ErrnoCode, errnoError } from '../../support/errno-error.js';
import { MemoryFileSystem } from '../../support/memory-file-system.js';
import { record } from '../../support/records.js';

const HOME = '/home';
const FOLDER = folderOf(HOME, 'atm-dev');
const RUNNING = 1;
const ENDED = 2;

/** A process of some host, and what all processes of this host see. */
function processes(fields: Partial<ProcessIdentity> = {}): Processes {
  const self = {
    pid: 9,
    startTime: '1',
    bootId: 'boot',
    pidNamespace: 'namespace',
    host: 'here',
    machineId: 'machine',
    ...fields,
  };
  return { self, bootedAt: 0, lookUp: (pid) => (pid === ENDED ? 'gone' : { startTime: '1' }) };
}

const newDisk = () => new MemoryFileSystem({ folders: [FOLDER] });

/** A process that holds a session. */
async function holder(fs: FileSystem, identity: string, fields: Partial<ProcessIdentity>) {
  const store = createFileStoreWith(
    { fs, processes: processes(fields), clock: () => new Date(0) },
    { team: 'atm-dev', home: HOME },
  );
  await store.load();
  const session = record({ agentId: `codex:${identity}`, identity, status: 'active' });
  await store.commit({ upserts: [session], removals: [] });
  return { store, session };
}

/** A process that holds the lock. */
async function locked(fs: FileSystem, fields: Partial<ProcessIdentity>): Promise<TeamLock> {
  const { self } = processes(fields);
  const ownership = new Ownership(fs, processes(fields), { ...self, token: `${self.host}-token` });
  const lock = new TeamLock(fs, FOLDER, ownership);
  await lock.acquire();
  return lock;
}

async function withThreeHolders(): Promise<MemoryFileSystem> {
  const fs = newDisk();
  await holder(fs, 'living', { pid: RUNNING });
  await holder(fs, 'dead', { pid: ENDED });
  await holder(fs, 'far', { host: 'elsewhere' });
  return fs;
}

const sightOf = (fs: FileSystem) => ({ fs, processes: processes(), wait: async () => {} });
const look = (fs: FileSystem) => holdingsOf(sightOf(fs), FOLDER).map(shortly);
const shortly = ({ what, agentId, owner, is }: Held) =>
  `${what} ${agentId ?? '?'} ${owner === null ? '?' : `${owner.host}:${owner.pid}`} ${is}`;

async function released(fs: FileSystem, isGone: (held: Held) => boolean): Promise<string[]> {
  return (await releaseHoldings(sightOf(fs), FOLDER, isGone)).map(shortly);
}

const LIVING = ['agent codex:living here:1 living', 'identity codex:living here:1 living'];
const DEAD = ['agent codex:dead here:2 dead', 'identity codex:dead here:2 dead'];
const FAR = ['agent codex:far elsewhere:9 unknown', 'identity codex:far elsewhere:9 unknown'];

describe('what is held of a team', () => {
  it('is told with what is known of its owners', async () => {
    const fs = await withThreeHolders();
    await locked(fs, { host: 'elsewhere' });
    const lock = 'lock ? elsewhere:9 unknown';
    expect(look(fs)[0]).toBe(lock);
    expect(look(fs).toSorted()).toEqual([...LIVING, ...DEAD, ...FAR, lock].toSorted());
  });

  it('is nothing where nobody ever was, or all gave back', async () => {
    expect(look(new MemoryFileSystem())).toEqual([]);
    const fs = newDisk();
    const { store, session } = await holder(fs, 'x', { pid: RUNNING });
    await store.commit({ upserts: [{ ...session, status: 'stale' }], removals: [] });
    expect(look(fs)).toEqual([]);
  });

  it('is unknown if it cannot be read, and is no holding while it is being written', () => {
    const fs = newDisk();
    fs.makeFolder(`${FOLDER}/claims`);
    fs.createSmall(`${FOLDER}/claims/agent.x+0`, 'scribble');
    fs.createSmall(`${FOLDER}/claims/agent.y+0.7-1.tmp`, '');
    fs.createSmall(`${FOLDER}/claims/notes.txt`, '');
    expect(look(fs)).toEqual(['agent ? ? unknown']);
  });
});

describe('giving back what is held', () => {
  it('gives back what the dead held, and only that unless more is said to be gone', async () => {
    const fs = await withThreeHolders();
    expect((await released(fs, () => false)).toSorted()).toEqual(DEAD);
    expect(look(fs).toSorted()).toEqual([...LIVING, ...FAR].toSorted());
  });

  it('gives back what is said to be gone, never what a process here holds', async () => {
    const fs = await withThreeHolders();
    const asked: string[] = [];
    const isGone = (held: Held) => {
      asked.push(shortly(held));
      return true;
    };
    expect((await released(fs, isGone)).toSorted()).toEqual([...DEAD, ...FAR].toSorted());
    expect(look(fs).toSorted()).toEqual(LIVING);
    expect(new Set(asked)).toEqual(new Set([...FAR, 'lock ? elsewhere:9 unknown']));
  });

  it('leaves nothing behind but a free lock', async () => {
    const fs = newDisk();
    await holder(fs, 'far', { host: 'elsewhere' });
    await locked(fs, { host: 'elsewhere' });
    await released(fs, () => true);
    const names = fs.list(FOLDER).sort();
    expect(names).toEqual(['claims', expect.stringMatching(/^lock\.\d+$/), 'registry.json']);
    expect(fs.readSmall(`${FOLDER}/${names[1]}`).toString()).toBe('free');
    expect(fs.list(`${FOLDER}/claims`)).toEqual([]);
  });

  it('frees the lock of one who is gone by the next generation, and never removes the highest', async () => {
    const fs = newDisk();
    await locked(fs, { host: 'elsewhere' });
    const highest = () =>
      Math.max(...fs.list(FOLDER).map((name) => Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? 0)));
    const before = highest();
    const removed: number[] = [];
    const watched = Object.assign(fs.fork(), {
      unlink(path: string) {
        const generation = /lock\.(\d+)$/.exec(path)?.[1];
        if (generation !== undefined) {
          expect(Number(generation)).toBeLessThan(highest());
          removed.push(Number(generation));
        }
        fs.unlink(path);
      },
    });
    expect(await released(watched, () => true)).toEqual(['lock ? elsewhere:9 unknown']);
    // freed, taken, and given back
    expect(highest()).toBe(before + 3);
    expect(removed).toContain(before);
  });

  it('does not take the lock from one who came before it', async () => {
    const fs = newDisk();
    await locked(fs, { host: 'elsewhere' });
    let took = false;
    const racing = Object.assign(fs.fork(), {
      link(existing: string, path: string) {
        if (!took) {
          took = true;
          fs.createSmall(path, 'free');
        }
        fs.link(existing, path);
      },
    });
    expect(await released(racing, () => true)).toEqual([]);
    expect(look(fs)).toEqual([]);
  });

  it('waits for a lock that is held by a process here, or by one not said to be gone', async () => {
    const fs = await withThreeHolders();
    const lock = await locked(fs, { pid: RUNNING });
    await expect(released(fs, () => true)).rejects.toMatchObject({ code: 'lock_timeout' });
    lock.release();
    await locked(fs, { host: 'elsewhere' });
    await expect(released(fs, () => false)).rejects.toMatchObject({ code: 'lock_timeout' });
    expect(look(fs)).toContain(FAR[0]);
    expect(look(fs)).toContain(DEAD[0]);
  });

  it('lets another have the session; an owner that lives after all finds it lost', async () => {
    const fs = newDisk();
    const far = await holder(fs, 'x', { host: 'elsewhere' });
    await released(fs, () => true);
    await holder(fs, 'x', { pid: RUNNING });
    const late = far.store.commit({ upserts: [far.session], removals: [] });
    await expect(late).rejects.toMatchObject({ code: 'claim_lost' });
  });

  it('says that the disk refuses, as an error of the store', async () => {
    const fs = await withThreeHolders();
    const readOnly = Object.assign(fs.fork(), {
      createSmall(path: string) {
        throw errnoError('EROFS', 'open', path);
      },
    });
    await expect(released(readOnly, () => true)).rejects.toMatchObject({ code: 'no_permission' });
  });
});

describe('trying for hard links', () => {
  const withLink = (fs: MemoryFileSystem, code: ErrnoCode): FileSystem =>
    Object.assign(fs.fork(), {
      link(existing: string) {
        throw errnoError(code, 'link', existing);
      },
    });

  it('tells whether there are any, and leaves nothing', () => {
    const fs = newDisk();
    expect(hasHardLinks(fs, FOLDER)).toBe(true);
    expect(hasHardLinks(withLink(fs, 'ENOTSUP'), FOLDER)).toBe(false);
    expect(fs.list(FOLDER)).toEqual([]);
  });

  it('cannot tell where nothing can be written', () => {
    expect(hasHardLinks(withLink(newDisk(), 'EROFS'), FOLDER)).toBeNull();
    expect(hasHardLinks(new MemoryFileSystem(), FOLDER)).toBeNull();
  });
});
