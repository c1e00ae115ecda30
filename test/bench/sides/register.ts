import { createSessionSupervisor } from 'codex-sessions';
import { SpawnChildSupervisor } from '../peers/spawn-child-supervisor.js';
import { microsecondsEach } from '../support/clock.js';
import type { Side, SideSizes } from '../support/side.js';
import { CWD, NO_LIMIT, nextIdentity, registerOurs, TEAM } from './workload.js';

/** Microseconds per register. What a batch registers is gone before the next one. */
export function oursRegister({ live = 0, batch = 10, batches = 1 }: SideSizes): Side {
  const supervisor = createSessionSupervisor({ maxConcurrent: NO_LIMIT });
  const born: string[] = [];
  const register = () => born.push(registerOurs(supervisor));
  microsecondsEach(live, register);
  born.length = 0;
  return {
    sample() {
      let elapsed = 0;
      for (let index = 0; index < batches; index += 1) {
        elapsed += microsecondsEach(batch, register);
        for (const agentId of born.splice(0)) supervisor.close(agentId);
      }
      return elapsed / batches;
    },
  };
}

/** The same, but the sessions stay: a few more, where ending them takes as long as making them. */
export function spawnChildRegister({ live = 0, batch = 10 }: SideSizes): Side {
  const supervisor = new SpawnChildSupervisor();
  const register = () => supervisor.register(nextIdentity(), TEAM, CWD);
  microsecondsEach(live, register);
  return { sample: () => microsecondsEach(batch, register) };
}
