import { describe, expect, it } from 'vitest';
import { createFileStoreWith } from '../../../src/store/file-store.js';
import { nodeFileSystem } from '../../../src/store/file-system.js';
import { createFileStore } from '../../../src/store/index.js';
import { thisHost } from '../../../src/store/processes.js';
import { faulty } from '../../support/faulty-file-system.js';
import { realFiles } from '../../support/files.js';
import { MemoryFileSystem } from '../../support/memory-file-system.js';
import { entry } from '../../support/records.js';
import {
  closed,
  HOME,
  live,
  NOTHING,
  StoreWorld,
  stale,
  TEAM_FOLDER,
  upsert,
} from '../../support/store-world.js';
import { settableClock } from '../../support/supervisors.js';

const NOT_OPEN = { name: 'StoreError', code: 'not_open' };

describe('a store that is not open', () => {
  it('refuses commits and looks before it is loaded, while it is, and after it is closed', async () => {
    const world = new StoreWorld();
    const store = world.store();
    const refusesAll = async () => {
      await expect(store.commit(upsert(live('a')))).rejects.toMatchObject(NOT_OPEN);
      await expect(store.foreign()).rejects.toMatchObject(NOT_OPEN);
    };
    await refusesAll();
    const loading = store.load();
    await refusesAll();
    await loading;
    await store.commit(NOTHING);
    const closing = store.close();
    await refusesAll();
    await closing;
    await refusesAll();
    expect(world.records()).toEqual([]);
  });

  it('cannot be loaded twice, nor again after it was closed', async () => {
    const world = new StoreWorld();
    const store = world.store();
    const loads = await Promise.allSettled([store.load(), store.load()]);
    expect(loads.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(store.load()).rejects.toMatchObject(NOT_OPEN);
    await store.close();
    await expect(store.load()).rejects.toMatchObject(NOT_OPEN);
  });
});

describe('opening a registry', () => {
  it('can be tried again after it failed at any step, and reports the same', async () => {
    const prepared = () => {
      const world = new StoreWorld();
      world.put(JSON.stringify({ sessions: [entry({ status: 'active' }), 'faulty'] }));
      return world;
    };
    const expected = await prepared().store().load();
    const dry = prepared();
    const counting = faulty(dry.fs);
    await dry.store({ fs: counting }).load();
    for (const [at, { method }] of counting.steps.entries()) {
      const world = prepared();
      const fs = faulty(world.fs);
      const store = world.store({ fs });
      fs.begin({ faults: [{ at, code: 'EIO' }] });
      const report = await store.load().catch((error: unknown) => {
        expect(error, method).toMatchObject({ name: 'StoreError', code: 'io' });
        return store.load();
      });
      expect(report, method).toEqual(expected);
      await store.close();
    }
  });

  it('makes stale what nobody has, on disk, before it says so', async () => {
    const world = new StoreWorld();
    world.put([live('lost'), stale('old'), closed('done')]);
    const { snapshot } = await world.store().load();
    expect(snapshot.sessions.map(({ agentId, status }) => `${agentId} ${status}`)).toEqual(
      world.statuses(),
    );
    expect(world.statuses()).toEqual(['lost stale', 'old stale', 'done closed']);
    expect(world.records()[0]).toMatchObject({ threadState: 'busy' });
  });

  it('cleans up after the dead, and not after the living', async () => {
    const world = new StoreWorld();
    const [dead, living] = [world.host.start(), world.host.start()];
    const killed = world.fs.fork();
    const lasting = await world.opened({ processes: living });
    const dying = await world.opened({ fs: killed, processes: dead });
    await dying.commit(upsert(live('a')));
    killed.die();
    world.host.end(dead);
    world.put('half', 'registry.json.7-00000000.tmp');
    world.put('half', 'claims/agent.x+0.7-1.tmp');
    const store = await world.opened();
    const owners = world.names().filter((name) => name.startsWith('lock.owner-'));
    expect(owners).toHaveLength(2);
    expect(world.names().some((name) => name.endsWith('.tmp'))).toBe(false);
    expect(world.names('claims')).toEqual([]);
    await lasting.commit(NOTHING);
    await lasting.close();
    await store.close();
    expect(world.names()).toEqual([
      'claims',
      expect.stringMatching(/^lock\.\d+$/),
      'registry.json',
    ]);
  });

  it('makes folders private that the original left open for all', async () => {
    const world = new StoreWorld();
    world.put([stale('a')]);
    for (const folder of [HOME, TEAM_FOLDER]) world.fs.chmod(folder, 0o755);
    await world.opened();
    const modes = [HOME, TEAM_FOLDER].map((path) => Number(world.fs.stat(path).mode & 0o777n));
    expect(modes).toEqual([0o755, 0o700]);
  });
});

describe('closing a store', () => {
  it('gives back all claims once what is under way is done, and leaves nothing else', async () => {
    const world = new StoreWorld();
    const store = await world.opened();
    const commit = store.commit(upsert(live('a', 'planner'), live('b')));
    await store.close();
    await commit;
    expect(world.statuses()).toEqual(['a active', 'b active']);
    expect(world.claims()).toEqual({});
    expect(world.names()).toEqual([
      'claims',
      expect.stringMatching(/^lock\.\d+$/),
      'registry.json',
    ]);
    const { snapshot } = await world.store().load();
    expect(snapshot.sessions.map(({ status }) => status)).toEqual(['stale', 'stale']);
  });

  it('is the same however often it is done', async () => {
    const world = new StoreWorld();
    const fs = faulty(world.fs);
    const store = await world.opened({ fs });
    await Promise.all([store.close(), store.close()]);
    fs.begin();
    await store.close();
    expect(fs.steps).toEqual([]);
  });

  it('waits until the store is loaded', async () => {
    const world = new StoreWorld();
    const store = world.store();
    const loading = store.load();
    await store.close();
    await loading;
    await expect(store.commit(NOTHING)).rejects.toMatchObject(NOT_OPEN);
    expect(world.names().filter((name) => name.startsWith('lock.'))).toHaveLength(1);
  });

  it('can be tried again after it failed at any step; nobody else has to wait then', async () => {
    const dry = new StoreWorld();
    const counting = faulty(dry.fs);
    const first = await dry.opened({ fs: counting });
    await first.commit(upsert(live('a')));
    counting.begin();
    await first.close();
    let failures = 0;
    const faults = [...counting.steps.keys()].flatMap((at) => [
      { at, code: 'EACCES', lasting: true } as const,
      { at, code: 'EIO' } as const,
    ]);
    for (const fault of faults) {
      const world = new StoreWorld();
      const fs = faulty(world.fs);
      const store = await world.opened({ fs });
      await store.commit(upsert(live('a')));
      fs.begin({ faults: [fault] });
      await store.close().catch((error: unknown) => {
        failures += 1;
        const code = fault.lasting ? 'no_permission' : 'io';
        expect(error).toMatchObject({ name: 'StoreError', code, cause: { code: fault.code } });
      });
      fs.mend();
      await store.close();
      expect(world.claims(), `${counting.steps[fault.at]?.method}`).toEqual({});
      const wait = () => expect.unreachable('nobody holds the lock');
      await (await world.opened({ wait })).commit(upsert(live('b', 'a')));
    }
    expect(failures).toBeGreaterThan(6);
  });
});

describe('a store of this process', () => {
  it('keeps its registry in the folder of the original', async () => {
    const { at, textOf, permissionsOf } = realFiles();
    const store = createFileStore({ team: 'atm-dev', home: at('home') });
    await store.load();
    await store.commit(upsert(live('a')));
    await store.close();
    const folder = 'home/.config/atm/agent-sessions/atm-dev';
    expect(textOf(`${folder}/registry.json`)).toContain('"agent_id":"a"');
    expect([folder, `${folder}/registry.json`].map(permissionsOf)).toEqual([0o700, 0o600]);
  });

  it('waits in real time while another has the lock', async () => {
    const { at } = realFiles();
    const surroundings = { fs: nodeFileSystem, processes: thisHost(), clock: settableClock() };
    const place = { team: 'atm-dev', home: at('home') };
    const stores = [0, 1, 2].map(() => createFileStoreWith(surroundings, place));
    await Promise.all(stores.map((store) => store.load()));
    await Promise.all(stores.map((store, index) => store.commit(upsert(live(`${index}`)))));
    const foreign = (await stores[1]?.foreign()) ?? [];
    expect(foreign.map(({ record }) => record.agentId).sort()).toEqual(['0', '2']);
    await Promise.all(stores.map((store) => store.close()));
  });
});

describe('two teams', () => {
  it('know nothing of each other', async () => {
    const fs = new MemoryFileSystem({ folders: [HOME] });
    const world = new StoreWorld(fs);
    const surroundings = { fs, processes: world.host.start(), clock: settableClock() };
    const other = createFileStoreWith(surroundings, { team: '../atm-dev', home: HOME });
    const store = await world.opened();
    await other.load();
    await store.commit(upsert(live('a', 'planner')));
    await other.commit(upsert(live('a', 'planner')));
    expect(await other.foreign()).toEqual([]);
    expect(fs.list(`${HOME}/.config/atm/agent-sessions`)).toHaveLength(2);
    expect(fs.list(`${HOME}/.config/atm`)).toEqual(['agent-sessions']);
  });
});
