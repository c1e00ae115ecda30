import { describe, expect, it } from 'vitest';
import { VersionedMap } from '../../../machines/index.js';

describe('VersionedMap', () => {
  const sorted = (map: VersionedMap<string, number>) => [...map.entries()].sort();

  it('keeps every version as it was, however the newer ones change', () => {
    const first = VersionedMap.of<string, number>([
      ['a', 1],
      ['b', 2],
    ]);
    const second = first.set('a', 10);
    const third = second.delete('b');
    const fourth = third.set('c', 3).set('a', 11).delete('a');
    const all = [
      [
        first,
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
      [
        second,
        [
          ['a', 10],
          ['b', 2],
        ],
      ],
      [third, [['a', 10]]],
      [fourth, [['c', 3]]],
    ] as const;
    for (const [version, entries] of all) {
      expect(sorted(version)).toEqual(entries);
      expect(version.size).toBe(entries.length);
      expect(version.toJSON()).toEqual({ size: entries.length });
      for (const key of ['a', 'b', 'c']) {
        const value = entries.find(([name]) => name === key)?.[1];
        expect([version.get(key), version.has(key)]).toEqual([value, value !== undefined]);
      }
    }
  });

  it('changes an old version without harm to the newer ones', () => {
    const old = VersionedMap.of<string, number>([['a', 1]]);
    const newest = old.set('b', 2);
    const branch = old.set('c', 3);
    expect([sorted(old), sorted(newest), sorted(branch)]).toEqual([
      [['a', 1]],
      [
        ['a', 1],
        ['b', 2],
      ],
      [
        ['a', 1],
        ['c', 3],
      ],
    ]);
    expect(old.delete('nobody')).toBe(old);
  });

  it('does not share the map it is made of', () => {
    const given = new Map([['a', 1]]);
    const map = VersionedMap.of(given);
    given.set('b', 2);
    expect(map.size).toBe(1);
  });
});
