import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../../../src/store/file-system.js';
import { type Fault, faulty } from '../../support/faulty-file-system.js';
import { codeOf, memoryFiles, using } from '../../support/files.js';
import { ProcessDied } from '../../support/memory-file-system.js';

/** Replaces a file as a store does. */
async function replace(fs: FileSystem, text: string): Promise<void> {
  await using(fs.open('/team/new', 'wx'), async (file) => {
    await file.writeFile(text);
    await file.sync();
  });
  fs.rename('/team/new', '/team/file');
  await fs.syncFolder('/team');
}

const STEPS = [
  { method: 'open', name: 'new' },
  { method: 'writeFile', name: 'new' },
  { method: 'sync', name: 'new' },
  { method: 'close', name: 'new' },
  { method: 'rename', name: 'file' },
  { method: 'syncFolder', name: 'team' },
] as const;

const failing = (...faults: readonly Fault[]) => {
  const files = memoryFiles();
  return { ...files, fs: faulty(files.fs, { faults }) };
};

describe('a faulty file system', () => {
  it('tells the steps taken, also those of open files', async () => {
    const { fs } = failing();
    fs.createSmall('/team/before', '');
    fs.begin();
    await replace(fs, 'text');
    expect(fs.steps).toEqual(STEPS);
    expect(fs.readSmall('/team/file').toString()).toBe('text');
  });

  it.each(STEPS.map((step, at) => ({ ...step, at })))(
    'fails $method alone, at index $at, without its doing anything',
    async ({ at, method, name }) => {
      const { fs, names } = failing({ at, code: 'EIO' });
      expect(await codeOf(() => replace(fs, 'text'))).toBe('EIO');
      expect(fs.steps[at]).toEqual({ method, name });
      expect(names()).toEqual([[], ['new'], ['new'], ['new'], ['new'], ['file']][at]);
      if (names().includes('new')) fs.unlink('/team/new');
      expect(await codeOf(() => replace(fs, 'text'))).toBeUndefined();
    },
  );

  it.each(['ENOSPC', 'EIO', 'EACCES', 'EMFILE', 'EPERM', 'EROFS'] as const)(
    'fails with %s as the system does',
    (code) => {
      const { fs } = failing({ at: 'list', code });
      const facts = { code, syscall: 'list', path: '/team', errno: expect.any(Number) };
      expect(() => fs.list('/team')).toThrow(expect.objectContaining(facts));
      expect(() => fs.list('/team')).not.toThrow();
    },
  );

  it('fails the next step of a method, once or until mended', async () => {
    const { fs } = failing(
      { at: 'sync', code: 'EIO' },
      { at: 'unlink', code: 'EPERM', lasting: true },
    );
    expect(await codeOf(() => replace(fs, 'text'))).toBe('EIO');
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await codeOf(() => fs.unlink('/team/new'))).toBe('EPERM');
    }
    fs.mend();
    fs.unlink('/team/new');
    expect(await codeOf(() => replace(fs, 'text'))).toBeUndefined();
  });

  it('is full from a step on: nothing is written, all can be read and removed', async () => {
    const { fs } = failing({ at: 1, code: 'ENOSPC', lasting: true });
    fs.createSmall('/team/before', 'text');
    expect(await codeOf(() => fs.createSmall('/team/file', ''))).toBe('ENOSPC');
    expect(await codeOf(() => fs.open('/team/file', 'a+'))).toBe('ENOSPC');
    expect((await fs.read('/team/before')).toString()).toBe('text');
    fs.unlink('/team/before');
    fs.mend();
    fs.createSmall('/team/file', '');
    expect(fs.list('/team')).toEqual(['file']);
  });

  it('leaves what a failing write has written, if told so', async () => {
    const { fs, textOf } = failing(
      { at: 'writeFile', code: 'ENOSPC', leaves: 2 },
      { at: 'createSmall', code: 'ENOSPC', leaves: 0 },
    );
    expect(await codeOf(() => replace(fs, 'text'))).toBe('ENOSPC');
    expect(await codeOf(() => fs.createSmall('/team/small', 'text'))).toBe('ENOSPC');
    expect([textOf('new'), textOf('small')]).toEqual(['te', '']);
  });

  it('closes a file whose close fails', async () => {
    const { fs } = failing({ at: 'close', code: 'EIO' });
    const file = await fs.open('/team/file', 'a+');
    expect(await codeOf(() => file.close())).toBe('EIO');
    expect(await codeOf(() => file.writeFile('x'))).toBe('EBADF');
  });

  it('lets a process die before any step', async () => {
    const { fs, names } = memoryFiles();
    const process = fs.fork();
    const before = (_step: unknown, index: number) => void (index === 4 && process.die());
    const dying = faulty(process, { before });
    await expect(replace(dying, 'text')).rejects.toThrow(ProcessDied);
    expect(names()).toEqual(['new']);
  });
});
