import { describe, expect, it } from 'vitest';
import { createFileStoreWith } from '../../../src/store/file-store.js';
import type { FileSystem } from '../../../src/store/file-system.js';
import { folderOf, readTeam, teamsIn } from '../../../src/store/overview.js';
import type { Processes, ProcessIdentity } from '../../../src/store/processes.js';
import { MemoryFileSystem } from '../../support/memory-file-system.js';
import { record } from '../../support/records.js';

const HOME = '/home';
const TEAM = 'atm-dev';
const FOLDER = folderOf(HOME, TEAM);
const REGISTRY = `${FOLDER}/registry.json`;

const identity = (fields: Partial<ProcessIdentity> = {}): ProcessIdentity => ({
  pid: 1,
  startTime: '1',
  bootId: 'boot',
  pidNamespace: 'namespace',
  host: 'here',
  machineId: 'machine',
  ...fields,
});

/** A process, and those it sees on its host. */
function processes(fields: Partial<ProcessIdentity>, running: readonly number[] = []): Processes {
  const lookUp = (pid: number) =>
    running.includes(pid) ? ({ startTime: '1' } as const) : ('gone' as const);
  return { self: identity(fields), bootedAt: 0, lookUp };
}

const onlooker = (running: readonly number[]) => processes({ pid: 9 }, running);

async function opened(fs: FileSystem, fields: Partial<ProcessIdentity> = {}, team = TEAM) {
  const store = createFileStoreWith(
    { fs, processes: processes(fields, [1]), clock: () => new Date(0) },
    { team, home: HOME, control: '/run/1.sock' },
  );
  await store.load();
  return store;
}

async function withOneSession(fields: Partial<ProcessIdentity> = {}): Promise<MemoryFileSystem> {
  const fs = new MemoryFileSystem({ folders: [HOME] });
  const store = await opened(fs, fields);
  await store.commit({ upserts: [record({ status: 'active' })], removals: [] });
  return fs;
}

/** What reading came to, in short. */
async function seenBy(fs: FileSystem, running: readonly number[]) {
  const reading = await readTeam({ fs, processes: onlooker(running) }, FOLDER);
  if (reading.type !== 'good') return reading.type;
  return reading.sessions.map(({ record: { agentId, status }, owner, control }) => {
    return { agentId, status, owner: owner && `${owner.host}:${owner.pid}`, control };
  });
}

function write(fs: MemoryFileSystem, path: string, text: string): void {
  fs.createSmall(`${path}.new`, text);
  fs.rename(`${path}.new`, path);
}

function written(text: string): MemoryFileSystem {
  const fs = new MemoryFileSystem({ folders: [FOLDER] });
  write(fs, REGISTRY, text);
  return fs;
}

/** The same disk, with a step before each reading of a claim. */
function withStepBeforeClaims(fs: MemoryFileSystem, step: () => void): FileSystem {
  return Object.assign(fs.fork(), {
    readSmall(path: string) {
      if (path.includes('/claims/')) step();
      return fs.readSmall(path);
    },
  });
}

const CLOSED = JSON.stringify({
  version: 1,
  sessions: [
    {
      agent_id: 'codex:a',
      identity: 'arch-ctm',
      team: TEAM,
      cwd: '/tmp',
      started_at: '2026-01-01T00:00:00Z',
      last_active: '2026-01-01T00:00:00Z',
      status: 'closed',
      thread_state: 'closed',
    },
  ],
});

describe('a team, seen from outside', () => {
  it('tells a live session with its owner and the owner’s control socket', async () => {
    const fs = await withOneSession();
    const seen = { agentId: 'codex:a', status: 'active', owner: 'here:1', control: '/run/1.sock' };
    expect(await seenBy(fs, [1])).toEqual([seen]);
  });

  it('tells an active session without an owner once its process is gone', async () => {
    const fs = await withOneSession();
    const seen = { agentId: 'codex:a', status: 'active', owner: null, control: null };
    expect(await seenBy(fs, [])).toEqual([seen]);
  });

  it('tells the owner of a session on another host, which nobody here can call dead', async () => {
    const fs = await withOneSession({ host: 'elsewhere' });
    expect(await seenBy(fs, [])).toMatchObject([{ status: 'active', owner: 'elsewhere:1' }]);
  });

  it('is read without a change to the disk, and from one that cannot be written', async () => {
    const fs = await withOneSession();
    const refuse = () => {
      throw new Error('the disk was written to');
    };
    const readOnly = Object.assign(fs.fork(), {
      makeFolder: refuse,
      chmod: refuse,
      createSmall: refuse,
      link: refuse,
      rename: refuse,
      unlink: refuse,
      open: refuse,
      syncFolder: refuse,
    });
    expect(await seenBy(readOnly, [1])).toHaveLength(1);
    expect(teamsIn(readOnly, HOME)).toEqual([FOLDER]);
  });

  it('is read again if a session ended after the file was read, before its claim was', async () => {
    const fs = await withOneSession();
    let ended = false;
    const racing = withStepBeforeClaims(fs, () => {
      if (ended) return;
      ended = true;
      write(fs, REGISTRY, CLOSED);
      for (const name of fs.list(`${FOLDER}/claims`)) fs.unlink(`${FOLDER}/claims/${name}`);
    });
    expect(await seenBy(racing, [1])).toMatchObject([{ agentId: 'codex:a', status: 'closed' }]);
  });

  it('is not read for ever if its file never rests', async () => {
    const fs = await withOneSession();
    const text = fs.readSmall(REGISTRY).toString();
    let readings = 0;
    const restless = withStepBeforeClaims(fs, () => {
      readings += 1;
      write(fs, REGISTRY, text);
    });
    expect(await seenBy(restless, [])).toMatchObject([{ status: 'active', owner: null }]);
    expect(readings).toBe(10);
  });

  it('has no registry, a damaged one, or one with repairs', async () => {
    expect(await seenBy(new MemoryFileSystem({ folders: [FOLDER] }), [])).toBe('absent');
    expect(await seenBy(new MemoryFileSystem(), [])).toBe('absent');
    expect(await seenBy(written('{"sessions":'), [])).toBe('damaged');
    const sight = { fs: written('{"sessions":[{}]}'), processes: onlooker([]) };
    const reading = await readTeam(sight, FOLDER);
    expect(reading.type === 'good' && reading.issues.length > 0).toBe(true);
  });

  it('is refused if its registry is of a newer version, or cannot be read', async () => {
    const newer = { fs: written('{"version":2,"sessions":[]}'), processes: onlooker([]) };
    await expect(readTeam(newer, FOLDER)).rejects.toMatchObject({ reason: 'newer_version' });
    const fs = new MemoryFileSystem({ folders: [REGISTRY] });
    const unreadable = { fs, processes: onlooker([]) };
    await expect(readTeam(unreadable, FOLDER)).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining(REGISTRY) as string,
    });
  });
});

describe('the teams of a home', () => {
  const nameIn = async (fs: FileSystem, folder: string) => {
    const reading = await readTeam({ fs, processes: onlooker([]) }, folder);
    return reading.type === 'good' ? reading.team : undefined;
  };

  it('are its folders, sorted, whatever else lies there', () => {
    const folders = [folderOf(HOME, 'b'), folderOf(HOME, 'a')];
    const fs = new MemoryFileSystem({ folders });
    fs.createSmall(folderOf(HOME, 'file'), '');
    expect(teamsIn(fs, HOME)).toEqual([folderOf(HOME, 'a'), folderOf(HOME, 'b')]);
  });

  it('are none where there is no home', () => {
    expect(teamsIn(new MemoryFileSystem(), HOME)).toEqual([]);
  });

  it('are known by their names, even if a folder cannot have it', async () => {
    const fs = await withOneSession();
    const team = 'Großes Team';
    const store = await opened(fs, { pid: 2 }, team);
    await store.commit({ upserts: [record({ team })], removals: [] });
    expect(await nameIn(fs, FOLDER)).toBe(TEAM);
    expect(await nameIn(fs, folderOf(HOME, team))).toBe(team);
  });

  it('have no known name if neither folder nor sessions tell it', async () => {
    const fs = written(CLOSED);
    const folder = folderOf(HOME, 'Großes Team');
    fs.makeFolder(folder);
    write(fs, `${folder}/registry.json`, CLOSED);
    expect(await nameIn(fs, folder)).toBeNull();
  });
});
