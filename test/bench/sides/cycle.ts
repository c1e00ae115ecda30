import { createSessionSupervisor, type Inspect } from 'codex-sessions';
import { MapRegistry } from '../peers/map-registry.js';
import { microsecondsEach } from '../support/clock.js';
import type { Side, SideSizes } from '../support/side.js';
import { cycleOfMap, cycleOfOurs, NO_LIMIT, registerInMap, registerOurs } from './workload.js';

/** What a cycle is run on. */
interface Subject {
  register(): string;
  /** Register, two turns, close; returns the agent id. */
  cycle(): string;
  forget(agentId: string): boolean;
}

/** Enough for the code to be compiled before anything is measured. */
const WARM_UP = 3_000;

/** Microseconds per cycle on a supervisor, with whoever inspects it. */
export function oursCycle(sizes: SideSizes, inspect?: Inspect): Side {
  return cycleSide(sizes, () => {
    const supervisor = createSessionSupervisor({ maxConcurrent: NO_LIMIT, inspect });
    return {
      register: () => registerOurs(supervisor),
      cycle: () => cycleOfOurs(supervisor),
      forget: (agentId) => supervisor.forget(agentId),
    };
  });
}

/** Microseconds per cycle on the registry written by hand. */
export function mapCycle(sizes: SideSizes): Side {
  return cycleSide(sizes, () => {
    const registry = new MapRegistry(NO_LIMIT);
    return {
      register: () => registerInMap(registry),
      cycle: () => cycleOfMap(registry),
      forget: (agentId) => registry.forget(agentId),
    };
  });
}

/** The sessions of a batch are forgotten after it, so that every batch finds the same sizes. */
function cycleSide(sizes: SideSizes, create: () => Subject): Side {
  const { live = 0, history = 0, batch = 100, batches = 1 } = sizes;
  // on one that is thrown away, so that sides of all sizes start equally warm
  const throwaway = create();
  microsecondsEach(WARM_UP, () => throwaway.forget(throwaway.cycle()));
  const subject = create();
  for (let index = 0; index < live; index += 1) subject.register();
  for (let index = 0; index < history; index += 1) subject.cycle();
  return {
    sample() {
      let elapsed = 0;
      for (let index = 0; index < batches; index += 1) elapsed += batchOf(subject, batch);
      return elapsed / batches;
    },
  };
}

function batchOf(subject: Subject, size: number): number {
  const ended: string[] = [];
  const elapsed = microsecondsEach(size, () => ended.push(subject.cycle()));
  for (const agentId of ended) subject.forget(agentId);
  return elapsed;
}
