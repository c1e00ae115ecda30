import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatTimestamp,
  InvalidArgumentError,
  instantOf,
  isTimestamp,
  laterOf,
} from '../../../src/domain/index.js';

const SEED = { seed: 20260101, numRuns: 300 };

describe('a timestamp', () => {
  it.each([
    '2026-01-01T00:00:00Z',
    '2026-01-01t00:00:00z',
    '2026-01-01T00:00:00.5Z',
    '2026-01-01T00:00:00.123456789Z',
    '2026-01-01T00:00:00+00:00',
    '2026-01-01T00:00:00-00:00',
    '2026-01-01T23:59:59+23:59',
    '2026-01-01T23:59:59.9-23:59',
    '2016-12-31T23:59:60Z',
    '2017-01-01T08:59:60+09:00',
    '2024-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z',
    '0000-02-29T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ])('may be %s', (text) => {
    expect(isTimestamp(text)).toBe(true);
  });

  it.each([
    '',
    'yesterday',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00Z',
    '2026-1-1T00:00:00Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00,5Z',
    '2026-01-01T00:00:00+0100',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+01:60',
    '2026-00-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:61Z',
    '10000-01-01T00:00:00Z',
    '+2026-01-01T00:00:00Z',
    '-2026-01-01T00:00:00Z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    '２０２６-01-01T00:00:00Z',
  ])('is not %j', (text) => {
    expect(isTimestamp(text)).toBe(false);
    expect(instantOf(text)).toBeNaN();
  });
});

describe('the instant of a timestamp', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1969-12-31T23:59:59Z', -1000],
    ['1970-01-01T01:00:00+01:00', 0],
    ['1969-12-31T18:30:00-05:30', 0],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2000-02-29T12:00:00Z', Date.UTC(2000, 1, 29, 12)],
  ])('of %s is the second %d', (text, instant) => {
    expect(instantOf(text)).toBe(instant);
  });

  it('counts the years from 0 to 99 as they are written', () => {
    expect(instantOf('0099-12-31T00:00:00Z')).toBeLessThan(instantOf('0100-01-01T00:00:00Z'));
    expect(instantOf('0026-01-01T00:00:00Z')).toBeLessThan(instantOf('1926-01-01T00:00:00Z'));
  });

  it('agrees with the platform on whole seconds', () => {
    const date = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, (instant) => {
        const whole = new Date(Math.floor(instant.getTime() / 1000) * 1000);
        expect(instantOf(whole.toISOString())).toBe(whole.getTime());
      }),
      SEED,
    );
  });
});

describe('the later of two timestamps', () => {
  it.each([
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z'],
    ['2026-01-01T00:30:00+01:00', '2026-01-01T00:00:00Z'],
    ['2026-01-01T00:00:00Z', '2025-12-31T23:30:00-01:00'],
    ['2026-01-01T00:00:00.4Z', '2026-01-01T00:00:00.45Z'],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.001Z'],
    ['2026-01-01T00:00:00.123456788Z', '2026-01-01T00:00:00.123456789Z'],
    ['2016-12-31T23:59:59.9Z', '2016-12-31T23:59:60Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59-01:00'],
  ])('compares instants: %s is before %s', (earlier, later) => {
    expect(laterOf(earlier, later)).toBe(later);
    expect(laterOf(later, earlier)).toBe(later);
  });

  it('is the first when both are the same instant', () => {
    const same = [
      '2026-01-01T00:00:00Z',
      '2026-01-01T01:00:00+01:00',
      '2026-01-01T00:00:00.0Z',
      '2026-01-01T00:00:00.000-00:00',
    ];
    for (const first of same) {
      for (const second of same) expect(laterOf(first, second)).toBe(first);
    }
    expect(laterOf('2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00.50Z')).toContain('.5Z');
  });
});

describe('the time we write', () => {
  it.each([
    [new Date('2026-02-18T12:34:56.999Z'), '2026-02-18T12:34:56Z'],
    [new Date(0), '1970-01-01T00:00:00Z'],
    [new Date(-1), '1970-01-01T00:00:00Z'],
    [new Date(-8.64e15), '1970-01-01T00:00:00Z'],
    [new Date('9999-12-31T23:59:59.999Z'), '9999-12-31T23:59:59Z'],
  ])('has whole seconds and starts in 1970', (now, text) => {
    expect(formatTimestamp(now)).toBe(text);
  });

  it.each([
    ['an invalid Date', new Date(Number.NaN)],
    ['a Date after the year 9999', new Date('+010000-01-01T00:00:00Z')],
    ['the last Date there is', new Date(8.64e15)],
    ['a number', 0],
    ['a text', '2026-01-01T00:00:00Z'],
    ['nothing', undefined],
  ])('is not made of %s', (_, now) => {
    const call = () => formatTimestamp(now as never);
    expect(call).toThrow(InvalidArgumentError);
    expect(call).toThrow(expect.objectContaining({ field: 'clock' }));
  });

  it('can always be read again', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, max: new Date('9999-12-31') }), (now) => {
        const text = formatTimestamp(now);
        const seconds = Math.max(0, Math.floor(now.getTime() / 1000));
        expect(instantOf(text)).toBe(seconds * 1000);
      }),
      SEED,
    );
  });
});
