import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSessions } from '../../../src/index.js';
import { createFileStore } from '../../../src/store/index.js';
import { realFiles } from '../../support/files.js';
import { createIdSequence } from '../../support/ids.js';
import { refusedByOriginal } from '../../support/original-file.js';
import { upsert } from '../../support/store-world.js';
import { granted, request, settableClock } from '../../support/supervisors.js';

const TEAM = 'atm-dev';
const written = (name: string) =>
  readFileSync(new URL(`../../fixtures/registry-v1/${name}.json`, import.meta.url), 'utf8');

type Entry = Record<string, unknown>;
type File = { version: number; sessions: Entry[] };

/** A home on the real disk, in which the original has left its registry. */
function homeOfOriginal(text?: string) {
  const { at, permissionsOf } = realFiles();
  const home = at('home');
  const path = join(home, '.config/atm/agent-sessions', TEAM, 'registry.json');
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  if (text !== undefined) writeFileSync(path, text, { mode: 0o644 });
  const read = () => readFileSync(path, 'utf8');
  const opened = () =>
    openSessions({
      store: createFileStore({ team: TEAM, home }),
      createAgentId: createIdSequence(),
      clock: settableClock('2027-01-01T00:00:00Z'),
    });
  const mode = (name: string) => permissionsOf(`home/.config/atm/agent-sessions/${TEAM}${name}`);
  return { home, path, read, opened, mode, parsed: () => JSON.parse(read()) as File };
}

/** What opening makes of the original's entries: its processes are gone. */
const stale = (text: string): Entry[] =>
  (JSON.parse(text) as File).sessions.map((entry) =>
    entry.status === 'active' ? { ...entry, status: 'stale' } : entry,
  );

const EXAMPLES = ['empty', 'three-active', 'all-statuses'] as const;

describe.each(EXAMPLES)('a registry of the original: %s', (name) => {
  it('is opened without a remark, and its sessions are resumable', async () => {
    const { opened } = homeOfOriginal(written(name));
    const sessions = await opened();
    expect(sessions.loadReport).toMatchObject({ issues: [], movedAside: null, foreign: [] });
    const ids = sessions.supervisor.list({ status: 'stale' }).map(({ agentId }) => agentId);
    for (const agentId of ids) granted(await sessions.resume(agentId));
    expect(sessions.supervisor.activeCount).toBe(ids.length);
    await sessions.shutdown();
  });

  it('keeps every field of every entry that nothing happens to, in its order', async () => {
    const text = written(name);
    const { opened, parsed, read } = homeOfOriginal(text);
    const sessions = await opened();
    const { agentId } = granted(await sessions.register(request('new')));
    await sessions.close(agentId);
    await sessions.shutdown();
    const { version, sessions: entries } = parsed();
    expect(version).toBe(1);
    expect(entries.slice(0, -1)).toEqual(stale(text));
    expect(entries.at(-1)).toMatchObject({ agent_id: agentId, status: 'closed' });
    expect(refusedByOriginal(read())).toEqual([]);
  });

  it('can be read by the original at any moment of our work with it', async () => {
    const { opened, read } = homeOfOriginal(written(name));
    const sessions = await opened();
    const readable = () => expect(refusedByOriginal(read())).toEqual([]);
    readable();
    const extra = { note: 'grüße \u{1f600}', deep: [[[{}]]] };
    const { agentId } = granted(await sessions.register(request('new', { tag: 't', extra })));
    readable();
    await sessions.bindThread(agentId, 'thread-1');
    sessions.supervisor.setThreadState(agentId, 'idle');
    sessions.supervisor.annotate(agentId, { more: null, fewer: 1e21 });
    await sessions.flushed();
    readable();
    await sessions.park(agentId);
    readable();
    granted(await sessions.resume(agentId, { identity: 'another' }));
    readable();
    await sessions.shutdown();
    readable();
  });

  it('goes back and forth between the two without a change', async () => {
    const { opened, read } = homeOfOriginal(written(name));
    await (await opened()).shutdown();
    const once = read();
    await (await opened()).shutdown();
    expect(read()).toBe(once);
  });
});

describe('a registry of the original', () => {
  it('becomes private, as its folder does', async () => {
    const { opened, mode } = homeOfOriginal(written('three-active'));
    expect([mode(''), mode('/registry.json')]).toEqual([0o755, 0o644]);
    await (await opened()).shutdown();
    expect([mode(''), mode('/registry.json')]).toEqual([0o700, 0o600]);
  });

  it('is not written if it needs no change', async () => {
    const text = written('empty');
    const { opened, read } = homeOfOriginal(text);
    await (await opened()).shutdown();
    expect(read()).toBe(text);
  });

  it('that the original writes while we work with it is read again', async () => {
    const { home, path, opened, parsed } = homeOfOriginal(written('all-statuses'));
    const sessions = await opened();
    const { agentId } = granted(await sessions.register(request('ours')));
    const [theirs] = (JSON.parse(written('three-active')) as File).sessions;
    // it replaces the whole file by what it knows, which is nothing of ours
    writeFileSync(path, JSON.stringify({ version: 1, sessions: [theirs] }));
    const other = createFileStore({ team: TEAM, home });
    await other.load();
    await other.commit(upsert());
    await sessions.register(request('more'));
    const ids = parsed().sessions.map((entry) => entry.agent_id);
    expect(ids).toEqual([theirs?.agent_id, agentId, 'codex:2']);
    await other.close();
    await sessions.shutdown();
  });

  it('that is made by us can be read by it, the first time', async () => {
    const { opened, read } = homeOfOriginal();
    const sessions = await opened();
    granted(await sessions.register(request('first')));
    expect(refusedByOriginal(read())).toEqual([]);
    await sessions.shutdown();
    expect(refusedByOriginal(read())).toEqual([]);
  });
});
