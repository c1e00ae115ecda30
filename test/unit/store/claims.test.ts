import { describe, expect, it } from 'vitest';
import { Claims } from '../../../src/store/claims.js';
import type { FileSystem } from '../../../src/store/file-system.js';
import { Ownership } from '../../../src/store/ownership.js';
import type { Processes } from '../../../src/store/processes.js';
import { faulty } from '../../support/faulty-file-system.js';
import { codeOf, memoryFiles } from '../../support/files.js';
import { FakeHost } from '../../support/store-host.js';

const SINCE = '2026-01-01T00:00:00Z';

interface StoreOptions {
  readonly fs?: FileSystem;
  readonly processes?: Processes;
  readonly control?: string;
}

/** A folder of claims, and stores that take them. */
function folderOfClaims() {
  const files = memoryFiles();
  const host = new FakeHost();
  let stores = 0;
  const claimsOf = ({ fs = files.fs, processes = host.start(), control }: StoreOptions = {}) => {
    stores += 1;
    const self = { ...processes.self, token: `t${stores}` };
    const ownership = new Ownership(fs, processes, self);
    return new Claims(fs, files.folder, ownership, control ?? null);
  };
  /** What stands in each claim, by its readable name. */
  const bodies = () =>
    Object.fromEntries(
      files.names().map((name) => [name.split('+')[0], JSON.parse(files.textOf(name)) as unknown]),
    );
  return { files, host, claimsOf, bodies };
}

const all = () => true;
const none = () => false;

describe('the claims of a session', () => {
  it('are two files, which say whose it is, since when, and how to reach its owner', () => {
    const { host, claimsOf, bodies } = folderOfClaims();
    const processes = host.start();
    claimsOf({ processes, control: '/run/c.sock' }).take('codex:A', 'Planner', SINCE);
    const body = { ...processes.self, token: 't1', agentId: 'codex:A', since: SINCE };
    const expected = { ...body, control: '/run/c.sock' };
    expect(bodies()).toEqual({ 'agent.codex_a': expected, 'identity.planner': expected });
  });

  it('are foreign to every other store, and not to their own', () => {
    const { host, claimsOf } = folderOfClaims();
    const processes = host.start();
    const [own, other] = [claimsOf({ processes, control: '/s' }), claimsOf({ processes })];
    own.take('codex:a', 'planner', SINCE);
    const { pid, host: name } = processes.self;
    const owner = { pid, host: name, since: SINCE };
    const claim = { owner, agentId: 'codex:a', control: '/s' };
    expect(other.foreign('agent', 'codex:a')).toEqual(claim);
    expect(other.foreign('identity', 'planner')).toEqual(claim);
    expect(own.foreign('agent', 'codex:a')).toBeUndefined();
    expect([own.holds('codex:a'), other.holds('codex:a'), own.holds('planner')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('are nobody’s once their process has ended', () => {
    const { host, claimsOf } = folderOfClaims();
    const processes = host.start();
    claimsOf({ processes }).take('codex:a', 'planner', SINCE);
    host.end(processes);
    expect(claimsOf().foreign('agent', 'codex:a')).toBeUndefined();
  });

  it('of one kind and another never mean the same, whatever the name', () => {
    const { claimsOf } = folderOfClaims();
    const [own, other] = [claimsOf(), claimsOf()];
    own.take('same', 'other', SINCE);
    expect(other.foreign('identity', 'same')).toBeUndefined();
    expect(other.foreign('agent', 'other')).toBeUndefined();
    expect(other.foreign('agent', 'Same')).toBeUndefined();
  });

  it('that cannot be read are of somebody unknown', () => {
    const { files, claimsOf } = folderOfClaims();
    const [own, other] = [claimsOf(), claimsOf()];
    own.take('codex:a', 'planner', SINCE);
    const [agent = ''] = files.names();
    files.fs.unlink(files.at(agent));
    files.fs.createSmall(files.at(agent), 'garbage');
    const owner = { pid: 0, host: 'unknown', since: 'unknown' };
    expect(other.foreign('agent', 'codex:a')).toEqual({ owner, agentId: '', control: null });
  });
});

describe('taking claims', () => {
  it('takes over those of the dead', () => {
    const { host, claimsOf, bodies } = folderOfClaims();
    const dead = host.start();
    claimsOf({ processes: dead }).take('codex:a', 'planner', SINCE);
    host.end(dead);
    const heir = claimsOf();
    heir.take('codex:b', 'planner', SINCE);
    expect(bodies()).toMatchObject({
      'agent.codex_a': { token: 't1' },
      'identity.planner': { token: 't2', agentId: 'codex:b' },
    });
    expect(heir.foreign('identity', 'planner')).toBeUndefined();
  });

  it('again writes nothing, and keeps the time of the first', () => {
    const { files, claimsOf, bodies } = folderOfClaims();
    const fs = faulty(files.fs);
    const claims = claimsOf({ fs });
    claims.take('codex:a', 'planner', SINCE);
    fs.begin();
    claims.take('codex:a', 'planner', '2027-01-01T00:00:00Z');
    expect(fs.steps.map(({ method }) => method)).toEqual(['readSmall', 'readSmall']);
    expect(bodies()).toMatchObject({ 'agent.codex_a': { since: SINCE } });
  });

  it('again puts back what somebody has removed', () => {
    const { files, claimsOf } = folderOfClaims();
    const claims = claimsOf();
    claims.take('codex:a', 'planner', SINCE);
    const names = files.names();
    for (const name of names) files.fs.unlink(files.at(name));
    claims.take('codex:a', 'planner', SINCE);
    expect(files.names()).toEqual(names);
  });

  it('hands a name from one session to another of the same store', () => {
    const { claimsOf, bodies } = folderOfClaims();
    const claims = claimsOf();
    claims.take('codex:a', 'planner', SINCE);
    claims.take('codex:b', 'planner', SINCE);
    claims.releaseUnless(({ agentId }) => agentId === 'codex:b');
    expect(bodies()).toMatchObject({
      'agent.codex_b': { agentId: 'codex:b' },
      'identity.planner': { agentId: 'codex:b' },
    });
    expect(Object.keys(bodies())).toHaveLength(2);
  });

  it('leaves nothing behind when it fails, and knows what it may have taken', () => {
    const { files, claimsOf } = folderOfClaims();
    const fs = faulty(files.fs, { faults: [{ at: 'rename', code: 'ENOSPC' }] });
    const claims = claimsOf({ fs });
    expect(() => claims.take('codex:a', 'planner', SINCE)).toThrow('ENOSPC');
    expect(files.names()).toEqual([]);
    expect(claims.releaseUnless(none)).toBeUndefined();
    expect(claims.holds('codex:a')).toBe(false);
  });
});

describe('giving claims back', () => {
  it('removes those that are not needed, and tells which they are for', () => {
    const { claimsOf, bodies } = folderOfClaims();
    const claims = claimsOf();
    claims.take('codex:a', 'planner', SINCE);
    const asked: unknown[] = [];
    claims.releaseUnless((use) => asked.push(use) > 0);
    expect(asked).toEqual([
      { agentId: 'codex:a', identity: null },
      { agentId: 'codex:a', identity: 'planner' },
    ]);
    expect(Object.keys(bodies())).toHaveLength(2);
    expect(claims.releaseUnless(({ identity }) => identity !== null)).toBeUndefined();
    expect(Object.keys(bodies())).toEqual(['identity.planner']);
    expect(claims.holds('codex:a')).toBe(false);
  });

  it('leaves alone what is another’s by now', () => {
    const { files, claimsOf, bodies } = folderOfClaims();
    const [own, other] = [claimsOf(), claimsOf()];
    own.take('codex:a', 'planner', SINCE);
    for (const name of files.names()) files.fs.unlink(files.at(name));
    other.take('codex:a', 'planner', SINCE);
    expect(own.releaseUnless(none)).toBeUndefined();
    expect(bodies()).toMatchObject({ 'agent.codex_a': { token: 't2' } });
    expect(Object.keys(bodies())).toHaveLength(2);
  });

  it.each(['unlink', 'readSmall'] as const)(
    'that fails to %s one goes on with the others, and is tried again',
    (method) => {
      const { files, claimsOf } = folderOfClaims();
      const fs = faulty(files.fs);
      const claims = claimsOf({ fs });
      claims.take('codex:a', 'planner', SINCE);
      fs.begin({ faults: [{ at: method, code: 'EACCES' }] });
      expect(claims.releaseUnless(none)).toMatchObject({ code: 'EACCES' });
      expect(files.names()).toHaveLength(1);
      expect(claims.releaseUnless(all)).toBeUndefined();
      expect(files.names()).toHaveLength(1);
      expect(claims.releaseUnless(none)).toBeUndefined();
      expect(files.names()).toEqual([]);
    },
  );
});

describe('a claim of its own that cannot be read for once', () => {
  it.each(['EACCES', 'EMFILE'] as const)('is not another’s: %s is told', async (code) => {
    const { files, claimsOf } = folderOfClaims();
    const fs = faulty(files.fs);
    const claims = claimsOf({ fs });
    claims.take('codex:a', 'planner', SINCE);
    fs.begin({ faults: [{ at: 'readSmall', code }] });
    expect(await codeOf(() => claims.foreign('agent', 'codex:a'))).toBe(code);
    expect(claims.foreign('agent', 'codex:a')).toBeUndefined();
  });
});

describe('the claims of the dead', () => {
  it('are removed, and no others', () => {
    const { files, host, claimsOf, bodies } = folderOfClaims();
    const dead = host.start();
    claimsOf({ processes: dead }).take('codex:a', 'a', SINCE);
    claimsOf({ processes: dead }).take('codex:b', 'b', SINCE);
    host.end(dead);
    const elsewhere = new FakeHost({ host: 'there' }).start();
    claimsOf({ processes: elsewhere }).take('codex:c', 'c', SINCE);
    const fs = faulty(files.fs, { faults: [{ at: 'unlink', code: 'EACCES' }] });
    const claims = claimsOf({ fs });
    claims.take('codex:d', 'd', SINCE);
    claims.removeDead();
    // one could not be removed: it bothers nobody
    expect(Object.keys(bodies())).toHaveLength(5);
    claims.removeDead();
    const rest = ['agent.codex_c', 'agent.codex_d', 'identity.c', 'identity.d'];
    expect(Object.keys(bodies())).toEqual(rest);
  });
});
