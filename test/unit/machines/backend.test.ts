import { describe, expect, it } from 'vitest';
import { BackendExitedError } from '../../../src/domain/index.js';
import { backendWorld } from '../../support/turns-backend.js';

const PATIENCE = { limit: 9, backOffMs: 500, coolOffMs: 60_000, provenMs: 10_000 };

type World = ReturnType<typeof backendWorld>;

/** One attempt that fails; the process is waited for while the last one backs off. */
async function failOnce(world: World): Promise<void> {
  world.need();
  world.clock.increment(30_000);
  await world.failed();
}

/** How long it takes until the next start that is needed now. */
function waitOf(world: World): number {
  world.need();
  const before = world.starts.length;
  let waited = 0;
  world.clock.increment(0);
  while (world.starts.length === before && waited < 100_000) {
    world.clock.increment(1);
    waited += 1;
  }
  return waited;
}

describe('the life of the backend', () => {
  it('waits not at all after a first failure, then longer each time, half a minute at most', async () => {
    const world = backendWorld(PATIENCE);
    await failOnce(world);
    const waits: number[] = [];
    for (let failures = 1; failures < PATIENCE.limit; failures += 1) {
      waits.push(waitOf(world));
      await world.failed();
    }
    expect(waits).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
    expect(world.state).toBe('failed');
  });

  it('starts nothing after a failure until somebody needs it', async () => {
    const world = backendWorld(PATIENCE);
    await failOnce(world);
    world.clock.increment(0);
    expect(world.state).toBe('absent');
    expect(world.starts).toHaveLength(1);
    world.need();
    expect(world.starts).toHaveLength(2);
  });

  it('counts a failure as the first one once a turn ended on the process', async () => {
    const world = backendWorld(PATIENCE);
    await failOnce(world);
    await failOnce(world);
    world.need();
    world.clock.increment(500);
    await world.started();
    world.actor.send({ type: 'backend.proved' });
    expect(world.context.failures).toBe(0);
    await world.died();
    expect(world.context.failures).toBe(1);
    expect(waitOf(world)).toBe(0);
  });

  it('counts a failure as the first one once the process lived long enough, and not before', async () => {
    for (const [lived, failures] of [
      [PATIENCE.provenMs - 1, 2],
      [PATIENCE.provenMs, 1],
    ] as const) {
      const world = backendWorld(PATIENCE);
      await failOnce(world);
      world.need();
      world.clock.increment(0);
      await world.started();
      world.clock.increment(lived);
      await world.died();
      expect(world.context.failures).toBe(failures);
    }
  });

  it('fails for whoever needs it after the last failure, and once more after the rest', async () => {
    const world = backendWorld({ ...PATIENCE, limit: 2 });
    await failOnce(world);
    await failOnce(world);
    expect(world.state).toBe('failed');
    world.need();
    world.clock.increment(PATIENCE.coolOffMs - 1);
    expect(world.state).toBe('failed');
    expect(world.starts).toHaveLength(2);
    world.clock.increment(1);
    expect(world.state).toBe('absent');
    await failOnce(world);
    expect(world.state).toBe('failed');
  });

  it('keeps what it ended as, and counts every start but the first', async () => {
    const world = backendWorld(PATIENCE);
    world.need();
    const first = await world.started();
    expect(world.context).toMatchObject({ backend: first, restarts: 0, error: null });
    await world.died();
    expect(world.context.error).toBeInstanceOf(BackendExitedError);
    expect(world.context).toMatchObject({ backend: null, failures: 1, restarts: 0 });
    world.need();
    world.clock.increment(0);
    const second = await world.started();
    expect(world.context).toMatchObject({ backend: second, restarts: 1 });
  });

  it('ends a process that is being started, and takes no notice when it is there after all', async () => {
    const world = backendWorld(PATIENCE);
    world.need();
    world.actor.send({ type: 'backend.stop' });
    expect(world.stops.map(({ backend }) => backend)).toEqual([null]);
    await world.started();
    expect(world.state).toBe('stopping');
    world.need();
    await world.stopped();
    expect(world.state).toBe('stopped');
    expect(world.starts).toHaveLength(1);
  });

  it('stops the running process once, however often it is told to', async () => {
    const world = backendWorld(PATIENCE);
    world.need();
    const process = await world.started();
    world.actor.send({ type: 'backend.stop' });
    world.actor.send({ type: 'backend.stop' });
    await world.died();
    expect(world.stops.map(({ backend }) => backend)).toEqual([process]);
    expect(world.state).toBe('stopping');
    await world.stopped();
    expect(world.context.backend).toBeNull();
  });

  it('starts nothing when it is stopped while it waits to start the next one', async () => {
    const world = backendWorld(PATIENCE);
    await failOnce(world);
    await failOnce(world);
    world.need();
    world.actor.send({ type: 'backend.stop' });
    world.clock.increment(100_000);
    expect(world.starts).toHaveLength(2);
    await world.stopped();
    expect(world.actor.getSnapshot().status).toBe('done');
  });
});
