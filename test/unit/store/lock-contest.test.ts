import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../support/power-failure.js';
import { Contestants, type ContestResult } from '../../support/store-contest.js';
import type { LockBug } from '../../support/store-contestant.js';

/** `LOCK_CONTESTS=100000 npx vitest run test/unit/store/lock-contest` holds more. */
const CONTESTS = Number(process.env.LOCK_CONTESTS ?? 80);
const SEED = Number(process.env.LOCK_SEED ?? 1);

let contestants: Contestants;
beforeAll(() => {
  contestants = new Contestants(3);
  return contestants.ready();
});
afterAll(() => contestants.stop());

/** Holds contests until one goes wrong. */
function contests(count: number, bug?: LockBug): { turns: number; wrong?: ContestResult } {
  let turns = 0;
  for (let seed = SEED; seed < SEED + count; seed += 1) {
    const options = { turns: 3, deaths: 3, failures: 3, bug };
    const result = contestants.run({ random: seededRandom(seed), ...options });
    turns += result.turns;
    if (result.violation !== null) return { turns, wrong: result };
  }
  return { turns };
}

describe('contestants whose steps are taken in any order, some failing, while some die', () => {
  it(`never hold a lock at once, in ${CONTESTS} contests of three (seeds from ${SEED})`, () => {
    const { turns, wrong } = contests(CONTESTS);
    if (wrong) expect.fail(`${wrong.violation}\n${wrong.trace.join('\n')}`);
    expect(turns).toBeGreaterThan(CONTESTS * 6);
    console.log(`${CONTESTS} contests, ${turns} turns, never two at once`);
  });

  it.each([
    'releases by removing its generation',
    'does not list again after linking',
    'takes whatever it has listed for the highest',
  ] as const)('hold it at once if the lock %s', (bug) => {
    const { wrong } = contests(Math.max(CONTESTS, 2000), bug);
    expect(wrong?.violation).toMatch(/hold the lock at once$/);
  });
});
