import { describe, expect, it } from 'vitest';
import { isDead, judge, Ownership } from '../../../src/store/ownership.js';
import { faulty } from '../../support/faulty-file-system.js';
import { codeOf, memoryFiles } from '../../support/files.js';
import { MemoryFileSystem } from '../../support/memory-file-system.js';
import { FakeHost } from '../../support/store-host.js';

const here = new FakeHost();
const we = here.start();
const living = here.start().self;
const ended = here.start();
here.end(ended);
const gone = ended.self;
const reused = here.start(gone.pid, '999').self;
const unknownStart = here.start(300, null).self;

describe('the owner of a lock or a claim', () => {
  it.each([
    ['a process that lives here', living, 'living'],
    ['this process itself', we.self, 'living'],
    ['one that is gone', { ...gone, pid: 999 }, 'dead'],
    ['one whose id belongs to a later process', gone, 'dead'],
    ['the later process itself', reused, 'living'],
    ['one of an earlier run of the system', { ...living, bootId: 'boot-0' }, 'dead'],
    ['one of another host', { ...gone, host: 'there' }, 'unknown'],
    ['one of another host of the same name', { ...gone, machineId: 'machine-2' }, 'unknown'],
    ['one of another pid namespace', { ...gone, pidNamespace: 'pid:[2]' }, 'unknown'],
    ['one of no pid namespace', { ...gone, pidNamespace: null }, 'unknown'],
    [
      'one of another host and an earlier run of it',
      { ...gone, host: 'there', bootId: 'boot-0' },
      'unknown',
    ],
    ['a living one whose start is not known to it', { ...living, startTime: null }, 'living'],
    ['a living one whose start cannot be told here', { ...unknownStart, startTime: '1' }, 'living'],
    ['a living one that knows no run of the system', { ...living, bootId: null }, 'living'],
    ['a living one that knows no machine', { ...living, machineId: null }, 'living'],
    ['a gone one that knows nothing else', { ...gone, pid: 999, startTime: null }, 'dead'],
  ] as const)('%s is %s', (_, owner, expected) => {
    expect(judge(owner, we)).toBe(expected);
    expect(isDead(owner, we)).toBe(expected === 'dead');
  });

  it('is unknown where only this side cannot be told', () => {
    const facts = { machineId: null, bootId: null };
    const unsure = new FakeHost(facts).start();
    expect(judge({ ...living, pid: unsure.self.pid, startTime: '1' }, unsure)).toBe('living');
    expect(judge({ ...living, pid: 999 }, unsure)).toBe('dead');
  });
});

const BOOTED_AT = 50_000;
const token = 'mine';

/** What stands in a file that was written before or after the system started. */
function standing(text: string, written: 'before' | 'after' = 'after') {
  const now = written === 'before' ? BOOTED_AT - 1 : BOOTED_AT + 1;
  const fs = new MemoryFileSystem({ folders: ['/team'], now: () => now });
  fs.createSmall('/team/lock.1', text);
  const processes = { ...we, bootedAt: BOOTED_AT };
  return new Ownership(fs, processes, { ...we.self, token }).at('/team/lock.1');
}

describe('the file of a lock or a claim', () => {
  const body = (owner: object) => JSON.stringify({ ...owner, token: 'theirs', since: 'then' });

  it('is held by nobody when it is not there', () => {
    const { fs, at } = memoryFiles();
    expect(new Ownership(fs, we, { ...we.self, token }).at(at('lock.1'))).toEqual({ by: 'nobody' });
  });

  it('is free when it says so', () => {
    expect(standing('free')).toEqual({ by: 'free' });
  });

  it('is held by the store whose token it has, and by no other of its process', () => {
    expect(standing(JSON.stringify({ ...we.self, token }))).toMatchObject({ by: 'self' });
    expect(standing(body(we.self))).toMatchObject({ by: 'other', fields: { since: 'then' } });
  });

  it('is held by the living, and left by the dead', () => {
    expect(standing(body(living))).toMatchObject({ by: 'other', fields: { pid: living.pid } });
    expect(standing(body(gone))).toEqual({ by: 'dead' });
  });

  it.each([
    ['an object without an owner', '{}'],
    ['a process id that is none', body({ ...gone, pid: 0 })],
    ['a process id that is no number', body({ ...gone, pid: '7' })],
    ['a host that is no name', body({ ...gone, host: null })],
    ['a start that is no text', body({ ...gone, startTime: 7 })],
    ['a run of the system that is missing', body({ ...gone, bootId: undefined })],
  ])('is held by another if it says %s, whenever it was written', (_, text) => {
    expect(standing(text, 'before')).toMatchObject({ by: 'other' });
    expect(standing(text, 'after')).toMatchObject({ by: 'other' });
  });

  it.each([
    ['nothing', ''],
    ['NULs only', '\0\0\0'],
    ['a part of a body', body(living).slice(0, 20)],
    ['a part of `free`', 'fr'],
    ['a list', '[]'],
  ])('that says %s is of a dead one if it was written before the system started', (_, text) => {
    expect(standing(text, 'before')).toEqual({ by: 'dead' });
    expect(standing(text, 'after')).toEqual({ by: 'other', fields: null });
  });

  it.each(['EACCES', 'EPERM'] as const)('is held by another if reading fails with %s', (code) => {
    const { fs, at } = memoryFiles();
    fs.createSmall(at('lock.1'), body(gone));
    const denied = faulty(fs, { faults: [{ at: 'readSmall', code }] });
    const ownership = new Ownership(denied, we, { ...we.self, token });
    const holding = { by: 'other', fields: null, failure: { code } };
    expect(ownership.at(at('lock.1'))).toMatchObject(holding);
  });

  it('is held by another if it is a folder', () => {
    const { fs, at } = memoryFiles();
    fs.makeFolder(at('lock.1'));
    const ownership = new Ownership(fs, we, { ...we.self, token });
    expect(ownership.at(at('lock.1'))).toMatchObject({ by: 'other', fields: null });
  });

  it.each(['EACCES', 'EPERM'] as const)('is held by nobody if %s is all there is', async (code) => {
    const { fs, at } = memoryFiles();
    const denied = faulty(fs, { faults: [{ at: 'readSmall', code }] });
    const ownership = new Ownership(denied, we, { ...we.self, token });
    expect(ownership.at(at('lock.1'))).toEqual({ by: 'nobody' });
    const closed = faulty(fs, { faults: [{ at: 0, code, lasting: true }] });
    const outside = new Ownership(closed, we, { ...we.self, token });
    expect(await codeOf(() => outside.at(at('lock.1')))).toBe(code);
  });

  it.each(['EIO', 'EMFILE'] as const)('says nothing of an owner while %s hinders', async (code) => {
    const { fs, at } = memoryFiles();
    fs.createSmall(at('lock.1'), '');
    for (const method of ['readSmall', 'stat'] as const) {
      const failing = faulty(fs, { faults: [{ at: method, code }] });
      const ownership = new Ownership(failing, we, { ...we.self, token });
      expect(await codeOf(() => ownership.at(at('lock.1')))).toBe(code);
    }
  });

  it('is held by nobody if it is removed while it is looked at', () => {
    const { fs, at } = memoryFiles();
    fs.createSmall(at('lock.1'), '');
    const before = (step: { method: string }) => {
      if (step.method === 'stat') fs.unlink(at('lock.1'));
    };
    const ownership = new Ownership(faulty(fs, { before }), we, { ...we.self, token });
    expect(ownership.at(at('lock.1'))).toEqual({ by: 'nobody' });
  });
});
