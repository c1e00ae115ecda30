import fc from 'fast-check';
import { vi } from 'vitest';
import { firstRecords, worldOperations } from './durable-operations.js';
import { World, type WorldOptions } from './durable-world.js';

/** Two processes of at most two active sessions each, on one disk, keep what they promise. */
export const worldProperty = (options: Omit<WorldOptions, 'max'> = {}) =>
  fc.asyncProperty(
    fc.scheduler(),
    firstRecords,
    worldOperations,
    async (scheduler, records, operations) => {
      const world = await World.opened(scheduler, records, { ...options, max: 2 });
      for (const operation of operations) await world.run(operation);
      await world.end();
      vi.clearAllTimers();
    },
  );
