import { describe, expect, it } from 'vitest';
import type { FileSystem } from '../../../src/store/file-system.js';
import { removeLeftovers } from '../../../src/store/leftovers.js';
import { Ownership } from '../../../src/store/ownership.js';
import { faulty } from '../../support/faulty-file-system.js';
import { memoryFiles } from '../../support/files.js';
import { FakeHost } from '../../support/store-host.js';

/** A team's folder, with what a living, a dead and a distant process have left in it. */
function folderWithLeftovers() {
  const files = memoryFiles();
  const host = new FakeHost();
  const [us, living, dead] = [host.start(), host.start(), host.start()];
  host.end(dead);
  const distant = new FakeHost({ host: 'there' }).start();
  files.fs.makeFolder(files.at('claims'));
  const put = (name: string, text = '') => files.fs.createSmall(files.at(name), text);
  for (const [token, { self }] of Object.entries({ living, dead, distant })) {
    const body = JSON.stringify({ ...self, token });
    put(`lock.owner-${token}`, body);
    put(`lock.free-${token}`, 'free');
    put(`lock.free-${token}.7-1.tmp`, 'fr');
  }
  put('lock.owner-dead.7-2.tmp', JSON.stringify({ ...dead.self, token: 'dead' }));
  const clean = (fs: FileSystem = files.fs) =>
    removeLeftovers(fs, files.folder, new Ownership(files.fs, us, { ...us.self, token: 'ours' }));
  return { ...files, put, clean };
}

const KEPT = [
  'lock.free-distant',
  'lock.free-distant.7-1.tmp',
  'lock.free-living',
  'lock.free-living.7-1.tmp',
  'lock.owner-distant',
  'lock.owner-living',
];

describe('what killed processes have left behind', () => {
  it('goes, if they are dead for certain, with all that belongs to it', () => {
    const { clean, names } = folderWithLeftovers();
    clean();
    expect(names()).toEqual(['claims', ...KEPT]);
  });

  it('goes, if it was not finished under the lock', () => {
    const { clean, names, put, fs, at } = folderWithLeftovers();
    for (const name of ['registry.json.7-0a1b2c3d.tmp', 'claims/agent.x+0.7-1.tmp']) put(name);
    clean();
    expect(names()).toEqual(['claims', ...KEPT]);
    expect(fs.list(at('claims'))).toEqual([]);
  });

  it('is nothing else', () => {
    const { clean, names, put, fs, at } = folderWithLeftovers();
    const others = [
      'lock.7',
      'lock.wanted',
      'notes.tmp',
      'registry-archive.jsonl',
      'registry.json',
      'registry.json.corrupt-20260101T000000Z-00000000',
    ];
    for (const name of [...others, 'claims/agent.x+0']) put(name);
    clean();
    expect(names()).toEqual(['claims', ...KEPT, ...others].sort());
    expect(fs.list(at('claims'))).toEqual(['agent.x+0']);
  });

  it('does not matter if it cannot be removed', () => {
    const { clean, names, fs } = folderWithLeftovers();
    const before = names();
    clean(faulty(fs, { faults: [{ at: 'unlink', code: 'EACCES', lasting: true }] }));
    expect(names()).toEqual(before);
  });
});
