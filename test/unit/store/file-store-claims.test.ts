import { describe, expect, it } from 'vitest';
import { faulty } from '../../support/faulty-file-system.js';
import { FakeHost } from '../../support/store-host.js';
import {
  claimFile,
  closed,
  live,
  NOTHING,
  remove,
  StoreWorld,
  stale,
  upsert,
} from '../../support/store-world.js';

const LOST = { name: 'StoreError', code: 'claim_lost' };

/** Two stores, of two processes; the second has a live session. */
async function twoStores() {
  const world = new StoreWorld();
  const processes = world.host.start();
  const one = await world.opened();
  const other = await world.opened({ processes, control: '/run/other.sock' });
  await other.commit(upsert(live('theirs', 'planner')));
  return { world, one, other, processes };
}

describe('a session that is live in another process', () => {
  it.each([
    ['makes it live here', upsert(live('theirs', 'coder'))],
    ['makes it stale', upsert(stale('theirs', 'planner'))],
    ['closes it', upsert(closed('theirs', 'planner'))],
    ['removes it', remove('theirs')],
    ['takes its name', upsert(live('mine', 'planner'))],
  ])(
    'is not touched by a commit that %s: claim_lost, and nothing is written',
    async (_, change) => {
      const { world, one, processes } = await twoStores();
      const [text, claims] = [world.text(), world.claims()];
      const more = { ...change, upserts: [live('more'), ...change.upserts] };
      const lost = one.commit(more);
      await expect(lost).rejects.toMatchObject(LOST);
      await expect(lost).rejects.toThrow(`process ${processes.self.pid} on here`);
      expect([world.text(), world.claims()]).toEqual([text, claims]);
    },
  );

  it('does not keep its name from sessions that are not live', async () => {
    const { world, one } = await twoStores();
    await one.commit(upsert(stale('old', 'planner'), closed('older', 'planner')));
    expect(world.statuses()).toEqual(['theirs active', 'old stale', 'older closed']);
  });

  it('rejects only the commit that touches it', async () => {
    const { world, one } = await twoStores();
    const outcomes = await Promise.allSettled([
      one.commit(upsert(live('a'))),
      one.commit(remove('theirs')),
      one.commit(upsert(live('b'))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(world.statuses()).toEqual(['theirs active', 'a active', 'b active']);
  });

  it('is foreign: told with its owner, and not among those that are loaded', async () => {
    const { world, one, processes } = await twoStores();
    const { pid } = processes.self;
    const owner = { pid, host: 'here', since: '2026-01-01T00:00:00Z' };
    const foreign = { record: live('theirs', 'planner'), owner, control: '/run/other.sock' };
    expect(await one.foreign()).toEqual([foreign]);
    const report = await world.store().load();
    expect(report.foreign).toEqual([foreign]);
    expect(report.snapshot.sessions).toEqual([]);
  });

  it('is its own process’, and foreign only to others', async () => {
    const { one, other } = await twoStores();
    expect(await other.foreign()).toEqual([]);
    await other.commit(upsert(closed('theirs', 'planner')));
    expect(await one.foreign()).toEqual([]);
  });

  it('stays active in the file, whatever others write', async () => {
    const { world, one } = await twoStores();
    await one.commit(upsert(live('mine')));
    const third = await world.opened();
    await third.commit(upsert(stale('another')));
    expect(world.statuses()).toEqual(['theirs active', 'mine active', 'another stale']);
  });

  it('stays so on another host, in another pid namespace, and with a claim nobody can read', async () => {
    const world = new StoreWorld();
    const there = new FakeHost({ host: 'there', bootId: 'boot-9' }).start(7);
    const inside = new FakeHost({ pidNamespace: 'pid:[2]' }).start(1);
    await (await world.opened({ processes: there })).commit(upsert(live('there')));
    await (await world.opened({ processes: inside })).commit(upsert(live('inside')));
    const gone = world.host.start();
    await (await world.opened({ processes: gone })).commit(upsert(live('odd')));
    world.host.end(gone);
    world.put('garbage', claimFile('agent', 'odd'));
    const report = await world.store().load();
    expect(
      report.foreign.map(({ record, owner: { pid, host } }) => [record.agentId, pid, host]),
    ).toEqual([
      ['there', 7, 'there'],
      ['inside', 1, 'here'],
      ['odd', 0, 'unknown'],
    ]);
    expect(world.statuses()).toEqual(['there active', 'inside active', 'odd active']);
  });
});

describe('a session whose process has died', () => {
  it('is stale for whoever loads next, and its name is free', async () => {
    const { world, processes } = await twoStores();
    world.host.end(processes);
    const heir = world.store();
    const { snapshot, foreign } = await heir.load();
    expect(snapshot.sessions).toEqual(
      [stale('theirs', 'planner')].map((s) => ({ ...s, threadState: 'busy' })),
    );
    expect(foreign).toEqual([]);
    expect(world.claims()).toEqual({});
    await heir.commit(upsert(live('new', 'planner')));
    expect(world.statuses()).toEqual(['theirs stale', 'new active']);
  });

  it('is stale for whoever commits next, and can be taken over', async () => {
    const { world, one, processes } = await twoStores();
    world.host.end(processes);
    expect(await one.foreign()).toEqual([]);
    await one.commit((registry) => {
      expect(registry.get('theirs')?.status).toBe('stale');
      expect(registry.ownerOf('theirs')).toBeUndefined();
      return upsert(live('theirs', 'planner'));
    });
    expect(world.statuses()).toEqual(['theirs active']);
    expect(new Set(Object.values(world.claims()))).not.toContain(processes.self.pid);
  });

  it('is taken over by one store only', async () => {
    const { world, one, processes } = await twoStores();
    world.host.end(processes);
    const third = await world.opened();
    const outcomes = await Promise.allSettled([
      one.commit(upsert(live('theirs', 'planner'))),
      third.commit(upsert(live('theirs', 'planner'))),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: LOST });
  });
});

describe('the claims of a commit that failed', () => {
  it.each([
    ['the write', 'writeFile'],
    ['the sync', 'sync'],
    ['the rename', 'rename'],
    ['the sync of the folder', 'syncFolder'],
  ] as const)('for %s go with the next, even if that has nothing to write', async (_, at) => {
    const world = new StoreWorld();
    const fs = faulty(world.fs);
    const [store, other] = [await world.opened({ fs }), await world.opened()];
    // claims are renamed too
    const before = (step: { name: string }) => {
      if (at === 'rename' && step.name.startsWith('identity.')) fs.begin(plan);
    };
    const plan = { faults: [{ at, code: 'EIO' as const }] };
    fs.begin(at === 'rename' ? { before } : plan);
    await expect(store.commit(upsert(live('a', 'planner')))).rejects.toMatchObject({ code: 'io' });
    await store.commit(at === 'syncFolder' ? remove('a') : NOTHING);
    expect(world.claims()).toEqual({});
    await other.commit(upsert(live('b', 'planner')));
    expect(world.statuses()).toEqual(['b active']);
  });

  it('that could not be given back go with the next, and do not fail this one', async () => {
    const world = new StoreWorld();
    const fs = faulty(world.fs);
    const store = await world.opened({ fs });
    await store.commit(upsert(live('a', 'planner'), live('b', 'coder')));
    fs.begin({
      before: ({ method, name }) => {
        if (method === 'syncFolder' && name === 'atm-dev') {
          fs.begin({ faults: [{ at: 'unlink', code: 'EACCES' }] });
        }
      },
    });
    await store.commit(upsert(closed('a', 'planner')));
    expect(Object.keys(world.claims())).toEqual(['agent.a', 'agent.b', 'identity.coder']);
    await store.commit(NOTHING);
    expect(Object.keys(world.claims())).toEqual(['agent.b', 'identity.coder']);
  });

  it.each(['EMFILE', 'EACCES', 'EIO'] as const)(
    'are not taken for another’s when %s keeps them from being read',
    async (code) => {
      const world = new StoreWorld();
      const fs = faulty(world.fs);
      const store = await world.opened({ fs });
      await store.commit(upsert(live('a', 'planner')));
      fs.begin({
        before: ({ method, name }) => {
          if (method === 'stat' && name === 'registry.json') {
            fs.begin({ faults: [{ at: 'readSmall', code }] });
          }
        },
      });
      const failed = store.commit(upsert(closed('a', 'planner')));
      await expect(failed).rejects.toMatchObject({ name: 'StoreError', cause: { code } });
      await expect(failed).rejects.not.toMatchObject(LOST);
      await store.commit(upsert(closed('a', 'planner')));
      expect(world.statuses()).toEqual(['a closed']);
      expect(world.claims()).toEqual({});
    },
  );
});
