import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faulty } from '../../support/faulty-file-system.js';
import { entry } from '../../support/records.js';
import {
  live,
  NOTHING,
  StoreWorld,
  stale,
  TEAM_FOLDER,
  textOf,
  upsert,
} from '../../support/store-world.js';
import { catchWarnings, type Warnings } from '../../support/warnings.js';

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
});
afterEach(() => {
  warnings.restore();
});

const asideIn = (world: StoreWorld) =>
  world.names().filter((name) => name.startsWith('registry.json.corrupt-'));

const DAMAGED: readonly (readonly [string, string | Buffer])[] = [
  ['no JSON', '{"version":1,"sessions":[{'],
  ['empty', ''],
  ['a list', '[]'],
  ['without sessions', '{"version":1}'],
  ['of version 0', '{"version":0,"sessions":[]}'],
  ['of version "1"', '{"version":"1","sessions":[]}'],
  ['of version 1.5', '{"version":1.5,"sessions":[]}'],
  ['no UTF-8', Buffer.from('{"sessions":[],"x":"\xff"}', 'latin1')],
  ['nested too deeply', `{"sessions":[],"x":${'['.repeat(1500)}${']'.repeat(1500)}}`],
];

describe('a registry that is damaged when it is opened', () => {
  it.each(DAMAGED)('because it is %s is moved aside, reported, and begun anew', async (_, text) => {
    const world = new StoreWorld();
    world.put(text);
    const bytes = world.fs.readSmall(world.at('registry.json'));
    const store = world.store();
    const { movedAside, snapshot, issues } = await store.load();
    expect(movedAside).toMatch(/\/registry\.json\.corrupt-20260101T000000Z-[0-9a-f]{8}$/);
    expect(asideIn(world).map(world.at)).toEqual([movedAside]);
    expect(world.fs.readSmall(movedAside ?? '')).toEqual(bytes);
    expect(snapshot).toMatchObject({ sessions: [], faulty: [], extra: {} });
    expect(issues).toEqual([]);
    expect(world.text()).toBeUndefined();
    await store.commit(upsert(live('a')));
    expect(world.statuses()).toEqual(['a active']);
    expect(warnings.messages).toEqual([]);
  });

  it('with a mark of the byte order is not damaged', async () => {
    const world = new StoreWorld();
    world.put(`\ufeff${textOf([stale('a')])}`);
    const { movedAside, snapshot } = await world.store().load();
    expect([movedAside, snapshot.sessions.length]).toEqual([null, 1]);
  });

  it('is one more file each time', async () => {
    const world = new StoreWorld();
    for (const text of ['one', 'two']) {
      world.put(text);
      await world.opened();
    }
    expect(
      asideIn(world)
        .map((name) => world.text(name))
        .sort(),
    ).toEqual(['one', 'two']);
  });

  it('is reported by the opening that succeeds, if the one that moved it fails', async () => {
    const world = new StoreWorld();
    world.put('damaged');
    const fs = faulty(world.fs);
    const store = world.store({ fs });
    let isMoved = false;
    fs.begin({
      before: ({ method }) => {
        if (isMoved && method === 'list') fs.begin({ faults: [{ at: 'list', code: 'EIO' }] });
        if (method === 'link') isMoved = fs.steps.at(-1)?.name.startsWith('registry') ?? false;
      },
    });
    await expect(store.load()).rejects.toMatchObject({ code: 'io' });
    const { movedAside } = await store.load();
    expect(asideIn(world).map(world.at)).toEqual([movedAside]);
  });
});

describe('a registry of a newer version', () => {
  it('is refused, left byte for byte, and not kept locked', async () => {
    const world = new StoreWorld();
    const text = '{ "version": 2,\n "sessions": {"of": "another kind"} }';
    world.put(text);
    const store = world.store();
    const refused = { name: 'RegistryFormatError', reason: 'newer_version' };
    await expect(store.load()).rejects.toMatchObject(refused);
    await expect(store.commit(NOTHING)).rejects.toMatchObject({ code: 'not_open' });
    expect(world.text()).toBe(text);
    expect(world.names()).toEqual(['claims', 'lock.2', 'registry.json']);
    world.put([stale('a')]);
    await world.opened();
    expect((await store.load()).snapshot.sessions).toEqual([stale('a')]);
  });

  it('is refused in the middle of the work as well', async () => {
    const world = new StoreWorld();
    const store = await world.opened();
    await store.commit(upsert(live('a')));
    const text = '{"version":3,"sessions":[]}';
    world.put(text);
    const refused = { name: 'RegistryFormatError', reason: 'newer_version' };
    await expect(store.commit(upsert(live('b')))).rejects.toMatchObject(refused);
    await expect(store.foreign()).rejects.toMatchObject(refused);
    expect(world.text()).toBe(text);
  });
});

describe('a registry that cannot be read', () => {
  it.each([
    ['EACCES', 'no_permission'],
    ['EPERM', 'no_permission'],
    ['EIO', 'io'],
    ['EMFILE', 'too_many_files'],
  ] as const)('because of %s is no fresh start: opening is %s', async (code, expected) => {
    const world = new StoreWorld();
    world.put([stale('a')]);
    const text = world.text();
    for (const method of ['read', 'stat'] as const) {
      const fs = faulty(world.fs);
      const store = world.store({ fs });
      const isIt = (step: { method: string; name: string }) =>
        step.method === method && step.name === 'registry.json';
      const plan = { faults: [{ at: method, code }] };
      fs.begin({ before: (step) => isIt(step) && fs.begin(plan) });
      const failed = store.load();
      await expect(failed).rejects.toMatchObject({ name: 'StoreError', code: expected });
      await expect(failed).rejects.toMatchObject({ cause: { code } });
      expect(world.text()).toBe(text);
      expect((await store.load()).snapshot.sessions).toEqual([stale('a')]);
    }
  });

  it('because it is a folder is no fresh start', async () => {
    const world = new StoreWorld();
    world.fs.makeFolder(world.at('registry.json'));
    const store = world.store();
    await expect(store.load()).rejects.toMatchObject({ code: 'io', cause: { code: 'EISDIR' } });
    expect(asideIn(world)).toEqual([]);
  });
});

describe('a registry that is damaged while a process works with it', () => {
  const file = JSON.stringify({ sessions: [entry(), 'faulty'], note: 1 });

  async function damaged() {
    const world = new StoreWorld();
    world.put(file);
    const fs = faulty(world.fs);
    const store = await world.opened({ fs });
    await store.commit(upsert(live('mine')));
    world.put('damaged');
    return { world, fs, store };
  }

  it('is moved aside with a warning, and what was known of it is written again', async () => {
    const { world, store } = await damaged();
    await store.commit(upsert(live('new')));
    const [aside = ''] = asideIn(world);
    expect(world.text(aside)).toBe('damaged');
    expect(world.statuses()).toEqual(['codex:a stale', 'mine active', 'new active']);
    expect(JSON.parse(world.text() ?? '')).toMatchObject({ note: 1 });
    expect(world.text()).toContain('"faulty"');
    expect(warnings.messages).toEqual([expect.stringContaining(world.at(aside))]);
  });

  it('is written again even by a commit that changes nothing', async () => {
    const { world, store } = await damaged();
    await store.commit(NOTHING);
    expect(world.statuses()).toEqual(['codex:a stale', 'mine active']);
  });

  it('is written again by a later commit when the first one fails', async () => {
    const { world, fs, store } = await damaged();
    fs.begin({ faults: [{ at: 'sync', code: 'ENOSPC' }] });
    await expect(store.commit(upsert(live('refused')))).rejects.toMatchObject({ code: 'no_space' });
    expect(world.text()).toBeUndefined();
    await store.commit(NOTHING);
    expect(world.statuses()).toEqual(['codex:a stale', 'mine active']);
    expect(asideIn(world)).toHaveLength(1);
  });

  it('keeps what others have that the one who writes it again does not know', async () => {
    const { world, store } = await damaged();
    const other = await world.opened();
    await store.commit(upsert(live('mine')));
    await other.commit(upsert(live('theirs')));
    world.put('damaged again');
    await store.commit(NOTHING);
    await other.commit(NOTHING);
    expect(world.statuses()).toContain('theirs active');
  });

  it('fails to tell who lives elsewhere, and says why', async () => {
    const { store } = await damaged();
    const failed = store.foreign();
    await expect(failed).rejects.toMatchObject({ name: 'StoreError', code: 'io' });
    await expect(failed).rejects.toThrow('the registry is damaged');
  });
});

describe('a registry that is not there', () => {
  it('is made by the first commit, private as its folder is', async () => {
    const world = new StoreWorld();
    const store = await world.opened();
    expect(await store.foreign()).toEqual([]);
    expect(world.text()).toBeUndefined();
    await store.commit(upsert(live('a')));
    const modeOf = (path: string) => Number(world.fs.stat(path).mode & 0o777n);
    const folders = [TEAM_FOLDER, world.at('claims')].map(modeOf);
    const files = ['registry.json', ...world.names('claims').map((name) => `claims/${name}`)];
    expect(folders).toEqual([0o700, 0o700]);
    expect(files.map((name) => modeOf(world.at(name)))).toEqual([0o600, 0o600, 0o600]);
  });
});
