import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Processes } from '../../../src/store/processes.js';
import { type Command, Race } from '../../support/store-race.js';

/** `RACES=20000 npx vitest run test/unit/store/file-store-races` holds more. */
const RACES = Number(process.env.RACES ?? 150);
const SEED = Number(process.env.RACE_SEED ?? 20_261_122);

const command: fc.Arbitrary<Command> = fc.record({
  kind: fc.oneof(
    { weight: 4, arbitrary: fc.constant('live' as const) },
    { weight: 4, arbitrary: fc.constantFrom('stale' as const, 'closed' as const) },
    { weight: 1, arbitrary: fc.constant('dies' as const) },
  ),
  id: fc.constantFrom('a', 'b'),
});
const commands = fc.array(fc.array(command, { maxLength: 6 }), { minLength: 2, maxLength: 3 });

const property = (breaking?: (processes: Processes) => Processes) =>
  fc.asyncProperty(fc.scheduler(), commands, async (scheduler, all) => {
    const race = new Race((task, label) => scheduler.schedule(task, label), breaking);
    await scheduler.waitFor(Promise.all(all.map((each) => race.run(each))));
    if (breaking === undefined) await race.check();
  });

describe('processes that share a registry, in any order of their steps', () => {
  it(`never hold a session twice, and lose nothing, in ${RACES} races (seed ${SEED})`, async () => {
    await fc.assert(property(), { seed: SEED, numRuns: RACES });
  });

  it('hold one twice if they take each other for dead', async () => {
    const deaf = (processes: Processes): Processes => ({ ...processes, lookUp: () => 'gone' });
    const found = await fc.check(property(deaf), {
      seed: SEED,
      numRuns: RACES,
      endOnFailure: true,
    });
    expect(found.failed).toBe(true);
  });
});
