import { describe, expect, it } from 'vitest';
import { appendLines } from '../../../src/store/archive.js';
import type { FileSystem } from '../../../src/store/file-system.js';
import { faulty } from '../../support/faulty-file-system.js';
import { codeOf, memoryFiles, realFiles } from '../../support/files.js';

const KINDS = [
  { which: 'the real file system', make: realFiles },
  { which: 'the one in memory', make: memoryFiles },
];

describe.each(KINDS)('an archive in $which', ({ make }) => {
  it('is made for its first lines, private, and goes on with the next', async () => {
    const { fs, at, textOf, permissionsOf } = make();
    await appendLines(fs, at('archive'), ['one', 'two']);
    await appendLines(fs, at('archive'), ['three']);
    expect(textOf('archive')).toBe('one\ntwo\nthree\n');
    expect(permissionsOf('archive')).toBe(0o600);
  });

  it.each([
    ['one\ntw', 'one\ntw\nthree\n'],
    ['one\ntwo\0\0', 'one\ntwo\0\0\nthree\n'],
    ['one\n', 'one\nthree\n'],
    ['', 'three\n'],
  ])('that ends as %j becomes %j', async (before, after) => {
    const { fs, at, textOf } = make();
    fs.createSmall(at('archive'), before);
    await appendLines(fs, at('archive'), ['three']);
    expect(textOf('archive')).toBe(after);
  });
});

describe('lines that are appended', () => {
  const append = (fs: FileSystem) => appendLines(fs, '/team/archive', ['new']);

  it('are on the disk, under their name, before it is said so', async () => {
    const fs = faulty(memoryFiles().fs);
    await append(fs);
    const methods = fs.steps.map(({ method }) => method);
    expect(methods.slice(-4)).toEqual(['writeFile', 'sync', 'close', 'syncFolder']);
  });

  it('are taken back when they cannot be written, or are not on the disk for certain', async () => {
    for (const at of ['writeFile', 'sync'] as const) {
      const { fs, at: path, textOf } = memoryFiles();
      fs.createSmall(path('archive'), 'old\n');
      const failing = faulty(fs, { faults: [{ at, code: 'ENOSPC', leaves: 2 }] });
      expect(await codeOf(() => append(failing))).toBe('ENOSPC');
      expect(textOf('archive')).toBe('old\n');
      expect(failing.steps.at(-1)?.method).toBe('close');
    }
  });

  it('stay half-written when that fails too, and are ended by the next', async () => {
    const { fs, at, textOf } = memoryFiles();
    fs.createSmall(at('archive'), 'old\n');
    const failing = faulty(fs, {
      faults: [
        { at: 'writeFile', code: 'ENOSPC', leaves: 2 },
        { at: 'truncate', code: 'EIO' },
      ],
    });
    expect(await codeOf(() => append(failing))).toBe('ENOSPC');
    expect(textOf('archive')).toBe('old\nne');
    await append(failing);
    expect(textOf('archive')).toBe('old\nne\nnew\n');
  });

  it('are closed after every failure, and lose nothing that was there', async () => {
    const dry = faulty(memoryFiles().fs);
    await append(dry);
    const steps = [...dry.steps];
    for (const [index, { method }] of steps.entries()) {
      const { fs, at, textOf } = memoryFiles();
      fs.createSmall(at('archive'), 'old\n');
      const failing = faulty(fs);
      failing.begin({ faults: [{ at: index, code: 'EIO' }] });
      expect(await codeOf(() => append(failing)), method).toBe('EIO');
      const used = failing.steps.map((step) => step.method);
      if (method !== 'open') expect(used.filter((each) => each === 'close')).toHaveLength(1);
      expect(textOf('archive').startsWith('old\n')).toBe(true);
    }
  });
});
