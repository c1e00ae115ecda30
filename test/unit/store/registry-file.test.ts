import { describe, expect, it } from 'vitest';
import { RegistryFile, sameStamp } from '../../../src/store/registry-file.js';
import { faulty } from '../../support/faulty-file-system.js';
import { codeOf, memoryFiles, realFiles } from '../../support/files.js';
import { entry } from '../../support/records.js';

const GOOD = JSON.stringify({ version: 1, sessions: [entry()] });
const NOW = new Date('2026-01-02T03:04:05.678Z');

/** A folder with a registry file in it, if there is a text. */
function folderWith(text?: string | Buffer) {
  const files = memoryFiles();
  // bytes as well, in memory
  if (text !== undefined) files.fs.createSmall(files.at('registry.json'), text as string);
  const fs = faulty(files.fs);
  return { ...files, fs, file: new RegistryFile(fs, files.folder) };
}

describe('reading a registry', () => {
  it('tells what it says, and which version of the file it was', async () => {
    const { file } = folderWith(GOOD);
    const reading = await file.read();
    expect(reading).toMatchObject({
      type: 'good',
      issues: [],
      snapshot: { sessions: [{ agentId: 'codex:a' }] },
      stamp: file.stamp(),
    });
  });

  it('takes a mark of the byte order for nothing', async () => {
    expect(await folderWith(`\ufeff${GOOD}`).file.read()).toMatchObject({ type: 'good' });
  });

  it('takes only a file that is not there for absent', async () => {
    expect(await folderWith().file.read()).toEqual({ type: 'absent' });
    const { fs, at, file } = folderWith();
    fs.makeFolder(at('registry.json'));
    expect(await codeOf(() => file.read())).toBe('EISDIR');
  });

  it.each(['stat', 'read'] as const)('fails when the disk refuses to %s', async (method) => {
    for (const code of ['EACCES', 'EIO', 'EMFILE'] as const) {
      const { fs, file } = folderWith(GOOD);
      fs.begin({ faults: [{ at: method, code }] });
      expect(await codeOf(() => file.read())).toBe(code);
    }
  });

  const deep = '['.repeat(2000) + ']'.repeat(2000);
  const deepEntry = `{"sessions":[${deep}]}`;
  const deepField = `{"sessions":[],"x":${deep}}`;
  it.each([
    ['no JSON', '{"sessions":[}'],
    ['half a file', GOOD.slice(0, 60)],
    ['nothing', ''],
    ['NULs', '\0'.repeat(40)],
    ['a list', '[]'],
    ['a word', '"registry"'],
    ['no sessions', '{"version":1}'],
    ['sessions that are no list', '{"version":1,"sessions":{}}'],
    ['version 0', '{"version":0,"sessions":[]}'],
    ['version "1"', '{"version":"1","sessions":[]}'],
    ['version 1.5', '{"version":1.5,"sessions":[]}'],
    ['version null', '{"version":null,"sessions":[]}'],
    ['text that is no UTF-8', Buffer.from('{"sessions":[],"x":"\xff"}', 'latin1')],
    ['text in UTF-16', Buffer.from(GOOD, 'utf16le')],
    ['an entry nested too deeply', deepEntry],
    ['an unknown field nested too deeply', deepField],
  ])('takes %s for damage, and leaves it as it is', async (_, text) => {
    const { fs, at, file } = folderWith(text);
    expect(await file.read()).toEqual({ type: 'damaged', reason: expect.stringMatching(/./) });
    expect(fs.readSmall(at('registry.json'))).toEqual(Buffer.from(text as string));
  });

  it('refuses a newer version, however it looks', async () => {
    for (const version of [2, 1e300]) {
      const { file } = folderWith(JSON.stringify({ version, sessions: 'unheard of' }));
      await expect(file.read()).rejects.toMatchObject({ reason: 'newer_version' });
    }
  });

  it('never tells a newer stamp than that of the text it has read', async () => {
    const { fs, at, file } = folderWith(GOOD);
    const old = file.stamp();
    fs.begin({
      before: ({ method }) => {
        if (method === 'read') fs.rename(at('new'), at('registry.json'));
      },
    });
    fs.createSmall(at('new'), GOOD);
    expect(await file.read()).toMatchObject({ type: 'good', stamp: old });
    expect(sameStamp(old, file.stamp())).toBe(false);
  });
});

describe('a damaged registry', () => {
  it('is moved aside under a name that tells when', async () => {
    const { file, names, textOf, folder } = folderWith('damaged');
    const aside = file.moveAside(NOW);
    expect(aside).toMatch(/\/registry\.json\.corrupt-20260102T030405Z-[0-9a-f]{8}$/);
    expect(names().map((name) => `${folder}/${name}`)).toEqual([aside]);
    expect(textOf(names()[0] ?? '')).toBe('damaged');
  });

  it('never takes the place of another', () => {
    const { fs, at, file, names } = folderWith('damaged');
    let taken = '';
    const link = fs.link.bind(fs);
    fs.link = (existing, path) => {
      // the name is somebody else's, of all names
      if (taken === '') fs.createSmall(path, 'taken');
      taken ||= path;
      link(existing, path);
    };
    const aside = file.moveAside(NOW);
    expect(aside).not.toBe(taken);
    expect(fs.readSmall(taken).toString()).toBe('taken');
    expect(fs.readSmall(aside).toString()).toBe('damaged');
    expect(names()).not.toContain(at('registry.json'));
  });

  it('stays where it is when it cannot be linked', async () => {
    const { fs, file, names, textOf } = folderWith('damaged');
    fs.begin({ faults: [{ at: 'link', code: 'EPERM' }] });
    expect(await codeOf(() => file.moveAside(NOW))).toBe('EPERM');
    expect(names()).toEqual(['registry.json']);
    expect(textOf('registry.json')).toBe('damaged');
  });
});

describe('replacing a registry', () => {
  it('writes another file, waits until it is on the disk, and gives it the name', async () => {
    const { fs, file, names, textOf } = folderWith('old');
    await file.replace('new');
    expect(
      fs.steps.map(({ method, name }) => `${method} ${name.replace(/\.\d.*/, ' NEW')}`),
    ).toEqual([
      'open registry.json NEW',
      'writeFile registry.json NEW',
      'sync registry.json NEW',
      'close registry.json NEW',
      'stat registry.json NEW',
      'rename registry.json',
      'syncFolder team',
    ]);
    expect(names()).toEqual(['registry.json']);
    expect(textOf('registry.json')).toBe('new');
  });

  it('tells the stamp of the file that is there then', async () => {
    for (const { fs, folder } of [realFiles(), memoryFiles()]) {
      const file = new RegistryFile(fs, folder);
      expect(sameStamp(await file.replace('text'), file.stamp())).toBe(true);
      expect(Number(fs.stat(file.path).mode & 0o777n)).toBe(0o600);
    }
  });

  it('that fails at any step leaves the old or the new text, and no other file', async () => {
    const dry = folderWith('old');
    await dry.file.replace('new');
    for (const [index, { method }] of dry.fs.steps.entries()) {
      const { fs, file, names, textOf } = folderWith('old');
      fs.begin({ faults: [{ at: index, code: 'EIO', leaves: 1 }] });
      expect(await codeOf(() => file.replace('new')), method).toBe('EIO');
      expect(names(), method).toEqual(['registry.json']);
      expect(textOf('registry.json'), method).toBe(method === 'syncFolder' ? 'new' : 'old');
    }
  });
});

describe('the stamps of two versions', () => {
  it('are the same for one version only', async () => {
    const { file, fs } = folderWith('old');
    const old = file.stamp();
    expect(sameStamp(old, file.stamp())).toBe(true);
    const written = await file.replace('old');
    expect(sameStamp(old, written)).toBe(false);
    fs.unlink(file.path);
    expect(sameStamp(written, file.stamp())).toBe(false);
    expect(sameStamp(undefined, file.stamp())).toBe(true);
  });

  it.each(['ino', 'size', 'mtimeNs'] as const)('differ if only their %s does', (field) => {
    const stamp = { ino: 1n, size: 2n, mtimeNs: 3n };
    expect(sameStamp(stamp, { ...stamp })).toBe(true);
    expect(sameStamp(stamp, { ...stamp, [field]: 9n })).toBe(false);
  });
});
