import { describe, expect, it } from 'vitest';
import { planSoak, type Step, wordsOf } from '../../soak/plan.js';

const options = { turns: 300, sessions: 7, seed: 5, maxSessions: 4, limitMs: 1 };
const prompts = (steps: readonly Step[]) => steps.filter((step) => step.kind === 'prompt');

describe('the plan of a soak', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(planSoak(options)).toEqual(planSoak(options));
    expect(planSoak({ ...options, seed: 6 })).not.toEqual(planSoak(options));
  });

  it('has as many prompts as asked for, each with an answer of its own', () => {
    const answers = prompts(planSoak(options)).map((step) => wordsOf(step).answer);
    expect(answers).toHaveLength(300);
    expect(new Set(answers).size).toBe(300);
  });

  it('uses every place, and every kind of step', () => {
    const steps = planSoak({ ...options, turns: 2000 });
    expect(new Set(prompts(steps).map(({ place }) => place)).size).toBe(7);
    const kinds = [...new Set(steps.map(({ kind }) => kind))].sort();
    expect(kinds).toEqual([
      'close',
      'end-proxy',
      'kill-codex',
      'kill-proxy',
      'look',
      'prompt',
      'second-proxy',
    ]);
  });

  it('leaves the last proxy alone', () => {
    const steps = planSoak({ ...options, turns: 2000 });
    const last = steps.findLastIndex(({ kind }) => /-proxy$/.test(kind));
    expect(prompts(steps.slice(last)).length).toBeGreaterThanOrEqual(800);
  });
});
