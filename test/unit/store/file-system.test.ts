import { describe, expect, it } from 'vitest';
import { codeOf, memoryFiles, realFiles, using } from '../../support/files.js';

const KINDS = [
  { which: 'the real file system', make: realFiles },
  { which: 'the one in memory', make: memoryFiles },
];

describe.each(KINDS)('names in $which', ({ make }) => {
  it('a new file takes no name that is taken', async () => {
    const { fs, at, textOf } = make();
    fs.createSmall(at('file'), 'first');
    expect(await codeOf(() => fs.createSmall(at('file'), 'second'))).toBe('EEXIST');
    expect(await codeOf(() => fs.open(at('file'), 'wx'))).toBe('EEXIST');
    expect(textOf('file')).toBe('first');
  });

  it('a link is a second name of one file, and takes no name that is taken', async () => {
    const { fs, at, names, textOf } = make();
    fs.createSmall(at('one'), 'text');
    fs.link(at('one'), at('two'));
    expect(fs.stat(at('two')).ino).toBe(fs.stat(at('one')).ino);
    fs.createSmall(at('three'), '');
    expect(await codeOf(() => fs.link(at('one'), at('three')))).toBe('EEXIST');
    fs.unlink(at('one'));
    expect(names()).toEqual(['three', 'two']);
    expect(textOf('two')).toBe('text');
  });

  it('a rename replaces what has the name', () => {
    const { fs, at, names, textOf } = make();
    fs.createSmall(at('old'), 'old');
    fs.createSmall(at('new'), 'new');
    const moved = fs.stat(at('new'));
    fs.rename(at('new'), at('old'));
    expect(names()).toEqual(['old']);
    expect(textOf('old')).toBe('new');
    expect(fs.stat(at('old'))).toMatchObject({ ino: moved.ino, mtimeNs: moved.mtimeNs });
  });

  it('a rename between two names of one file leaves both', () => {
    const { fs, at, names } = make();
    fs.createSmall(at('one'), '');
    fs.link(at('one'), at('two'));
    fs.rename(at('one'), at('two'));
    expect(names()).toEqual(['one', 'two']);
  });

  it('a rename that cannot be is refused, and changes nothing', async () => {
    const { fs, at, names } = make();
    fs.makeFolder(at('folder/inner'));
    fs.createSmall(at('file'), '');
    fs.createSmall(at('folder/file'), '');
    fs.makeFolder(at('other'));
    const renames = [
      ['file', 'folder'],
      ['other', 'file'],
      ['other', 'folder'],
      ['folder', 'folder/inner/below'],
      ['folder/file', 'folder'],
    ] as const;
    const codes = renames.map(([from, to]) => codeOf(() => fs.rename(at(from), at(to))));
    const expected = ['EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'EINVAL', 'ENOTEMPTY'];
    expect(await Promise.all(codes)).toEqual(expected);
    expect([names(), fs.list(at('folder')).sort()]).toEqual([
      ['file', 'folder', 'other'],
      ['file', 'inner'],
    ]);
  });

  it('what is not there is ENOENT for every step', async () => {
    const { fs, at } = make();
    const [gone, other] = [at('gone'), at('other')];
    const steps: (() => unknown)[] = [
      () => fs.unlink(gone),
      () => fs.chmod(gone, 0o600),
      () => fs.list(gone),
      () => fs.stat(gone),
      () => fs.readSmall(gone),
      () => fs.link(gone, other),
      () => fs.rename(gone, other),
      () => fs.read(gone),
      () => fs.syncFolder(gone),
      () => fs.createSmall(at('gone/file'), ''),
      () => fs.open(at('gone/file'), 'a+'),
    ];
    expect(await Promise.all(steps.map(codeOf))).toEqual(steps.map(() => 'ENOENT'));
  });

  it('folders are made with those above them, and again without effect', () => {
    const { fs, at, names } = make();
    fs.makeFolder(at('above/below'));
    fs.createSmall(at('above/below/file'), '');
    fs.makeFolder(at('above/below'));
    expect(names()).toEqual(['above']);
    expect(fs.list(at('above/below'))).toEqual(['file']);
  });

  it('files and folders are private, until told otherwise', async () => {
    const { fs, at, permissionsOf } = make();
    fs.makeFolder(at('above/below'));
    fs.createSmall(at('small'), '');
    await using(fs.open(at('exclusive'), 'wx'), async () => {});
    await using(fs.open(at('appended'), 'a+'), async () => {});
    expect(['above', 'above/below'].map(permissionsOf)).toEqual([0o700, 0o700]);
    expect(['small', 'exclusive', 'appended'].map(permissionsOf)).toEqual([0o600, 0o600, 0o600]);
    fs.chmod(at('small'), 0o640);
    expect(permissionsOf('small')).toBe(0o640);
  });
});

describe.each(KINDS)('contents in $which', ({ make }) => {
  it('a new file is written piece by piece, and read by its name', async () => {
    const { fs, at } = make();
    await using(fs.open(at('file'), 'wx'), async (file) => {
      await file.writeFile('grün');
      await file.writeFile('stück');
      await file.sync();
    });
    expect((await fs.read(at('file'))).toString()).toBe('grünstück');
  });

  it('what is appended goes to the end, wherever that is by then', async () => {
    const { fs, at, textOf } = make();
    fs.createSmall(at('file'), 'one,');
    await using(fs.open(at('file'), 'a+'), async (file) => {
      await using(fs.open(at('file'), 'a+'), (other) => other.writeFile('two,'));
      await file.writeFile('three');
    });
    expect(textOf('file')).toBe('one,two,three');
  });

  it('a file is cut short, and appended to from there', async () => {
    const { fs, at, textOf } = make();
    fs.createSmall(at('file'), 'abcdef');
    await using(fs.open(at('file'), 'a+'), async (file) => {
      await file.truncate(2);
      await file.writeFile('z');
    });
    expect(textOf('file')).toBe('abz');
  });

  it('a new file goes on being written where it was, whatever its size is by then', async () => {
    const { fs, at, textOf } = make();
    await using(fs.open(at('file'), 'wx'), async (file) => {
      await file.writeFile('abc');
      await file.truncate(6);
      await file.writeFile('d');
      await file.truncate(2);
      await file.writeFile('e');
    });
    expect(textOf('file')).toBe('ab\0\0e');
    await using(fs.open(at('longer'), 'wx'), async (file) => {
      await file.truncate(3);
      await file.writeFile('a');
    });
    expect(textOf('longer')).toBe('a\0\0');
  });

  it('an appended file is read at any place, and no further than its end', async () => {
    const { fs, at } = make();
    fs.createSmall(at('file'), 'abcdef');
    const buffer = Buffer.from('......');
    const read = await using(fs.open(at('file'), 'a+'), async (file) => [
      await file.read(buffer, 1, 2, 3),
      await file.read(buffer, 4, 2, 5),
      await file.read(buffer, 0, 1, 9),
    ]);
    expect(read.map(({ bytesRead }) => bytesRead)).toEqual([2, 1, 0]);
    expect(buffer.toString()).toBe('.de.f.');
  });

  it('a file opened only to write is not read, and a closed one not at all', async () => {
    const { fs, at } = make();
    const file = await fs.open(at('file'), 'wx');
    expect(await codeOf(() => file.read(Buffer.alloc(1), 0, 1, 0))).toBe('EBADF');
    await file.close();
    await file.close();
    const steps = [() => file.writeFile('x'), () => file.sync(), () => file.truncate(0)];
    expect(await Promise.all(steps.map(codeOf))).toEqual(['EBADF', 'EBADF', 'EBADF']);
  });

  it('the stamp of a file changes when it is written, and not when it is read', async () => {
    const { fs, at } = make();
    fs.createSmall(at('file'), 'one');
    const { ino, size, mtimeNs } = fs.stat(at('file'));
    fs.readSmall(at('file'));
    expect(fs.stat(at('file'))).toMatchObject({ ino, size, mtimeNs });
    await using(fs.open(at('file'), 'a+'), (file) => file.writeFile('two'));
    const after = fs.stat(at('file'));
    expect(after).toMatchObject({ ino, size: size + 3n });
    expect(after.mtimeNs).toBeGreaterThanOrEqual(mtimeNs);
  });

  it('a file goes on being written under no name', async () => {
    const { fs, at, names } = make();
    await using(fs.open(at('file'), 'wx'), async (file) => {
      fs.unlink(at('file'));
      await file.writeFile('text');
      await file.sync();
    });
    expect(names()).toEqual([]);
  });
});
