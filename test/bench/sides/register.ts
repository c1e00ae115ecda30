import { createSessionSupervisor } from 'codex-sessions';
import { SpawnChildSupervisor } from '../peers/spawn-child-supervisor.js';
import { microsecondsEach } from '../support/clock.js';
import type { Side, SideSizes } from '../support/side.js';
import { CWD, NO_LIMIT, nextIdentity, registerOurs, TEAM } from './workload.js';

/** Microseconds per register. Each sample adds its sessions, on both sides alike. */
export function oursRegister(sizes: SideSizes): Side {
  const supervisor = createSessionSupervisor({ maxConcurrent: NO_LIMIT });
  return registerSide(sizes, () => registerOurs(supervisor));
}

export function spawnChildRegister(sizes: SideSizes): Side {
  const supervisor = new SpawnChildSupervisor();
  return registerSide(sizes, () => supervisor.register(nextIdentity(), TEAM, CWD));
}

function registerSide({ live = 0, batch = 20 }: SideSizes, register: () => string): Side {
  for (let index = 0; index < live; index += 1) register();
  return { sample: () => microsecondsEach(batch, register) };
}
