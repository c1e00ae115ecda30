import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DurableSessions, openSessions } from '../../../src/index.js';
import { KEPT_CLOSED } from '../../../src/store/document.js';
import type { RegistryStore } from '../../../src/store/index.js';
import type { Fault, FaultCode, FaultyFileSystem, Step } from '../../support/faulty-file-system.js';
import { createIdSequence } from '../../support/ids.js';
import { FaultRuns, type Outcome, type Scenario } from '../../support/store-faults.js';
import { closed, live, type StoreWorld, stale, upsert } from '../../support/store-world.js';
import { granted, request } from '../../support/supervisors.js';

beforeEach(() => {
  // nothing is tried again by itself
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A session that a living process has, one that a dead one had, and an old one. */
const prepare: Scenario<unknown>['prepare'] = async (world, { dead, living }) => {
  await (await world.opened({ processes: living })).commit(upsert(live('theirs')));
  const killed = world.fs.fork();
  const store = await world.opened({ fs: killed, processes: dead });
  await store.commit(upsert(live('lost'), stale('old')));
  killed.die();
};

const opening: Scenario<RegistryStore> = {
  prepare,
  begin: async (world, fs) => world.store({ fs }),
  act: (store) => store.load(),
  async goOn(store, outcome, world) {
    if ('error' in outcome) await store.load();
    await store.commit(upsert(live('new')));
    expect(world.statuses()).toContain('new active');
  },
  end: (store) => store.close(),
};

const openedSessions = async (world: StoreWorld, fs: FaultyFileSystem) => {
  const store = world.store({ fs });
  const ids = { createAgentId: createIdSequence(), clock: world.clock };
  return openSessions({ ...ids, store, closeUnusedAfterDays: null });
};

/** Sessions with two live ones, `codex:1` and `codex:2`, and a stale one, `codex:3`. */
async function busySessions(world: StoreWorld, fs: FaultyFileSystem): Promise<DurableSessions> {
  const sessions = await openedSessions(world, fs);
  const names = ['one', 'two', 'three'];
  for (const each of await Promise.all(names.map((name) => sessions.register(request(name))))) {
    granted(each);
  }
  sessions.supervisor.setThreadState('codex:3', 'idle');
  await sessions.park('codex:3');
  return sessions;
}

/** Another command: all that is known is on disk then, and claimed as it must be. */
async function goOn(sessions: DurableSessions, outcome: Outcome, world: StoreWorld) {
  if ('answer' in outcome) expectOnDisk(sessions, world);
  granted(await sessions.register(request('another')));
  expectOnDisk(sessions, world);
  const own = sessions.supervisor.list({ status: 'active' });
  const names = own.flatMap(({ agentId, identity }) => [
    `agent.${agentId}`,
    `identity.${identity}`,
  ]);
  const claimed = Object.keys(world.claims()).filter((name) => !/\.(theirs|lost|tmp)$/.test(name));
  expect(claimed).toEqual(names.map((name) => name.replace(':', '_')).sort());
}

function expectOnDisk({ supervisor }: DurableSessions, world: StoreWorld): void {
  const kept = [...world.archived(), ...world.records()];
  const onDisk = new Map(kept.map((record) => [record.agentId, record]));
  for (const record of supervisor.list()) expect(onDisk.get(record.agentId)).toEqual(record);
  const own = [...onDisk.keys()].filter((agentId) => agentId !== 'theirs');
  expect(own.sort()).toEqual(
    supervisor
      .list()
      .map(({ agentId }) => agentId)
      .sort(),
  );
}

/** A command of sessions that are busy already. */
const command = (
  act: (sessions: DurableSessions) => Promise<unknown>,
  more: Partial<Scenario<DurableSessions>> = {},
): Scenario<DurableSessions> => ({
  prepare,
  begin: busySessions,
  act,
  goOn,
  end: (sessions) => sessions.shutdown(),
  ...more,
});

/** A registry with as many closed sessions as are kept: the next one that is closed moves one. */
const archiving: Scenario<RegistryStore> = {
  prepare: async (world) => {
    const history = Array.from({ length: KEPT_CLOSED }, (_, index) => closed(`old:${index}`));
    world.put([...history, stale('last')]);
  },
  begin: (world, fs) => world.opened({ fs }),
  act: (store) => store.commit(upsert(closed('last'))),
  async goOn(store, outcome, world) {
    await store.commit('error' in outcome ? upsert(closed('last')) : upsert());
    expect(new Set(world.archived().map(({ agentId }) => agentId))).toEqual(new Set(['old:0']));
    expect(world.records()).toHaveLength(KEPT_CLOSED);
  },
  end: (store) => store.close(),
};

const register = (sessions: DurableSessions) => sessions.register(request('planner'));

const shuttingDown = command((sessions) => sessions.shutdown(), {
  async goOn(sessions, outcome, world) {
    if ('error' in outcome) await sessions.shutdown();
    expectOnDisk(sessions, world);
    const active = world.statuses().filter((status) => status.endsWith('active'));
    expect(active).toEqual(['theirs active']);
  },
});

const ALL = ['ENOSPC', 'EIO', 'EACCES', 'EMFILE', 'EPERM'] as const;
/** `FAULTS=all npx vitest run test/integration/store/faults` fails everything with all of them. */
const ONE: readonly FaultCode[] = process.env.FAULTS === 'all' ? ALL : ['EIO'];

/** A thousand sessions take their time. */
const DISK: readonly FaultCode[] = ONE === ALL ? ALL : ['ENOSPC', 'EIO', 'EPERM'];

const NOBODY = { prepare: async () => {} };
const SCENARIOS = [
  ['opening a registry', opening, ALL],
  [
    'opening a registry that is damaged',
    { ...opening, prepare: async (world: StoreWorld) => world.put('damaged') },
    ALL,
  ],
  ['opening the first registry of all', { ...opening, ...NOBODY }, ONE],
  ['registering a session', command(register, { begin: openedSessions }), ALL],
  [
    'registering the first session of all',
    command(register, { ...NOBODY, begin: openedSessions }),
    ONE,
  ],
  ['resuming', command((to) => to.resume('codex:3', { identity: 'planner' })), ONE],
  [
    'handing a name on',
    command(async (to) => {
      const closing = to.close('codex:1');
      await Promise.all([closing, to.register(request('one'))]);
    }),
    ONE,
  ],
  ['closing a session that moves another to the archive', archiving, DISK],
  ['shutting down', shuttingDown, ALL],
] as const;

/** Codes a step can fail with: a lock's link alone shows that there are no hard links. */
function codesAt({ method, name }: Step, codes: readonly FaultCode[]): readonly FaultCode[] {
  const mayLack = method === 'link' && name.startsWith('lock');
  return codes.filter((code) => code !== 'EPERM' || mayLack);
}

/** Fails each step of a scenario once with each code, and all from each step on. */
async function failEverywhere(scenario: Scenario<unknown>, codes: readonly FaultCode[]) {
  const runs = await FaultRuns.of(scenario);
  const outcomes: Outcome[] = [];
  const run = async (step: Step, fault: Fault) => {
    const outcome = await runs.run(fault).catch((error) => {
      const from = fault.lasting ? ' from there on' : '';
      const where = `${fault.code} at step ${fault.at}, ${step.method} ${step.name}${from}`;
      throw new Error(where, { cause: error });
    });
    outcomes.push(outcome);
  };
  for (const [at, step] of runs.steps.entries()) {
    for (const code of codesAt(step, codes)) await run(step, { at, code, leaves: at % 3 });
    // full, or read-only, until it is mended
    const code = at % 2 === 0 ? 'ENOSPC' : 'EROFS';
    await run(step, { at, code, lasting: true });
  }
  const rejected = outcomes.filter((outcome) => 'error' in outcome);
  expect(rejected.length).toBeGreaterThan(runs.steps.length / 2);
  console.log(
    `${runs.steps.length} steps, ${outcomes.length} failures, ${rejected.length} rejected`,
  );
}

describe('a disk that fails', () => {
  it.each(SCENARIOS)('at any step of %s loses nothing', async (_, scenario, codes) => {
    await failEverywhere(scenario as Scenario<unknown>, codes);
  });
});
