import { describe, expect, it } from 'vitest';
import type { LockedRegistry } from '../../../src/store/index.js';
import { faulty, type Step } from '../../support/faulty-file-system.js';
import {
  closed,
  live,
  NOTHING,
  remove,
  StoreWorld,
  stale,
  upsert,
} from '../../support/store-world.js';

/** The steps that change the disk, in short; those of one file under its own name. */
const changesIn = (steps: readonly Step[]) =>
  steps
    .filter(({ method }) => !['list', 'stat', 'readSmall', 'read'].includes(method))
    .map(({ method, name }) => `${method} ${nameOf(name)}`);
const nameOf = (name: string) =>
  name
    .replace(/\+[0-9a-f]{16}/, '')
    .replace(/(lock\.(owner|free))-[0-9a-f-]+/, '$1')
    .replace(/\.\d+-[0-9a-f]+\.tmp/, ' NEW');

const PUT_CLAIM = (claim: string) => [`createSmall ${claim} NEW`, `rename ${claim}`];
const REPLACE = [
  'open registry.json NEW',
  'writeFile registry.json NEW',
  'sync registry.json NEW',
  'close registry.json NEW',
  'rename registry.json',
  'syncFolder atm-dev',
];
const lockFrom = (generation: number) => ({
  taken: [`link lock.${generation + 1}`, `unlink lock.${generation}`],
  givenBack: [`link lock.${generation + 2}`, `unlink lock.${generation + 1}`],
});

describe('a commit', () => {
  it('claims a session, writes it, and gives its claims back once its end is on disk', async () => {
    const world = new StoreWorld();
    const fs = faulty(world.fs);
    const store = await world.opened({ fs });
    fs.begin();
    await store.commit(upsert(live('a', 'planner')));
    expect(changesIn(fs.steps)).toEqual([
      ...lockFrom(2).taken,
      ...PUT_CLAIM('agent.a'),
      ...PUT_CLAIM('identity.planner'),
      ...REPLACE,
      ...lockFrom(2).givenBack,
    ]);
    fs.begin();
    await store.commit(upsert(closed('a', 'planner')));
    expect(changesIn(fs.steps)).toEqual([
      ...lockFrom(4).taken,
      ...REPLACE,
      'unlink agent.a',
      'unlink identity.planner',
      ...lockFrom(4).givenBack,
    ]);
  });

  it('is on disk when it resolves, in the order of the commits', async () => {
    const world = new StoreWorld();
    const store = await world.opened();
    await store.commit(upsert(live('a'), stale('b')));
    await store.commit(upsert(closed('c'), live('b')));
    await store.commit(remove('a', 'unknown'));
    expect(world.statuses()).toEqual(['b active', 'c closed']);
  });

  it('takes the later of two records of one session', async () => {
    const world = new StoreWorld();
    const store = await world.opened();
    await store.commit(upsert(live('a', 'one'), live('a', 'two'), closed('a', 'three')));
    expect(world.records()).toMatchObject([{ identity: 'three', status: 'closed' }]);
    expect(world.claims()).toEqual({});
  });

  it('without a change writes nothing', async () => {
    const world = new StoreWorld();
    const fs = faulty(world.fs);
    const store = await world.opened({ fs });
    await store.commit(upsert(live('a')));
    const text = world.text();
    fs.begin();
    await store.commit(NOTHING);
    await store.commit(() => remove('unknown'));
    expect(changesIn(fs.steps)).toEqual(
      [4, 6].flatMap((from) => [...lockFrom(from).taken, ...lockFrom(from).givenBack]),
    );
    expect(world.text()).toBe(text);
  });

  it('hands a name from one session to another', async () => {
    const world = new StoreWorld();
    const store = await world.opened();
    await store.commit(upsert(live('a', 'planner')));
    await store.commit(upsert(live('b', 'planner'), closed('a', 'planner')));
    expect(Object.keys(world.claims())).toEqual(['agent.b', 'identity.planner']);
    const other = await world.opened();
    await expect(other.commit(upsert(live('c', 'planner')))).rejects.toMatchObject({
      code: 'claim_lost',
    });
    await store.commit(upsert(closed('b', 'planner')));
    expect(world.claims()).toEqual({});
  });

  it('that gives a live session another name gives the old one back', async () => {
    const world = new StoreWorld();
    const store = await world.opened();
    await store.commit(upsert(live('a', 'old')));
    await store.commit(upsert(live('a', 'new')));
    expect(Object.keys(world.claims())).toEqual(['agent.a', 'identity.new']);
  });
});

describe('commits that come together', () => {
  it('share the write after the one that is under way', async () => {
    const world = new StoreWorld();
    const fs = faulty(world.fs);
    const store = await world.opened({ fs });
    fs.begin();
    await Promise.all(['a', 'b', 'c', 'd'].map((id) => store.commit(upsert(live(id)))));
    const renames = fs.steps.filter(
      ({ method, name }) => method === 'rename' && name === 'registry.json',
    );
    expect(renames.length).toBeLessThanOrEqual(2);
    expect(world.statuses()).toEqual(['a active', 'b active', 'c active', 'd active']);
  });

  it('each see what those before them have decided', async () => {
    const world = new StoreWorld();
    const store = await world.opened();
    const seen: unknown[] = [];
    const look = (registry: LockedRegistry) => {
      seen.push([...registry.records()].map(({ agentId }) => agentId));
      return NOTHING;
    };
    await Promise.all([
      store.commit(look),
      store.commit(upsert(live('a'))),
      store.commit(look),
      store.commit(remove('a')),
      store.commit(look),
    ]);
    expect(seen).toEqual([[], ['a'], []]);
  });

  it('do not share the fate of one whose decision throws', async () => {
    const world = new StoreWorld();
    const store = await world.opened();
    const failure = new Error('no');
    const outcomes = await Promise.allSettled([
      store.commit(upsert(live('a'))),
      store.commit(() => {
        throw failure;
      }),
      store.commit(upsert(live('b'))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: failure });
    expect(world.statuses()).toEqual(['a active', 'b active']);
  });

  it('are all rejected when their write fails, but not what came during that', async () => {
    const world = new StoreWorld();
    const fs = faulty(world.fs);
    const store = await world.opened({ fs });
    let late: Promise<void> | undefined;
    fs.begin({
      faults: [{ at: 'sync', code: 'ENOSPC' }],
      before: ({ method }) => {
        if (method === 'writeFile') late ??= store.commit(upsert(live('c')));
      },
    });
    const group = ['a', 'b'].map((id) => store.commit(upsert(live(id))));
    const outcomes = await Promise.allSettled(group);
    const rejected = { status: 'rejected', reason: { name: 'StoreError', code: 'no_space' } };
    expect(outcomes).toMatchObject([rejected, rejected]);
    await late;
    expect(world.statuses()).toEqual(['c active']);
  });
});

describe('what a decision may look at', () => {
  it('is the registry as it is under the lock, and who holds what', async () => {
    const world = new StoreWorld();
    const [own, other] = [await world.opened(), await world.opened()];
    await own.commit(upsert(live('a', 'planner'), stale('old')));
    await other.commit(upsert(live('b', 'coder')));
    const pid = world.claims()['agent.b'];
    await own.commit((registry) => {
      const owner = { pid, host: 'here', since: '2026-01-01T00:00:00Z' };
      expect(registry.get('b')).toEqual(live('b', 'coder'));
      expect([...registry.records()].map(({ agentId }) => agentId)).toEqual(['a', 'old', 'b']);
      expect(['a', 'b', 'old', '?'].map(registry.owns)).toEqual([true, false, false, false]);
      expect(['a', 'b', 'old', '?'].map(registry.ownerOf)).toEqual([
        undefined,
        owner,
        undefined,
        undefined,
      ]);
      expect(registry.holderOf('coder')).toMatchObject({ agentId: 'b', owner });
      expect(registry.holderOf('planner')).toBeUndefined();
      return NOTHING;
    });
  });
});
