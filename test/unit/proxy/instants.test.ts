import { describe, expect, it } from 'vitest';
import { instantText, lastActiveAt } from '../../../src/proxy/instants.js';

describe('the text of an instant', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [1_767_225_600_123, '2026-01-01T00:00:00.123Z'],
    [-1, '1970-01-01T00:00:00.000Z'],
    [8.64e15, '9999-12-31T23:59:59.999Z'],
    [Number.POSITIVE_INFINITY, '9999-12-31T23:59:59.999Z'],
  ])('of %d is %s', (ms, text) => {
    expect(instantText(ms)).toBe(text);
  });
});

describe('when a session was active last', () => {
  it.each([
    ['2026-01-01T01:00:00.999+01:00', 1_767_225_600_000],
    ['9999-12-31T23:59:59-01:00', 1_800_000_000_000],
  ])('is read from %s, and is not later than now', (lastActive, instant) => {
    expect(lastActiveAt({ lastActive }, 1_800_000_000_000)).toBe(instant);
  });
});
