import fc from 'fast-check';
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { timeStandsStill } from '../support/durable.js';
import { worldProperty } from './durable-property.js';

/** `PROPERTY_RUNS=100000` runs more, `PROPERTY_SEED=…` others. */
const numRuns = Number(process.env.PROPERTY_RUNS ?? 1000);
const seed = Number(process.env.PROPERTY_SEED ?? 20_261_205);

timeStandsStill();
beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('two processes on one disk', () => {
  it(
    'agree with the reference, whatever fails, crashes or comes in between',
    async () => {
      console.log(`durable sessions: ${numRuns} runs of up to 80, seed ${seed}`);
      await fc.assert(worldProperty(), { numRuns, seed });
    },
    24 * 3_600_000,
  );
});
