import { describe, expect, it } from 'vitest';
import { progressMessage } from '../../../src/mcp/progress-message.js';
import type { TurnProgress } from '../../../src/proxy/api.js';

function progress(facts: Partial<TurnProgress>): TurnProgress {
  return { state: 'running', activity: '', elapsedMs: 0, before: 0, ...facts };
}

describe('the message of a progress notification', () => {
  it.each([
    [{ activity: 'running `npm test`', elapsedMs: 80_000 }, 'running `npm test` · 1 min 20 s'],
    [{ state: 'queued', before: 2, elapsedMs: 3_999 }, 'waiting: 2 turns before it · 3 s'],
    [{ state: 'queued', before: 1 }, 'waiting: 1 turn before it · 0 s'],
    [{ state: 'queued' }, 'waiting for its place · 0 s'],
    [{ elapsedMs: 7_500_000 }, 'working · 2 h 5 min'],
    [{ activity: 'two\n  lines' }, 'two lines · 0 s'],
    [{ elapsedMs: -5 }, 'working · 0 s'],
  ] as [Partial<TurnProgress>, string][])('of %j is %j', (facts, message) => {
    expect(progressMessage(progress(facts))).toBe(message);
  });

  it('has at most 200 characters, none of them half, and always says for how long', () => {
    for (const length of [190, 191, 192, 193, 194, 195, 300]) {
      const message = progressMessage(progress({ activity: '🦉'.repeat(length) }));
      expect(message.length).toBeLessThanOrEqual(200);
      expect(message).toMatch(/^(🦉)+… · 0 s$/u);
    }
  });
});
