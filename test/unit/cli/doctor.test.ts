import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openControlServer } from '../../../src/control/index.js';
import { entry } from '../../support/records.js';
import { fakeCodex } from './doctor-codex.js';
import { World } from './world.js';

beforeEach(() => {
  fakeCodex();
});

function withDocs(): World {
  const world = new World();
  world.write('docs', [entry({ agent_id: 'codex:x', team: 'docs', status: 'active' })]);
  return world;
}

const FAR = { host: 'far', pid: 12 };

function lockedBy(world: World, owner: object): void {
  writeFileSync(join(world.folder('docs'), 'lock.3'), JSON.stringify(owner));
}

const OWNER = {
  ...FAR,
  startTime: null,
  bootId: null,
  pidNamespace: null,
  machineId: null,
  token: 'far',
};

const isHolding = (line: string): boolean => /^ {2}(?:claim|lock) /.test(line);

/** The control socket of a process that lives: this one. */
async function controlSocket(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'cs-'));
  const server = await openControlServer({ folder });
  onTestFinished(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  return server.path;
}

describe('codex-sessions doctor', () => {
  it('finds nothing wrong where nothing is, and changes nothing there', async () => {
    const world = withDocs();
    const before = world.contents();
    const { exitCode, out, error } = await world.run('doctor');
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
    expect(out.split('\n').slice(0, 7)).toEqual([
      `team docs, in ${world.folder('docs')}`,
      '  folder      private to its user',
      '  registry    1 session: 1 active, 0 stale, 0 closed',
      '  hard links  there are',
      '  lock        free',
      '  claims      none',
      `serve, started in ${process.cwd()}`,
    ]);
    expect(world.contents()).toMatchObject(before);
  });

  it('tells who lives, who is dead, and of whom it cannot be told', async () => {
    const world = withDocs();
    world.claim('docs', 'codex:living');
    world.claim('docs', 'codex:dead', { pid: 99 });
    world.claim('docs', 'codex:far', FAR);
    world.claim('docs', 'codex:torn', { pid: null });
    lockedBy(world, OWNER);
    const { exitCode, out } = await world.run('doctor');
    expect(exitCode).toBe(0);
    const unknown = 'whether it lives cannot be told from here';
    expect(out.split('\n').filter(isHolding).sort()).toEqual([
      '  claim       agent of codex:dead taken by process 99 on here, 1 h ago: dead, whoever needs it takes it over',
      `  claim       agent of codex:far taken by process 12 on far, 1 h ago: ${unknown}`,
      '  claim       agent of codex:living taken by process 4711 on here, 1 h ago: living',
      `  claim       agent of codex:torn taken by an owner that cannot be read: ${unknown}`,
      `  lock        taken by process 12 on far: ${unknown}`,
    ]);
  });

  it('lets those prove that they live who can', async () => {
    const world = withDocs();
    const owner = { host: 'far', pid: process.pid };
    world.claim('docs', 'codex:far', { ...owner, control: await controlSocket() });
    world.claim('docs', 'codex:liar', { ...FAR, control: await controlSocket() });
    lockedBy(world, { ...OWNER, ...owner });
    const { out } = await world.run('doctor');
    expect(out).toMatch(/agent of codex:far .*: living\n/);
    expect(out).toMatch(/ lock .*: living\n/);
    expect(out).toMatch(/agent of codex:liar .* cannot be told/);
  });

  it.each([
    ['a damaged registry', '{', 'damaged: '],
    ['one with repairs', '{"sessions":[1]}', '1 problem, see codex-sessions check '],
    ['a newer one', '{"version":2,"sessions":[]}', 'newer than 1'],
  ])('finds %s, and says so by its exit code', async (_, text, sentence) => {
    const world = new World();
    world.writeText('docs', text);
    const { exitCode, out } = await world.run('doctor');
    expect(exitCode).toBe(1);
    expect(out).toContain(sentence);
  });

  it('finds what others can enter or read', async () => {
    const world = withDocs();
    chmodSync(world.folder('docs'), 0o755);
    chmodSync(world.path('docs'), 0o644);
    const { exitCode, out } = await world.run('doctor');
    expect(exitCode).toBe(1);
    expect(out).toContain(`open to other users: ${world.folder('docs')} (755), `);
    expect(out).toContain(`${world.path('docs')} (644)`);
  });

  it('looks after all teams, or one, even without a registry', async () => {
    const world = withDocs();
    mkdirSync(world.folder('empty'), { mode: 0o700 });
    const { exitCode, out } = await world.run('doctor');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^team docs, .*\nteam empty, .* registry +none yet\n/s);
    expect((await world.run('doctor', '--team', 'empty')).out).not.toContain('docs,');
    const none = await world.run('doctor', '--team', 'none');
    expect(none).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining("team 'none' has no registry") as string,
    });
    expect((await new World().run('doctor')).out).toMatch(/^There are no teams /);
  });
});

describe('codex-sessions doctor --release', () => {
  function withClaims(): World {
    const world = withDocs();
    world.claim('docs', 'codex:living');
    world.claim('docs', 'codex:dead', { pid: 99 });
    world.claim('docs', 'codex:far', FAR);
    world.claim('docs', 'codex:further', { host: 'further' });
    return world;
  }

  const sessionsClaimed = (world: World) =>
    world
      .claims('docs')
      .map((name) => /codex_([a-z]+)/.exec(name)?.[1])
      .sort();

  it('gives back what dead and unknown owners hold, with a warning', async () => {
    const world = withClaims();
    lockedBy(world, OWNER);
    const { exitCode, out, error } = await world.run('doctor', '--release');
    expect(exitCode).toBe(0);
    expect(error).toMatch(/^codex-sessions: warning: all that cannot be told to live must be gone/);
    expect(
      out
        .split('\n')
        .filter((line) => line.includes('given back'))
        .sort(),
    ).toEqual([
      '  given back  agent of codex:dead taken by process 99 on here, 1 h ago',
      '  given back  agent of codex:far taken by process 12 on far, 1 h ago',
      '  given back  agent of codex:further taken by process 4711 on further, 1 h ago',
      '  given back  taken by process 12 on far',
    ]);
    expect(sessionsClaimed(world)).toEqual(['living']);
    expect((await world.run('doctor')).out).toContain('lock        free');
  });

  it('gives back only what one host holds, if one is named', async () => {
    const world = withClaims();
    const { error } = await world.run('doctor', '--release', '--host', 'far');
    expect(error).toContain('warning: host far must be gone');
    expect(sessionsClaimed(world)).toEqual(['further', 'living']);
  });

  it('never gives back what an owner holds that proves to live', async () => {
    const world = withDocs();
    const owner = { host: 'far', pid: process.pid };
    world.claim('docs', 'codex:far', { ...owner, control: await controlSocket() });
    world.claim('docs', 'codex:also', owner);
    const { out, error } = await world.run('doctor', '--release');
    expect(error).toBe('');
    expect(out).toContain('given back  nothing');
    expect(sessionsClaimed(world)).toEqual(['also', 'far']);
  });

  it('makes a session of a lost host free to be closed', async () => {
    const world = withDocs();
    world.claim('docs', 'codex:x', FAR);
    expect((await world.run('close', 'codex:x')).exitCode).toBe(1);
    await world.run('doctor', '--release', '--host', 'far');
    expect((await world.run('close', 'codex:x')).exitCode).toBe(0);
    expect(world.read('docs')).toMatchObject([{ status: 'closed' }]);
  });
});
