import { describe, expect, it } from 'vitest';
import { hasHardLinks } from '../../../src/store/link-probe.js';
import { faulty } from '../../support/faulty-file-system.js';
import { memoryFiles, realFiles } from '../../support/files.js';

describe('trying whether a folder has hard links', () => {
  it('tells that it has, and leaves nothing behind', () => {
    for (const { fs, folder, names } of [realFiles(), memoryFiles()]) {
      expect(hasHardLinks(fs, folder)).toBe(true);
      expect(names()).toEqual([]);
    }
  });

  it('tells that it has none when a link is refused', () => {
    const { fs, folder, names } = memoryFiles();
    const without = faulty(fs, { faults: [{ at: 'link', code: 'EPERM' }] });
    expect(hasHardLinks(without, folder)).toBe(false);
    expect(names()).toEqual([]);
  });

  it.each([
    ['createSmall', 'EACCES'],
    ['createSmall', 'EROFS'],
    ['createSmall', 'EPERM'],
    ['link', 'ENOSPC'],
  ] as const)('cannot tell after %s failed with %s', (at, code) => {
    const { fs, folder, names } = memoryFiles();
    expect(hasHardLinks(faulty(fs, { faults: [{ at, code }] }), folder)).toBeNull();
    expect(names()).toEqual([]);
  });

  it('makes only what opening the registry would remove', () => {
    const { fs, folder } = memoryFiles();
    const counting = faulty(fs);
    hasHardLinks(counting, folder);
    const made = counting.steps.filter(({ method }) => method !== 'unlink');
    for (const { name } of made) expect(name).toMatch(/^registry\.json.*\.tmp$/);
  });
});
