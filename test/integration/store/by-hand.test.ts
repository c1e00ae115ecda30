import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DurableSessions, openSessions } from '../../../src/index.js';
import { fileName } from '../../../src/store/claims.js';
import { createFileStoreWith } from '../../../src/store/file-store.js';
import { nodeFileSystem } from '../../../src/store/file-system.js';
import { createFileStore } from '../../../src/store/index.js';
import { thisHost } from '../../../src/store/processes.js';
import { faulty } from '../../support/faulty-file-system.js';
import { granted, refusedWith } from '../../support/supervisors.js';

const TEAM = 'docs';
let home: string;
let opened: DurableSessions[];
const folder = () => join(home, '.config', 'atm', 'agent-sessions', TEAM);
const registry = () => join(folder(), 'registry.json');
const claims = () => join(folder(), 'claims');

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'codex-sessions-by-hand-'));
  opened = [];
});
afterEach(async () => {
  await Promise.allSettled(opened.map((sessions) => sessions.shutdown()));
  rmSync(home, { recursive: true, force: true });
});

async function open(store = createFileStore({ team: TEAM, home })): Promise<DurableSessions> {
  const sessions = await openSessions({ store });
  opened.push(sessions);
  return sessions;
}

const request = (identity: string) => ({ identity, team: TEAM, cwd: '/work' });
const register = async (sessions: DurableSessions, identity: string) =>
  granted(await sessions.register(request(identity))).agentId;

interface Entry {
  agent_id: string;
  status: string;
  thread_state: string;
  thread_id: string | null;
  tag?: string;
}
const entries = () =>
  (JSON.parse(readFileSync(registry(), 'utf8')) as { sessions: Entry[] }).sessions;
const entryOf = (agentId: string) => entries().find((entry) => entry.agent_id === agentId);

/** What somebody does who knows of no claims. */
function rewrite(change: (entry: Entry) => void): void {
  const sessions = entries();
  for (const entry of sessions) change(entry);
  writeFileSync(registry(), JSON.stringify({ version: 1, sessions }));
}

function giveAway(agentId: string, identity: string): void {
  for (const name of [fileName('agent', agentId), fileName('identity', identity)]) {
    rmSync(join(claims(), name), { recursive: true, force: true });
  }
}

describe('a live session whose entry somebody has rewritten', () => {
  it.each([
    ['stale', { status: 'stale' }],
    ['closed', { status: 'closed', thread_state: 'closed' }],
    ['an older copy', { thread_id: null }],
  ])('goes on as it was, and stays held, though the file says %s', async (_, change) => {
    const [sessions, others] = [await open(), await open()];
    const agentId = await register(sessions, 'planner');
    await sessions.bindThread(agentId, 'thread-1');
    rewrite((entry) => void Object.assign(entry, change));
    await register(sessions, 'coder');
    expect(entryOf(agentId)).toMatchObject({ status: 'active', thread_id: 'thread-1' });
    expect(refusedWith(await others.resume(agentId, { reopen: true }))).toBe('session_active');
    expect(refusedWith(await others.register(request('planner')))).toBe('identity_conflict');
  });
});

describe('a live session whose claims were given away by hand', () => {
  it('is stale where it was once another process has its name, and the others go on', async () => {
    const [sessions, others] = [await open(), await open()];
    const [lost, kept] = [await register(sessions, 'planner'), await register(sessions, 'coder')];
    giveAway(lost, 'planner');
    await register(others, 'planner');
    sessions.supervisor.setTag(lost, 'mine');
    expect(await sessions.bindThread(kept, 'thread-1')).toBe(true);
    expect(sessions.supervisor.get(lost)?.status).toBe('stale');
    expect(refusedWith(await sessions.resume(lost))).toBe('identity_conflict');
  });

  it('stays closed when another process has resumed and closed it', async () => {
    const [sessions, others] = [await open(), await open()];
    const agentId = await register(sessions, 'planner');
    giveAway(agentId, 'planner');
    expect((await others.resume(agentId)).ok).toBe(true);
    await others.close(agentId);
    sessions.supervisor.setTag(agentId, 'mine');
    await sessions.flushed();
    expect(entryOf(agentId)).toMatchObject({ status: 'closed' });
    expect(entryOf(agentId)?.tag).toBeUndefined();
    expect(sessions.supervisor.get(agentId)?.status).toBe('closed');
  });

  it('takes them again if nobody else has, even if their folder is gone', async () => {
    const sessions = await open();
    const agentId = await register(sessions, 'planner');
    rmSync(claims(), { recursive: true });
    await register(sessions, 'coder');
    expect(await sessions.bindThread(agentId, 'thread-1')).toBe(true);
    expect(readdirSync(claims())).toHaveLength(4);
  });
});

describe('what cannot be a claim', () => {
  it('counts as held by somebody alive, and keeps nobody else from working', async () => {
    const sessions = await open();
    const agentId = await register(sessions, 'planner');
    await sessions.shutdown();
    mkdirSync(join(claims(), fileName('agent', agentId)));
    const others = await open();
    expect(refusedWith(await others.resume(agentId))).toBe('session_active');
    await register(others, 'coder');
  });
});

describe('an opening that fails', () => {
  it('leaves nothing of itself behind', async () => {
    await (await open()).shutdown();
    writeFileSync(registry(), '{"version":2,"sessions":[]}');
    const before = readdirSync(folder()).length;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(open()).rejects.toMatchObject({ reason: 'newer_version' });
    }
    expect(readdirSync(folder()).length).toBeLessThanOrEqual(before);
  });
});

describe('commands that cannot have the lock', () => {
  it('are carried out on what is live here, and written when they can be', async () => {
    const fs = faulty(nodeFileSystem, {});
    const surroundings = { fs, processes: thisHost(), clock: () => new Date() };
    const sessions = await open(createFileStoreWith(surroundings, { team: TEAM, home }));
    const [closed, bound] = [
      await register(sessions, 'planner'),
      await register(sessions, 'coder'),
    ];
    const all = (['link', 'rename'] as const).map((at) => {
      return { at, code: 'EROFS', lasting: true } as const;
    });
    fs.begin({ faults: all });
    const refused = { code: 'no_permission' };
    await expect(sessions.close(closed)).rejects.toMatchObject(refused);
    await expect(sessions.bindThread(bound, 'thread-1')).rejects.toMatchObject(refused);
    await expect(sessions.flushed()).rejects.toMatchObject(refused);
    fs.mend();
    await sessions.flushed();
    expect(entryOf(closed)).toMatchObject({ status: 'closed' });
    expect(entryOf(bound)).toMatchObject({ thread_id: 'thread-1' });
  });
});
