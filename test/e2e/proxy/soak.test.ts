import { describe, expect, it } from 'vitest';
import { soak } from '../../soak/soak.js';

describe('a short soak', () => {
  it.each([
    // crashes of Codex, a restart and a second proxy among them
    { seed: 2, turns: 60 },
  ])('answers every call once, and leaves nothing behind: seed $seed', async ({ seed, turns }) => {
    const options = { seed, turns, sessions: 10, maxSessions: 8, limitMs: 60_000 };
    const report = await soak(options);
    expect(report.violations, report.account).toEqual([]);
    expect(report.turns).toBe(turns);
  });
});
