import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  copyJson,
  isJsonObject,
  type Json,
  READING,
  sameJson,
  WRITING,
} from '../../../src/domain/index.js';

const nested = (levels: number): unknown =>
  JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

describe('a copy of JSON', () => {
  it('is equal, frozen to its last value and shares nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const json: unknown = JSON.parse(JSON.stringify(value));
        const { copy, faults } = copyJson(json, WRITING);
        if (faults.length > 0) return;
        expect(copy).toEqual(json);
        expect(isDeeplyFrozen(copy)).toBe(true);
        if (typeof json === 'object' && json !== null) expect(copy).not.toBe(json);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('keeps the order of keys', () => {
    const { copy } = copyJson({ z: 1, a: 2, m: 3 }, WRITING);
    expect(Object.keys(copy as object)).toEqual(['z', 'a', 'm']);
  });

  it('leaves out `__proto__` and says where', () => {
    const value: unknown = JSON.parse(
      '{"a":{"__proto__":{"polluted":true},"b":1},"c":[{"__proto__":2}]}',
    );
    const { copy, faults } = copyJson(value, WRITING);
    expect(JSON.stringify(copy)).toBe('{"a":{"b":1},"c":[{}]}');
    expect(faults).toEqual([
      { path: ['a', '__proto__'], code: 'dropped_key' },
      { path: ['c', 0, '__proto__'], code: 'dropped_key' },
    ]);
    expect(Object.getPrototypeOf((copy as { a: object }).a)).toBe(Object.prototype);
  });

  it.each(['constructor', 'prototype', 'hasOwnProperty', 'toString', 'toJSON'])(
    'keeps %s as any other key',
    (key) => {
      const { copy, faults } = copyJson({ [key]: { polluted: true } }, WRITING);
      expect(faults).toEqual([]);
      expect(copy).toEqual({ [key]: { polluted: true } });
    },
  );

  it('makes null of numbers JSON cannot carry and 0 of -0', () => {
    const { copy, faults } = copyJson([Number.NaN, Number.POSITIVE_INFINITY, -0, 1.5], WRITING);
    expect(copy).toEqual([null, null, 0, 1.5]);
    expect(Object.is((copy as Json[])[2], 0)).toBe(true);
    expect(faults.map(({ code }) => code)).toEqual(['not_finite', 'not_finite']);
  });

  it.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['an unpaired surrogate', '\ud800'],
    ['a hole', new Array(1)],
  ])('does not exist of %s', (_, value) => {
    for (const wrapped of [[value], { key: value }]) {
      const { copy, faults } = copyJson(Array.isArray(value) ? value : wrapped, WRITING);
      expect(copy).toBeUndefined();
      expect(faults[0]?.code).toBe('not_json');
    }
  });

  it('ends at 100 levels of nesting', () => {
    expect(copyJson(nested(100), WRITING).faults).toEqual([]);
    expect(copyJson(nested(101), WRITING)).toMatchObject({
      copy: undefined,
      faults: [{ code: 'too_deep' }],
    });
    expect(copyJson(nested(100_000), WRITING).faults[0]?.code).toBe('too_deep');
  });

  it('of what stands in a file is nested further, and keeps unpaired surrogates', () => {
    expect(copyJson(nested(1000), READING).faults).toEqual([]);
    expect(copyJson(nested(1001), READING).faults[0]?.code).toBe('too_deep');
    const odd = { '\ud800': ['\udfff'] };
    expect(copyJson(odd, READING)).toEqual({ copy: odd, faults: [] });
  });

  it('does not exist of a value that contains itself', () => {
    const ring: Record<string, unknown> = {};
    ring.self = ring;
    expect(copyJson(ring, WRITING)).toMatchObject({
      copy: undefined,
      faults: [{ code: 'too_deep' }],
    });
  });

  it('is given up at once when a value contains itself more than once', () => {
    const ring: Record<string, unknown> = {};
    Object.assign(ring, { left: ring, right: ring });
    const { copy, faults } = copyJson(ring, WRITING);
    expect(copy).toBeUndefined();
    expect(faults[0]?.code).toBe('too_deep');
  });
});

describe('a JSON object', () => {
  it.each([[{}], [Object.create(null)], [JSON.parse('{"__proto__":1}')]])('may be %j', (value) => {
    expect(isJsonObject(value)).toBe(true);
  });

  it.each([[null], [[]], ['{}'], [1], [new Date(0)], [new Map()], [undefined], [() => 1]])(
    'is not %s',
    (value) => {
      expect(isJsonObject(value)).toBe(false);
    },
  );
});

describe('comparing JSON', () => {
  it('goes by content, not by the order of keys', () => {
    expect(sameJson({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
  });

  it.each<[Json | undefined, Json | undefined]>([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [{}, null],
    [null, undefined],
    [{ a: null }, {}],
    ['1', 1],
    [[1], [1, 2]],
  ])('tells %j from %j', (left, right) => {
    expect(sameJson(left, right)).toBe(false);
    expect(sameJson(right, left)).toBe(false);
  });
});

describe('a key with an unpaired surrogate', () => {
  it('is refused in what is to be written', () => {
    const copied = copyJson({ a: { '\ud800': 1 } }, WRITING);
    expect(copied).toMatchObject({ copy: undefined, faults: [{ code: 'not_json' }] });
  });
});
