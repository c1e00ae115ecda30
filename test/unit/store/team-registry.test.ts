import { describe, expect, it } from 'vitest';
import { faulty } from '../../support/faulty-file-system.js';
import { entry } from '../../support/records.js';
import {
  closed,
  live,
  NOTHING,
  remove,
  StoreWorld,
  stale,
  TEAM_FOLDER,
  textOf,
  upsert,
} from '../../support/store-world.js';

/** A store that counts how often it reads the registry. */
async function countingStore(world = new StoreWorld()) {
  const fs = faulty(world.fs);
  const store = await world.opened({ fs });
  const readings = async (act: () => Promise<unknown>) => {
    fs.begin();
    await act();
    return fs.steps.filter(({ method }) => method === 'read').length;
  };
  return { world, store, readings };
}

describe('what a store did not make', () => {
  const FAULTY = { agent_id: 7, odd: ['\u{1f600}', 1e100] };
  const FILE = {
    version: 1,
    sessions: [
      entry({ agent_id: 'first', note: { deep: [1, null] } }),
      FAULTY,
      entry({ agent_id: 'second', started_at: '2026-01-01T01:00:00.5+01:00' }),
      'no entry at all',
    ],
    written_by: { program: 'another' },
  };

  it('is kept as it is through any commit of other sessions', async () => {
    const world = new StoreWorld();
    world.put(JSON.stringify(FILE));
    const store = await world.opened();
    await store.commit(upsert(live('mine')));
    await store.commit(remove('mine'));
    const { sessions, ...fields } = FILE;
    const [first, faultyEntry, second, noEntry] = sessions;
    expect(JSON.parse(world.text() ?? '')).toEqual({
      ...fields,
      sessions: [first, second, faultyEntry, noEntry],
    });
    expect(world.text()).toContain(JSON.stringify(FAULTY));
  });

  it('is reported when it is loaded, and again by the next store', async () => {
    const world = new StoreWorld();
    world.put(JSON.stringify(FILE));
    for (const store of [world.store(), world.store()]) {
      const { issues, snapshot, movedAside } = await store.load();
      expect(issues.map(({ path }) => path.split('.')[0])).toContain('sessions[1]');
      expect(snapshot.faulty).toEqual([FAULTY, 'no entry at all']);
      expect(snapshot.extra).toEqual({ written_by: { program: 'another' } });
      expect(movedAside).toBeNull();
    }
  });

  it('is not written again by loading, if nothing has to be changed', async () => {
    const world = new StoreWorld();
    const text = JSON.stringify(FILE, null, 4);
    world.put(text);
    const fs = faulty(world.fs);
    await world.opened({ fs });
    expect(world.text()).toBe(text);
    expect(fs.steps.map(({ method }) => method)).not.toContain('open');
  });

  it('keeps its place in the file', async () => {
    const world = new StoreWorld();
    world.put([stale('c'), stale('a'), closed('b')]);
    const store = await world.opened();
    await store.commit(upsert(live('a'), live('d'), stale('c')));
    expect(world.statuses()).toEqual(['c stale', 'a active', 'b closed', 'd active']);
  });
});

describe('the entries of other processes', () => {
  it('are copied as they are at the moment of the write', async () => {
    const world = new StoreWorld();
    const [one, other] = [await world.opened(), await world.opened()];
    await other.commit(upsert({ ...live('theirs'), tag: 'old' }));
    await one.commit(upsert(live('mine')));
    await other.commit(upsert({ ...live('theirs'), tag: 'new' }, stale('another')));
    await one.commit(upsert({ ...live('mine'), tag: 'mine' }));
    expect(world.records()).toEqual([
      { ...live('theirs'), tag: 'new' },
      { ...live('mine'), tag: 'mine' },
      stale('another'),
    ]);
  });

  it('are seen by every decision as they are under the lock', async () => {
    const world = new StoreWorld();
    const [one, other] = [await world.opened(), await world.opened()];
    const seen: unknown[] = [];
    for (const tag of ['1', '2', '3']) {
      await other.commit(upsert({ ...live('theirs'), tag }));
      await one.commit((registry) => {
        seen.push(registry.get('theirs')?.tag);
        return NOTHING;
      });
    }
    expect(seen).toEqual(['1', '2', '3']);
  });
});

describe('the file', () => {
  it('is not read again while nobody else has had the lock', async () => {
    const { store, readings } = await countingStore();
    await store.commit(upsert(live('a')));
    const commits = async () => {
      await store.commit(upsert(live('b')));
      await store.commit(NOTHING);
      await store.commit(upsert(closed('b')));
    };
    expect(await readings(commits)).toBe(0);
  });

  it('is read again when another store has had the lock', async () => {
    const { world, store, readings } = await countingStore();
    await store.commit(upsert(live('a')));
    const other = await world.opened();
    expect(await readings(() => store.commit(upsert(live('b'))))).toBe(1);
    expect(await readings(() => store.commit(upsert(live('c'))))).toBe(0);
    await other.commit(NOTHING);
    expect(await readings(() => store.commit(NOTHING))).toBe(1);
  });

  it('is read again when somebody has written it without the lock', async () => {
    const { world, store, readings } = await countingStore();
    await store.commit(upsert(live('a')));
    world.put(textOf([live('a'), stale('by hand')]));
    expect(await readings(() => store.commit(upsert(live('b'))))).toBe(1);
    expect(world.statuses()).toEqual(['a active', 'by hand stale', 'b active']);
  });

  it('is read again after a write that failed', async () => {
    const world = new StoreWorld();
    const fs = faulty(world.fs);
    const store = await world.opened({ fs });
    await store.commit(upsert(stale('a')));
    fs.begin({ faults: [{ at: 'sync', code: 'EIO' }] });
    await expect(store.commit(upsert(stale('b')))).rejects.toMatchObject({ code: 'io' });
    await store.commit(upsert(stale('c')));
    expect(fs.steps.filter(({ method }) => method === 'read')).toHaveLength(1);
    expect(world.statuses()).toEqual(['a stale', 'c stale']);
  });
});

describe('a session that is live here', () => {
  it('comes back when somebody has removed the file', async () => {
    const world = new StoreWorld();
    const [one, other] = [await world.opened(), await world.opened()];
    await one.commit(upsert(live('mine'), stale('old')));
    await other.commit(upsert(live('theirs')));
    world.fs.unlink(`${TEAM_FOLDER}/registry.json`);
    await one.commit(NOTHING);
    expect(world.statuses()).toEqual(['mine active']);
    await other.commit(NOTHING);
    expect(world.statuses()).toEqual(['mine active', 'theirs active']);
  });

  it('comes back with its claims when somebody has removed the folder', async () => {
    const world = new StoreWorld();
    const store = await world.opened();
    await store.commit(upsert(live('mine', 'planner')));
    for (const name of world.names('claims')) world.fs.unlink(world.at(`claims/${name}`));
    for (const name of world.names()) if (name !== 'claims') world.fs.unlink(world.at(name));
    world.fs.rename(TEAM_FOLDER, '/home/dev/elsewhere');
    await store.commit(upsert(stale('new')));
    expect(world.statuses()).toEqual(['mine active', 'new stale']);
    expect(Object.keys(world.claims())).toEqual(['agent.mine', 'identity.planner']);
    expect(Number(world.fs.stat(TEAM_FOLDER).mode & 0o777n)).toBe(0o700);
  });

  it('is claimed again when somebody has removed the folder of the claims', async () => {
    const world = new StoreWorld();
    const store = await world.opened();
    await store.commit(upsert(live('mine')));
    world.fs.rename(world.at('claims'), '/home/dev/elsewhere');
    await store.commit(upsert(live('mine'), live('new')));
    expect(Object.keys(world.claims())).toHaveLength(4);
  });

  it.each([
    ['stale', stale('mine')],
    ['closed', closed('mine')],
    ['another', { ...live('mine'), tag: 'by hand' }],
  ])('stays as it is when somebody without its claim writes that it is %s', async (_, written) => {
    const world = new StoreWorld();
    const [store, other] = [await world.opened(), await world.opened()];
    await store.commit(upsert(live('mine')));
    world.put([written, stale('new')]);
    await store.commit(NOTHING);
    expect(world.records()).toEqual([live('mine'), stale('new')]);
    world.put([written]);
    await other.commit(upsert(stale('new')));
    await store.commit(NOTHING);
    expect(world.records()).toEqual([live('mine'), stale('new')]);
  });

  it('does not come back if it was never written', async () => {
    const world = new StoreWorld();
    const fs = faulty(world.fs);
    const store = await world.opened({ fs });
    fs.begin({ faults: [{ at: 'sync', code: 'EIO' }] });
    await expect(store.commit(upsert(live('refused')))).rejects.toMatchObject({ code: 'io' });
    await store.commit(upsert(live('next')));
    expect(world.statuses()).toEqual(['next active']);
    expect(Object.keys(world.claims())).toEqual(['agent.next', 'identity.next']);
  });

  it('does not come back if another process has it by now', async () => {
    const world = new StoreWorld();
    const [frozen, heir] = [await world.opened(), await world.opened()];
    await frozen.commit(upsert(live('mine', 'planner')));
    for (const name of world.names('claims')) world.fs.unlink(world.at(`claims/${name}`));
    world.put([]);
    await heir.commit(upsert(live('new', 'planner')));
    await frozen.commit(upsert(stale('old')));
    expect(world.statuses()).toEqual(['new active', 'old stale']);
  });
});
