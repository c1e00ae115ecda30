import { expect, it } from 'vitest';
import { planSoak } from '../../soak/plan.js';
import { soak } from '../../soak/soak.js';

/** With this seed everything that can happen does. */
const OPTIONS = { seed: 432, turns: 60, sessions: 10, maxSessions: 8, limitMs: 60_000 };

it(`answers every call once and leaves nothing behind, whoever is killed and ended (soak with seed ${OPTIONS.seed})`, async () => {
  expect(new Set(planSoak(OPTIONS).map(({ kind }) => kind)).size).toBe(7);
  const { account, violations, turns } = await soak(OPTIONS);
  expect(violations, account).toEqual([]);
  expect(turns).toBe(OPTIONS.turns);
});
