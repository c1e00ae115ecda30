import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Files, memoryFiles, using } from '../../support/files.js';
import { MemoryFileSystem, ProcessDied } from '../../support/memory-file-system.js';
import { seededRandom } from '../../support/power-failure.js';

/** How many power failures a test tries; their seeds are 0 and up. */
const FAILURES = 300;

/** All that may be found in the files after a power failure now; null where there is none. */
function foundAfterCrash({ fs, at }: Files<MemoryFileSystem>, ...names: string[]): Set<string> {
  const found = Array.from({ length: FAILURES }, (_, seed) => {
    const after = fs.crash({ random: seededRandom(seed) });
    const there = after.list('/team');
    const texts = names.map((name) =>
      there.includes(name) ? after.readSmall(at(name)).toString() : null,
    );
    return JSON.stringify(names.length === 1 ? texts[0] : texts);
  });
  return new Set(found);
}

const setOf = (...found: readonly unknown[]) => new Set(found.map((each) => JSON.stringify(each)));

async function write({ fs, at }: Files, name: string, text: string): Promise<void> {
  await using(fs.open(at(name), 'wx'), async (file) => {
    await file.writeFile(text);
    await file.sync();
  });
}

/** An old file that is on the disk, and a new one that is too, under another name. */
async function oldAndNew(): Promise<Files<MemoryFileSystem>> {
  const files = memoryFiles();
  await write(files, 'file', 'old');
  await write(files, 'other', 'new');
  await files.fs.syncFolder('/team');
  return files;
}

describe('names after a power failure', () => {
  it('a rename has given the name to the new file or left it to the old one', async () => {
    const files = await oldAndNew();
    files.fs.rename(files.at('other'), files.at('file'));
    const either = setOf(['old', 'new'], ['new', null]);
    expect(foundAfterCrash(files, 'file', 'other')).toEqual(either);
    await files.fs.syncFolder('/team');
    expect(foundAfterCrash(files, 'file', 'other')).toEqual(setOf(['new', null]));
  });

  it('a new name may be gone until its folder is synced, a removed one be back', async () => {
    const files = await oldAndNew();
    await write(files, 'third', 'text');
    files.fs.unlink(files.at('file'));
    const found = foundAfterCrash(files, 'third', 'file');
    expect(found).toEqual(setOf([null, 'old'], ['text', 'old'], ['text', null]));
    await files.fs.syncFolder('/team');
    expect(foundAfterCrash(files, 'third', 'file')).toEqual(setOf(['text', null]));
  });

  it('of many changes in a folder the first ones are there', () => {
    const files = memoryFiles();
    for (const name of ['a', 'b', 'c']) files.fs.createSmall(files.at(name), '');
    const prefixes = setOf([null, null, null], ['', null, null], ['', '', null], ['', '', '']);
    expect(foundAfterCrash(files, 'a', 'b', 'c')).toEqual(prefixes);
  });

  it('a sync of one folder does not sync another, but what moved between them', async () => {
    const files = memoryFiles();
    const { fs, at } = files;
    fs.makeFolder(at('in'));
    await fs.syncFolder('/team');
    await write(files, 'early', '');
    await write(files, 'moved', '');
    await write(files, 'late', '');
    fs.rename(at('moved'), at('in/moved'));
    await write(files, 'latest', '');
    await fs.syncFolder(at('in'));
    const found = foundAfterCrash(files, 'early', 'moved', 'late', 'latest');
    expect(found).toEqual(setOf(['', null, '', null], ['', null, '', '']));
  });

  it('a move between two folders is there in both, after all before it, or in neither', async () => {
    const files = memoryFiles();
    const { fs, at } = files;
    fs.makeFolder(at('in'));
    await write(files, 'moved', '');
    await fs.syncFolder('/team');
    await write(files, 'in/early', '');
    fs.rename(at('moved'), at('in/moved'));
    await write(files, 'late', '');
    const found = Array.from({ length: FAILURES }, (_, seed) => {
      const after = fs.crash({ random: seededRandom(seed) });
      return [...after.list('/team'), '|', ...after.list(at('in'))].join(' ');
    });
    const neither = ['in moved |', 'in moved | early'];
    const both = ['in | early moved', 'in late | early moved'];
    expect(new Set(found)).toEqual(new Set([...neither, ...both]));
  });

  it('two names of one file are still of one file', async () => {
    const files = memoryFiles();
    files.fs.createSmall(files.at('one'), 'ab');
    files.fs.link(files.at('one'), files.at('two'));
    await files.fs.syncFolder('/team');
    const pairs = ['ab', 'a', '', '\0\0'].map((text) => [text, text]);
    expect(foundAfterCrash(files, 'one', 'two')).toEqual(setOf(...pairs));
  });
});

describe('contents after a power failure', () => {
  it('what was never synced is there, or in part, or as NULs, or not', async () => {
    const files = memoryFiles();
    files.fs.createSmall(files.at('file'), 'new');
    await files.fs.syncFolder('/team');
    const all = setOf('new', 'ne', 'n', '', '\0\0\0');
    expect(foundAfterCrash(files, 'file')).toEqual(all);
  });

  it('what was synced is there', async () => {
    expect(foundAfterCrash(await oldAndNew(), 'file', 'other')).toEqual(setOf(['old', 'new']));
  });

  it('what was appended since never costs what was synced before', async () => {
    const files = await oldAndNew();
    await using(files.fs.open(files.at('file'), 'a+'), (file) => file.writeFile('er'));
    expect(foundAfterCrash(files, 'file')).toEqual(setOf('old', 'olde', 'older', 'old\0\0'));
  });

  it('what was cut off may be back, and what was written after the cut be gone', async () => {
    const files = await oldAndNew();
    await using(files.fs.open(files.at('file'), 'a+'), async (file) => {
      await file.truncate(1);
      await file.writeFile('ff');
    });
    expect(foundAfterCrash(files, 'file')).toEqual(setOf('old', 'off', 'of', 'o', 'o\0\0'));
  });

  it('a disk found after one is on the disk for certain, and the one before goes on', async () => {
    const files = memoryFiles();
    files.fs.createSmall(files.at('file'), 'new');
    const after = files.fs.crash({ random: () => 0.999 });
    const found = foundAfterCrash(new Files(after, '/team'), 'file');
    expect(found).toEqual(setOf(after.readSmall(files.at('file')).toString()));
    after.unlink(files.at('file'));
    expect(files.textOf('file')).toBe('new');
  });
});

/** Whether a promise settles without anything more being done. */
async function settles(promise: Promise<unknown>): Promise<boolean> {
  const turn = new Promise<false>((resolve) => setImmediate(resolve, false));
  return Promise.race([promise.then(() => true as const), turn]);
}

describe('a process', () => {
  it('that is dead changes nothing any more, and what it did stays', async () => {
    const { fs, at, names } = memoryFiles();
    const process = fs.fork();
    const file = await process.open(at('file'), 'wx');
    process.die();
    expect(() => process.createSmall(at('other'), '')).toThrow(ProcessDied);
    expect(() => process.unlink(at('file'))).toThrow(ProcessDied);
    expect(await settles(file.writeFile('text'))).toBe(false);
    expect(await settles(process.read(at('file')))).toBe(false);
    expect(names()).toEqual(['file']);
    expect(fs.readSmall(at('file'))).toHaveLength(0);
  });

  it('may die with a step under way, and half of a file written', async () => {
    const seed = 20_260_302;
    const found = new Set<string>();
    const property = fc.asyncProperty(fc.scheduler(), fc.nat({ max: 3 }), async (s, steps) => {
      const { fs, at } = memoryFiles();
      const process = fs.fork((task, label) => s.schedule(task, label));
      void process.open(at('file'), 'wx').then((file) => file.writeFile('text'));
      await s.waitNext(steps);
      process.die();
      await s.waitAll();
      found.add(fs.list('/team').map((name) => fs.readSmall(at(name)).toString())[0] ?? 'none');
    });
    await fc.assert(property, { seed, numRuns: 100 });
    expect(found).toEqual(new Set(['none', '', 'te', 'text']));
  });

  it('takes its steps in any order with those of others', async () => {
    const seed = 20_260_303;
    const winners = new Set<string>();
    const property = fc.asyncProperty(fc.scheduler(), async (s) => {
      const { fs, at, textOf } = memoryFiles();
      const contest = ['one', 'other'].map(async (name) => {
        const process = fs.fork((task, label) => s.schedule(task, label));
        await write(new Files(process, '/team'), name, name);
        process.rename(at(name), at('file'));
      });
      await s.waitFor(Promise.all(contest));
      winners.add(textOf('file'));
    });
    await fc.assert(property, { seed, numRuns: 100 });
    expect(winners).toEqual(new Set(['one', 'other']));
  });
});

describe('a time of the disk', () => {
  it('is later after each change, even if its clock stands still', async () => {
    const fs = new MemoryFileSystem({ folders: ['/team'], now: () => 5 });
    fs.createSmall('/team/file', 'one');
    const times = [fs.stat('/team/file').mtimeNs];
    await using(fs.open('/team/file', 'a+'), async (file) => {
      for (const text of ['two', 'three']) {
        await file.writeFile(text);
        times.push(fs.stat('/team/file').mtimeNs);
      }
    });
    const [first = 0n, second = 0n, third = 0n] = times;
    expect(first < second && second < third).toBe(true);
    expect(new Set(times.map((time) => time / 1_000_000n))).toEqual(new Set([5n]));
  });
});
