import { describe, expect, it } from 'vitest';
import { KEPT_CLOSED } from '../../../src/store/document.js';
import { faulty } from '../../support/faulty-file-system.js';
import { closed, live, NOTHING, StoreWorld, stale, upsert } from '../../support/store-world.js';

const ARCHIVE = 'registry-archive.jsonl';
const history = (count: number) =>
  Array.from({ length: count }, (_, index) => closed(`codex:${index}`));
const idsOf = (records: readonly { readonly agentId: string }[]) =>
  records.map(({ agentId }) => agentId);

/** A registry with as many closed sessions as are kept, and a live one. */
async function fullStore() {
  const world = new StoreWorld();
  world.put([stale('oldest'), ...history(KEPT_CLOSED)]);
  const fs = faulty(world.fs);
  const store = await world.opened({ fs });
  await store.commit(upsert(live('live')));
  return { world, fs, store };
}

describe('closed sessions beyond the newest thousand', () => {
  it('move to the archive, the first of the file first', async () => {
    const { world, store } = await fullStore();
    expect(world.text(ARCHIVE)).toBeUndefined();
    await store.commit(upsert(closed('live')));
    expect(idsOf(world.archived())).toEqual(['codex:0']);
    await store.commit(upsert(closed('oldest'), closed('newest')));
    // by its place in the file it is the oldest, whenever it was closed
    expect(idsOf(world.archived())).toEqual(['codex:0', 'oldest', 'codex:1']);
    expect(world.records()).toHaveLength(KEPT_CLOSED);
    expect(idsOf(world.records()).slice(-2)).toEqual(['live', 'newest']);
    expect(Number(world.fs.stat(world.at(ARCHIVE)).mode & 0o777n)).toBe(0o600);
  });

  it('are on disk there before they leave the registry', async () => {
    const { fs, store } = await fullStore();
    fs.begin();
    await store.commit(upsert(closed('live')));
    const steps = fs.steps.map(({ method, name }) => `${method} ${name.replace(/\.\d.*/, ' NEW')}`);
    const writing = steps.slice(steps.indexOf(`open ${ARCHIVE}`));
    expect(
      writing.filter((step) => /^(open|writeFile|sync|syncFolder|rename) /.test(step)),
    ).toEqual([
      `open ${ARCHIVE}`,
      `writeFile ${ARCHIVE}`,
      `sync ${ARCHIVE}`,
      'syncFolder atm-dev',
      'open registry.json NEW',
      'writeFile registry.json NEW',
      'sync registry.json NEW',
      'rename registry.json',
      'syncFolder atm-dev',
    ]);
  });

  it('move when the registry is opened', async () => {
    const world = new StoreWorld();
    world.put(history(KEPT_CLOSED + 2));
    const { snapshot } = await world.store().load();
    expect(idsOf(world.archived())).toEqual(['codex:0', 'codex:1']);
    expect(world.records()).toHaveLength(KEPT_CLOSED);
    expect(snapshot.sessions).toHaveLength(KEPT_CLOSED);
  });

  it('go on behind what the archive has, also behind a line that was cut short', async () => {
    const { world, store } = await fullStore();
    world.put('{"agent_id":"cut', ARCHIVE);
    await store.commit(upsert(closed('live')));
    const lines = world.text(ARCHIVE)?.split('\n') ?? [];
    expect(lines).toEqual(['{"agent_id":"cut', expect.stringContaining('"codex:0"'), '']);
  });

  it('are live or stale ones never', async () => {
    const { world, store } = await fullStore();
    await store.commit(upsert(...Array.from({ length: 50 }, (_, index) => stale(`more:${index}`))));
    await store.commit(upsert(closed('live')));
    expect(idsOf(world.archived())).toEqual(['codex:0']);
    expect(world.statuses().filter((each) => each.endsWith('stale'))).toHaveLength(51);
  });
});

describe('an archive that fails', () => {
  it('keeps the sessions in the registry, and takes them with the next commit', async () => {
    for (const at of ['writeFile', 'sync', 'syncFolder'] as const) {
      const { world, fs, store } = await fullStore();
      const before = world.text();
      fs.begin({ faults: [{ at, code: 'ENOSPC', leaves: 10 }] });
      const failed = store.commit(upsert(closed('live')));
      await expect(failed, at).rejects.toMatchObject({ code: 'no_space' });
      expect(world.text(), at).toBe(before);
      await store.commit(upsert(closed('live')));
      // no line was cut short; what is on disk without being known to be may be there twice
      const ids = new Set(idsOf(world.archived()));
      expect([...ids], at).toEqual(['codex:0']);
      expect(world.records(), at).toHaveLength(KEPT_CLOSED + 1);
    }
  });

  it('does not get what it has twice when only the registry could not be written', async () => {
    const { world, fs, store } = await fullStore();
    for (let tries = 0; tries < 3; tries += 1) {
      fs.begin({ faults: [{ at: 'rename', code: 'EIO' }] });
      await expect(store.commit(upsert(closed('live')))).rejects.toMatchObject({ code: 'io' });
      expect(idsOf(world.records())).toContain('codex:0');
      expect(idsOf(world.archived())).toEqual(['codex:0']);
    }
    fs.mend();
    await store.commit(upsert(closed('live')));
    expect(idsOf(world.archived())).toEqual(['codex:0']);
    expect(idsOf(world.records())).not.toContain('codex:0');
  });

  it('gets a session again that was changed since', async () => {
    const { world, fs, store } = await fullStore();
    fs.begin({ faults: [{ at: 'rename', code: 'EIO' }] });
    await expect(store.commit(upsert(closed('live')))).rejects.toMatchObject({ code: 'io' });
    const changed = { ...closed('codex:0'), tag: 'changed' };
    await store.commit(upsert(closed('live'), changed));
    expect(world.archived()).toEqual([closed('codex:0'), changed]);
  });

  it('loses nothing when the process dies before the registry is written', async () => {
    const { world } = await fullStore();
    const killed = world.fs.fork();
    const dying = faulty(killed);
    const store = await world.opened({ fs: dying });
    dying.begin({
      before: ({ method, name }) => {
        if (method === 'rename' && name === 'registry.json') killed.die();
      },
    });
    const commit = store.commit(upsert(closed('another'), closed('one more')));
    await expect(commit).rejects.toMatchObject({ cause: { name: 'ProcessDied' } });
    expect(idsOf(world.archived())).toEqual(['codex:0', 'codex:1']);
    expect(idsOf(world.records())).toContain('codex:0');
  });
});

describe('sessions that were archived', () => {
  it('are unknown from the next opening on', async () => {
    const { world, store } = await fullStore();
    await store.commit(upsert(closed('live')));
    await store.commit((registry) => {
      expect(registry.get('codex:0')).toBeUndefined();
      return NOTHING;
    });
    const { snapshot } = await world.store().load();
    expect(idsOf(snapshot.sessions)).not.toContain('codex:0');
  });
});
