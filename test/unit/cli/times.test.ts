import { describe, expect, it } from 'vitest';
import { durationOf, lengthOf, relativeTime } from '../../../src/cli/times.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('relative times', () => {
  it.each([
    [0, 'just now'],
    [9 * SECOND, 'just now'],
    [10 * SECOND, '10 s ago'],
    [MINUTE - 1, '59 s ago'],
    [MINUTE, '1 min ago'],
    [3 * MINUTE + 59 * SECOND, '3 min ago'],
    [HOUR, '1 h ago'],
    [2 * DAY - 1, '47 h ago'],
    [2 * DAY, '2 days ago'],
    [13 * DAY, '13 days ago'],
    [14 * DAY, '2 weeks ago'],
    [63 * DAY, '2 months ago'],
    [729 * DAY, '24 months ago'],
    [730 * DAY, '2 years ago'],
    [-9 * SECOND, 'just now'],
    [-5 * MINUTE, 'in 5 min'],
    [Number.NaN, 'unknown'],
  ])('%i ms: %s', (age, text) => {
    const now = Date.UTC(2026, 2, 1);
    expect(relativeTime(now - age, now)).toBe(text);
  });
});

describe('lengths of time', () => {
  it.each([
    [237, '0.2 s'],
    [0, '0.0 s'],
    [-1, '0.0 s'],
    [9_960, '10.0 s'],
    [MINUTE, '1 min'],
    [3 * HOUR, '3 h'],
    [Number.NaN, 'an unknown time'],
  ])('%i ms: %s', (time, text) => {
    expect(lengthOf(time)).toBe(text);
  });
});

describe('durations', () => {
  it.each([
    ['90min', 90 * MINUTE],
    ['12h', 12 * HOUR],
    ['30d', 30 * DAY],
    ['2 w', 14 * DAY],
    ['0d', 0],
  ])('%s is %i ms', (text, ms) => {
    expect(durationOf(text)).toBe(ms);
  });

  it.each(['', '30', 'd', '-1d', '1.5d', '1y', '3m', ' 1d', '1d ', '1e3d', '1000000000d'])(
    '%j is none',
    (text) => {
      expect(durationOf(text)).toBeUndefined();
    },
  );
});
