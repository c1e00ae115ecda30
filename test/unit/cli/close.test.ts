import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openControlServer } from '../../../src/control/index.js';
import { entry } from '../../support/records.js';
import { RUNNING, World } from './world.js';

const ID = 'codex:planner';

function withSession(fields: Readonly<Record<string, unknown>> = {}): World {
  const world = new World();
  world.write('docs', [entry({ agent_id: ID, identity: 'planner', team: 'docs', ...fields })]);
  return world;
}

/** A process that answers on a control socket: this one. Tells what it was asked to close. */
async function answering(closes: (agentId: string) => Promise<boolean>) {
  const folder = mkdtempSync(join(tmpdir(), 'cs-'));
  const server = await openControlServer({ folder });
  onTestFinished(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  const supervisor = {
    maxConcurrent: 1,
    list: () => [],
    subscribe: () => ({ unsubscribe() {} }),
  };
  server.serve({ team: 'docs', sessions: { supervisor, close: closes } });
  return server.path;
}

describe('codex-sessions close, of a session nobody has', () => {
  it.each([
    ['stale', ID],
    ['stale', 'planner'],
    // its process is gone
    ['active', 'planner'],
  ])('closes a %s one by %s, on disk', async (status, name) => {
    const world = withSession({ status });
    const { exitCode, out, error } = await world.run('close', name);
    expect(error).toBe('');
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: `closed planner (${ID}) of team docs\n`,
    });
    expect(world.read('docs')).toMatchObject([{ status: 'closed', thread_state: 'closed' }]);
    expect(world.claims('docs')).toEqual([]);
  });

  it('does nothing to one that is closed already', async () => {
    const world = withSession({ status: 'closed', thread_state: 'closed' });
    const before = world.contents();
    const { exitCode, out } = await world.run('close', 'planner');
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: `planner (${ID}) of team docs is closed already\n`,
    });
    expect(world.contents()).toEqual(before);
  });

  it('leaves all others as they are, even if nobody used them for long', async () => {
    const world = new World();
    const unused = entry({
      agent_id: 'codex:unused',
      identity: 'generated',
      team: 'docs',
      codex_sessions: { generated_name: true },
      last_active: '2020-01-01T00:00:00Z',
    });
    world.write('docs', [unused, entry({ agent_id: ID, team: 'docs' })]);
    expect(await world.run('close', ID)).toMatchObject({ exitCode: 0 });
    expect(world.read('docs')).toMatchObject([unused, { agent_id: ID, status: 'closed' }]);
  });

  it('tells its name without what a terminal would act on', async () => {
    const { out } = await withSession({ identity: '\x1b[2J' }).run('close', ID);
    expect(out).toBe(`closed ␛[2J (${ID}) of team docs\n`);
  });

  it('finds it in whatever team, even in one whose folder has another name', async () => {
    const world = new World();
    world.write('other', [entry()]);
    const team = 'Großes Team';
    world.write(team, [entry({ agent_id: ID, team })]);
    expect(await world.run('close', ID)).toMatchObject({ exitCode: 0 });
    expect(world.read(team)).toMatchObject([{ status: 'closed' }]);
    expect(world.read('other')).toMatchObject([{ status: 'stale' }]);
  });

  it('names those that match, if there are several, and closes none', async () => {
    const world = new World();
    const two = ['codex:1', 'codex:2'].map((id) => entry({ agent_id: id, identity: '\x1b[2J' }));
    world.write('docs', two);
    const { exitCode, out, error } = await world.run('close', '\x1b[2J');
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(error.split('\n')).toEqual([
      expect.stringMatching(/^codex-sessions: several sessions match '␛\[2J'/),
      '  ␛[2J (codex:1) of team docs, stale',
      '  ␛[2J (codex:2) of team docs, stale',
      '',
    ]);
    expect(world.read('docs')).toEqual(two);
  });

  it('fails if there is none, or only in another team', async () => {
    const world = withSession();
    world.write('other', []);
    const nobody =
      "codex-sessions: no session has the agent id or the identity 'x'; of an agent id, give at least 8 characters\n";
    expect(await world.run('close', 'x')).toEqual({ exitCode: 1, out: '', error: nobody });
    const elsewhere = await world.run('close', 'planner', '--team', 'other');
    expect(elsewhere.exitCode).toBe(1);
    const none = await world.run('close', 'planner', '--team', 'none');
    expect(none).toMatchObject({
      exitCode: 1,
      error: expect.stringContaining("team 'none' has no registry") as string,
    });
    expect(world.read('docs')).toMatchObject([{ status: 'stale' }]);
  });

  it('leaves a damaged registry where it is', async () => {
    const world = new World();
    world.writeText('docs', '{');
    const before = world.contents();
    expect(await world.run('close', ID)).toMatchObject({ exitCode: 1 });
    expect(world.contents()).toEqual(before);
  });
});

describe('codex-sessions close, of a session that a process has', () => {
  const closed: string[] = [];
  const closes = async (agentId: string) => closed.push(agentId) > 0;

  it('asks that process', async () => {
    const world = withSession({ status: 'active' });
    world.claim('docs', ID, {
      pid: process.pid,
      host: 'elsewhere',
      control: await answering(closes),
    });
    const before = world.contents();
    const { exitCode, out } = await world.run('close', 'planner');
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: `closed planner (${ID}) of team docs\n`,
    });
    expect(closed).toEqual([ID]);
    expect(world.contents()).toEqual(before);
  });

  it('asks nobody else who answers in its place', async () => {
    const asked: string[] = [];
    const control = await answering(async (agentId) => asked.push(agentId) > 0);
    const world = withSession({ status: 'active' });
    world.claim('docs', ID, { control });
    const { exitCode, error } = await world.run('close', ID);
    expect(exitCode).toBe(1);
    expect(error).toContain('another process answers');
    expect(asked).toEqual([]);
  });

  it('fails if that process does not know it any more', async () => {
    const world = withSession({ status: 'active' });
    const control = await answering(async () => false);
    world.claim('docs', ID, { pid: process.pid, host: 'elsewhere', control });
    const { exitCode, out, error } = await world.run('close', ID);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(error).toContain('changed hands');
  });

  it('fails with what that process says', async () => {
    const world = withSession({ status: 'active' });
    const control = await answering(() => Promise.reject(new Error('the disk is full')));
    world.claim('docs', ID, { pid: process.pid, host: 'elsewhere', control });
    const { exitCode, error } = await world.run('close', ID);
    expect(exitCode).toBe(1);
    expect(error).toContain('the disk is full');
  });

  it.each([
    ['here', {}, `lives in process ${RUNNING} on this host (here)`, 'or end that process'],
    ['elsewhere', { host: 'far' }, `process ${RUNNING} on far`, 'doctor --release --host far'],
    ['nobody knows where', { pid: 'x', host: 1 }, 'the claim cannot be read', 'doctor --release'],
    ['on a deaf socket', { control: '/nowhere.sock' }, 'nobody listens', 'or end that process'],
  ])('says who has it and what to do if that cannot be asked: %s', async (_, owner, who, what) => {
    const world = withSession({ status: 'active' });
    world.claim('docs', ID, owner);
    const before = world.contents();
    const { exitCode, out, error } = await world.run('close', 'planner');
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(error).toContain(who);
    expect(error).toContain(what);
    expect(world.contents()).toEqual(before);
  });
});
