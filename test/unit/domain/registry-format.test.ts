import { describe, expect, it } from 'vitest';
import { parseRegistrySnapshot, RegistryFormatError } from '../../../src/domain/index.js';
import { entry } from '../../support/records.js';

function reasonFor(json: unknown): string {
  try {
    parseRegistrySnapshot(json);
  } catch (error) {
    if (error instanceof RegistryFormatError) return error.reason;
    throw error;
  }
  return 'accepted';
}

describe('a whole registry', () => {
  it.each([
    [null],
    [undefined],
    [[]],
    [[{ sessions: [] }]],
    ['{"sessions":[]}'],
    [1],
    [true],
    [new Date(0)],
    [() => ({ sessions: [] })],
  ])('is refused when it is no object: %s', (json) => {
    expect(reasonFor(json)).toBe('not_an_object');
  });

  it.each([
    [{}],
    [{ version: 1 }],
    [{ sessions: null }],
    [{ sessions: {} }],
    [{ sessions: 'x' }],
    [{ session: [] }],
    [Object.create({ sessions: [] }, {})],
    [JSON.parse('{"__proto__":{"sessions":[]}}')],
  ])('is refused without an array of sessions: %j', (json) => {
    const reason = reasonFor(json);
    expect(['no_sessions', 'not_an_object']).toContain(reason);
  });

  it.each([0, -1, 1.5, '1', null, true, [], {}, Number.NaN, Number.POSITIVE_INFINITY])(
    'is refused with the version %j',
    (version) => {
      expect(reasonFor({ version, sessions: [] })).toBe('invalid_version');
    },
  );

  it.each([2, 3, 2 ** 32, 2 ** 53])('is refused with the newer version %j', (version) => {
    expect(reasonFor({ version, sessions: [] })).toBe('newer_version');
    expect(reasonFor({ version, entries: {} })).toBe('newer_version');
    expect(() => parseRegistrySnapshot({ version, sessions: [] })).toThrow(String(version));
  });

  it('is of version 1 when it names none', () => {
    expect(parseRegistrySnapshot({ sessions: [] })).toEqual({
      snapshot: { version: 1, sessions: [], faulty: [], extra: {} },
      issues: [],
    });
  });

  it('is refused, not crashed on, when it is nested without end', () => {
    const deep: unknown = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000));
    expect(reasonFor({ sessions: [], deep })).toBe('too_deep');
    expect(reasonFor({ sessions: [deep] })).toBe('too_deep');
    expect(reasonFor({ sessions: [entry({ deep })] })).toBe('too_deep');
    expect(reasonFor({ sessions: [entry({ identity: deep })] })).toBe('too_deep');
  });
});
