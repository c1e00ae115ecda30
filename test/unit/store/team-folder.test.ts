import { describe, expect, it } from 'vitest';
import { makeFolders, syncAbove } from '../../../src/store/team-folder.js';
import { faulty } from '../../support/faulty-file-system.js';
import { codeOf, memoryFiles, realFiles } from '../../support/files.js';

const KINDS = [
  { which: 'the real file system', make: realFiles },
  { which: 'the one in memory', make: memoryFiles },
];

describe.each(KINDS)('the folder of a team in $which', ({ make }) => {
  it('is made with all above it and the one of its claims, all private', () => {
    const { fs, at, permissionsOf } = make();
    makeFolders(fs, at('.config/atm/team'));
    const made = ['.config', '.config/atm', '.config/atm/team', '.config/atm/team/claims'];
    expect(made.map(permissionsOf)).toEqual([0o700, 0o700, 0o700, 0o700]);
  });

  it.each([0o755, 0o770, 0o701])('becomes private if it was %o, and those above do not', (mode) => {
    const { fs, at, permissionsOf } = make();
    fs.makeFolder(at('above/team/claims'));
    for (const name of ['above', 'above/team', 'above/team/claims']) fs.chmod(at(name), mode);
    makeFolders(fs, at('above/team'));
    expect(['above', 'above/team', 'above/team/claims'].map(permissionsOf)).toEqual([
      mode,
      0o700,
      0o700,
    ]);
  });
});

describe('the folder of a team', () => {
  it('is left as it is when it is private, even if it may not be changed', () => {
    const { fs, at } = memoryFiles();
    makeFolders(fs, at('team'));
    const fixed = faulty(fs, { faults: [{ at: 'chmod', code: 'EPERM', lasting: true }] });
    makeFolders(fixed, at('team'));
    expect(fixed.steps.map(({ method }) => method)).not.toContain('chmod');
  });

  it('lasts when all above it are on the disk', async () => {
    const fs = faulty(memoryFiles().fs);
    fs.makeFolder('/team/home/.config/atm');
    fs.begin();
    await syncAbove(fs, '/team/home/.config/atm');
    expect(fs.steps).toEqual(
      ['.config', 'home', 'team', ''].map((name) => ({ method: 'syncFolder', name })),
    );
  });

  it.each(['EACCES', 'EPERM'] as const)(
    'need not wait for one above that %s keeps shut',
    async (code) => {
      const fs = faulty(memoryFiles().fs, { faults: [{ at: 0, code }] });
      await syncAbove(fs, '/team/home');
      expect(fs.steps).toHaveLength(2);
    },
  );

  it.each(['EIO', 'EMFILE'] as const)('is not said to last after %s', async (code) => {
    const fs = faulty(memoryFiles().fs, { faults: [{ at: 1, code }] });
    expect(await codeOf(() => syncAbove(fs, '/team/home'))).toBe(code);
  });
});
