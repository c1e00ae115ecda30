import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/store/index.js';
import { closed, live, remove, stale, upsert } from '../../support/store-world.js';

async function opened() {
  const store = createMemoryStore();
  return { store, report: await store.load() };
}

describe('a store in memory', () => {
  it('is of any team, and empty at first', async () => {
    const { store, report } = await opened();
    expect(store.team).toBeNull();
    expect(report).toMatchObject({ issues: [], movedAside: null, foreign: [] });
    expect(report.snapshot.sessions).toEqual([]);
    expect(await store.foreign()).toEqual([]);
  });

  it('keeps what was committed until it is loaded again; what was live is stale then', async () => {
    const { store } = await opened();
    await store.commit(upsert(live('a'), closed('b'), stale('c')));
    await store.commit(remove('b', 'unknown'));
    await store.commit(upsert(live('d')));
    await store.close();
    const { snapshot } = await store.load();
    expect(snapshot.sessions.map(({ agentId, status }) => [agentId, status])).toEqual([
      ['a', 'stale'],
      ['c', 'stale'],
      ['d', 'stale'],
    ]);
    expect(snapshot.sessions.every(Object.isFrozen)).toBe(true);
  });

  it('decides commits in their order, each on what the others made of it', async () => {
    const { store } = await opened();
    const seen: unknown[] = [];
    await Promise.all([
      store.commit(upsert(live('a'))),
      store.commit((registry) => {
        seen.push([...registry.records()], registry.get('a'), registry.get('b'));
        seen.push(registry.owns('a'), registry.ownerOf('a'), registry.holderOf('a'));
        return remove('a');
      }),
      store.commit((registry) => {
        seen.push(registry.get('a'));
        return upsert();
      }),
    ]);
    expect(seen).toEqual([
      [live('a')],
      live('a'),
      undefined,
      true,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('rejects what its decision throws, and changes nothing', async () => {
    const { store } = await opened();
    const failure = new Error('no');
    const refusal = store.commit(() => {
      throw failure;
    });
    await expect(refusal).rejects.toBe(failure);
    await store.close();
    expect((await store.load()).snapshot.sessions).toEqual([]);
  });

  it('is not open before it is loaded, nor twice, nor after it was closed', async () => {
    const store = createMemoryStore();
    const notOpen = { name: 'StoreError', code: 'not_open' };
    await expect(store.commit(upsert())).rejects.toMatchObject(notOpen);
    await store.load();
    await expect(store.load()).rejects.toMatchObject(notOpen);
    await store.close();
    await store.close();
    await expect(store.commit(upsert())).rejects.toMatchObject(notOpen);
  });
});
