import { describe, expect, it } from 'vitest';
import { closest } from '../../../../src/cli/config/closest.js';

const KNOWN = ['team', 'audit', 'audit_file', 'max_turns', 'max_sessions'];

describe('the word that is meant', () => {
  it.each([
    ['team', 'team'],
    ['taem', 'team'],
    ['tem', 'team'],
    ['teams', 'team'],
    ['Team', 'team'],
    ['audt', 'audit'],
    ['auditfile', 'audit_file'],
    ['maxTurns', 'max_turns'],
    ['maxSessions', 'max_sessions'],
    ['max_session', 'max_sessions'],
    ['sandbox', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ])('by %j is %j', (word, meant) => {
    expect(closest(word, KNOWN)).toBe(meant);
  });

  it('is the nearest one, and the first of several', () => {
    expect(closest('bat', ['brat', 'cat', 'bad'])).toBe('brat');
    expect(closest('abcd', ['abdc', 'abxx'])).toBe('abdc');
  });
});
