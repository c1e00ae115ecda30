import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeName, teamFolderName, teamsFolder } from '../../../src/store/names.js';

const SEED = 20_261_122;
const RUNS = { seed: SEED, numRuns: 500 };

const NASTY = [
  '',
  '.',
  '..',
  '../x',
  '/etc/passwd',
  'a/b',
  'a\\b',
  'CON',
  'A',
  'a',
  'a ',
  'a.',
  'a+b',
  'İstanbul',
  'straße',
  '\u{1f600}',
  '\ud83d',
  '\ude00',
  '\ufffd',
  'e\u0301',
  '\u00e9',
  '\n',
  '\u202e',
  'x'.repeat(300),
  `${'x'.repeat(299)}y`,
];
/** Any string, also one that is no good Unicode. */
const anyName = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
    .map((units) => String.fromCharCode(...units)),
);
const differentNames = fc.uniqueArray(anyName, { maxLength: 60 });

const FOLDER = '/home/dev/.config/atm/agent-sessions';
const staysIn = (folder: string, name: string) => relative(folder, join(folder, name)) === name;

describe('the name of a file', () => {
  it('is what one recognises of the name, in lower case, and a hash', () => {
    expect(safeName('Arch-CTM v2')).toBe('arch-ctm_v2+a06ac2e9b50f059e');
    expect(safeName('')).toMatch(/^\+[0-9a-f]{16}$/);
    expect(safeName('x'.repeat(300))).toMatch(/^x{40}\+[0-9a-f]{16}$/);
  });

  it(`is short, safe everywhere, and never leads out of its folder (seed ${SEED})`, () => {
    const isSafe = (name: string) => {
      const file = safeName(name);
      expect(file).toMatch(/^[a-z0-9._-]{0,40}\+[0-9a-f]{16}$/);
      expect(staysIn(FOLDER, file)).toBe(true);
    };
    for (const name of NASTY) isSafe(name);
    fc.assert(fc.property(anyName, isSafe), RUNS);
  });

  it(`is another for another name, also where case does not count (seed ${SEED})`, () => {
    const areDifferent = (names: readonly string[]) => {
      const files = names.map((name) => safeName(name).toLowerCase());
      expect(new Set(files).size).toBe(names.length);
    };
    areDifferent(NASTY);
    fc.assert(fc.property(differentNames, areDifferent), RUNS);
  });
});

describe('the folder of a team', () => {
  it.each(['atm-dev', 'A', '...', '.hidden', 'a_b.c', '9', 'x'.repeat(64)])(
    'keeps the name %j',
    (team) => {
      expect(teamFolderName(team)).toBe(team);
    },
  );

  it.each(['', '.', '..', '../x', 'a/b', 'a b', 'größe', 'a+b', 'a\0', 'a\n', 'x'.repeat(65)])(
    'has a safe name instead of %j',
    (team) => {
      expect(teamFolderName(team)).toBe(safeName(team));
    },
  );

  it(`is a folder of its own, below that of all teams (seed ${SEED})`, () => {
    const areApart = (teams: readonly string[]) => {
      const folders = teams.map(teamFolderName);
      expect(new Set(folders).size).toBe(teams.length);
      for (const folder of folders) {
        expect(staysIn(FOLDER, folder)).toBe(true);
        expect(folder.length).toBeLessThanOrEqual(64);
      }
    };
    areApart(NASTY);
    fc.assert(fc.property(differentNames, areApart), RUNS);
  });

  it('never is the safe name of another team', () => {
    const taken = safeName('a b');
    expect(teamFolderName('a b')).toBe(taken);
    expect(teamFolderName(taken)).not.toBe(taken);
  });

  it('is where the original has it', () => {
    expect(teamsFolder('/home/dev')).toBe(FOLDER);
  });
});
