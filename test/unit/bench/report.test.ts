import { describe, expect, it } from 'vitest';
import { MapRegistry } from '../../bench/peers/map-registry.js';
import { jsonOf, overBudget, tableOf } from '../../bench/support/report.js';
import { type Row, verdictOn } from '../../bench/support/row.js';
import { median, medianOf, quantile } from '../../bench/support/statistics.js';

const row: Row = {
  id: 'cycle',
  label: 'a cycle',
  ours: 120,
  peer: 2.4,
  unit: 'us',
  value: 50,
  valueUnit: 'x',
  budget: { limit: 60, better: 'at most' },
};
const slow: Row = { ...row, id: 'slow', value: 61 };

describe('the benchmark report', () => {
  it('takes the middle of an odd and of an even number of samples', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(medianOf([{ a: 2 }, { a: 8 }, { a: 4 }], ({ a }) => a / 2)).toBe(2);
    expect(() => median([])).toThrow(RangeError);
  });

  it('takes the value below which a share of the samples is', () => {
    const samples = [10, 1, 9, 2, 8, 3, 7, 4, 6, 5];
    const itself = (sample: number) => sample;
    expect(quantile(samples, 0.9, itself)).toBe(9);
    expect(quantile(samples, 0.5, (sample) => sample * 2)).toBe(10);
    expect(quantile([4], 0.9, itself)).toBe(4);
    expect(() => quantile([], 0.9, itself)).toThrow(RangeError);
  });

  it('judges a value by the direction of its budget', () => {
    expect(verdictOn(row)).toBe('ok');
    expect(verdictOn(slow)).toBe('over');
    expect(verdictOn({ ...row, budget: { limit: 60, better: 'at least' } })).toBe('over');
    const { budget: _, ...explaining } = row;
    expect(verdictOn(explaining)).toBe('info');
  });

  it('says plainly what is over, to people and to machines', () => {
    const report = { mode: 'full', node: 'v20', rows: [row, slow] } as const;
    expect(tableOf(report)).toMatch(/a cycle +120 us +2\.40 us +50\.00 x +<= 60 x +ok/);
    expect(tableOf(report)).toMatch(/61\.00 x +<= 60 x +over/);
    expect(overBudget(report).map(({ id }) => id)).toEqual(['slow']);
    const { rows } = JSON.parse(jsonOf(report)) as { rows: { verdict: string }[] };
    expect(rows.map(({ verdict }) => verdict)).toEqual(['ok', 'over']);
  });
});

describe('the registry written by hand', () => {
  it('does the work the supervisor is compared on', () => {
    const registry = new MapRegistry(1);
    const agentId = registry.register('a', 'team', '/work') as string;
    expect(registry.register('a', 'team', '/work')).toBeUndefined();
    expect(registry.register('b', 'team', '/work')).toBeUndefined();
    expect(registry.setThreadState(agentId, 'idle')).toBe(true);
    expect(registry.forget(agentId)).toBe(false);
    expect(registry.close(agentId)).toBe(true);
    expect(registry.forget(agentId)).toBe(true);
    expect(registry.size).toBe(0);
  });
});
