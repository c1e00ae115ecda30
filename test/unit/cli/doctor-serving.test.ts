import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { entry } from '../../support/records.js';
import { fakeCodex } from './doctor-codex.js';
import { World } from './world.js';

let codex: string;

beforeEach(() => {
  codex = fakeCodex();
});

/** The lines about what `serve` needs, without the time that Codex took. */
function serving({ out }: { readonly out: string }): readonly string[] {
  const lines = out.replace(/\d+ ms$/m, 'N ms').split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('serve, ')) + 1, -1);
}

const WRITTEN = (team: string) =>
  `  registry    team ${team} can be written: a session was registered and removed again`;

describe('codex-sessions doctor, of what serve needs', () => {
  it('greets Codex and writes to the registry of the team, made if need be', async () => {
    const world = new World();
    const outcome = await world.run('doctor');
    expect(outcome).toMatchObject({ exitCode: 0, error: '' });
    expect(serving(outcome)).toEqual([
      '  settings    good, from the defaults alone',
      `  codex       0.169.0, at ${codex}, answered in N ms`,
      WRITTEN('default'),
    ]);
    expect(world.read('default')).toEqual([]);
    expect(world.claims('default')).toEqual([]);
  });

  it('leaves the sessions and fields of a registry as they are', async () => {
    const world = new World();
    const sessions = [
      entry({
        agent_id: 'codex:old',
        team: 'default',
        status: 'closed',
        thread_state: 'closed',
        mood: 'good',
      }),
      entry({ agent_id: 'codex:rest', team: 'default', status: 'stale' }),
    ];
    world.writeText('default', JSON.stringify({ version: 1, sessions, more: [1] }));
    expect(await world.run('doctor')).toMatchObject({ exitCode: 0 });
    expect(world.read('default')).toEqual(sessions);
    expect(JSON.parse(readFileSync(world.path('default'), 'utf8'))).toMatchObject({ more: [1] });
  });

  it('tells where the settings come from, and takes team and program from there', async () => {
    const file = join(process.env.HOME ?? '', 'mine.toml');
    writeFileSync(file, `codex_command = "${codex}"\nteam = "theirs"\n`);
    vi.stubEnv('CODEX_SESSIONS_CONFIG', file);
    vi.stubEnv('CODEX_SESSIONS_TEAM', 'ours');
    vi.stubEnv('PATH', '/nowhere');
    const outcome = await new World().run('doctor');
    expect(outcome.exitCode).toBe(0);
    expect(serving(outcome)).toEqual([
      `  settings    good, from ${file}, CODEX_SESSIONS_TEAM`,
      expect.stringContaining(`at ${codex}, `),
      WRITTEN('ours'),
    ]);
  });

  it('tells what is without effect in a project file', async () => {
    const cwd = join(process.env.HOME ?? '', 'project');
    mkdirSync(cwd);
    const file = join(cwd, '.codex-sessions.toml');
    writeFileSync(file, 'sandbox = "danger-full-access"\n');
    const place = vi.spyOn(process, 'cwd').mockReturnValue(cwd);
    const outcome = await new World().run('doctor');
    place.mockRestore();
    expect(outcome.exitCode).toBe(0);
    expect(outcome.out).toContain(`serve, started in ${cwd}\n`);
    expect(serving(outcome).slice(0, 2)).toEqual([
      `  settings    good, from ${file}`,
      `  settings    note: ${file}:1: sandbox = danger-full-access has no effect: it bounds nothing`,
    ]);
  });

  it('tells all that is wrong with the settings, and tries nothing by them', async () => {
    vi.stubEnv('CODEX_SESSIONS_MAX_TURNS', 'many');
    const file = join(process.env.HOME ?? '', 'mine.toml');
    writeFileSync(file, '\nmax_sesions = 3\n');
    vi.stubEnv('CODEX_SESSIONS_CONFIG', file);
    const world = new World();
    const before = world.contents();
    const outcome = await world.run('doctor');
    expect(outcome.exitCode).toBe(1);
    expect(serving(outcome)).toEqual([
      expect.stringMatching(/^ {2}settings {4}CODEX_SESSIONS_MAX_TURNS: max_turns must be /),
      `  settings    ${file}:2: unknown key 'max_sesions'; did you mean 'max_sessions'?`,
      '  codex       not tried: the settings do not say which',
      '  registry    no write was tried: the settings do not say which team',
    ]);
    expect(world.contents()).toEqual(before);
  });

  it('finds a Codex that does not work, and says so by its exit code', async () => {
    fakeCodex('exit 3');
    const outcome = await new World().run('doctor');
    expect(outcome.exitCode).toBe(1);
    expect(serving(outcome)).toEqual([
      expect.stringContaining('good'),
      expect.stringContaining('exited with code 3'),
      WRITTEN('default'),
    ]);
  });

  it('writes to the team it is asked about, whatever the settings say', async () => {
    vi.stubEnv('CODEX_SESSIONS_TEAM', 'many');
    vi.stubEnv('CODEX_SESSIONS_MAX_TURNS', 'many');
    const world = new World();
    mkdirSync(world.folder('docs'), { recursive: true, mode: 0o700 });
    const outcome = await world.run('doctor', '--team', 'docs');
    expect(outcome.exitCode).toBe(1);
    expect(serving(outcome).at(-1)).toBe(WRITTEN('docs'));
    expect(world.read('docs')).toEqual([]);
    expect(() => world.read('many')).toThrow('ENOENT');
  });

  it.each([
    ['is damaged', '{'],
    ['needs repairs', '{"sessions":[1]}'],
    ['is newer', '{"version":2,"sessions":[]}'],
  ])('does not write to a registry that %s, and says so', async (_, text) => {
    const world = new World();
    world.writeText('default', text);
    const before = world.contents();
    const outcome = await world.run('doctor');
    expect(outcome.exitCode).toBe(1);
    expect(serving(outcome).at(-1)).toBe(
      '  registry    no write was tried: team default has the problems above',
    );
    expect(world.contents()).toEqual(before);
  });

  it('writes to a team whose problem is none of another team', async () => {
    const world = new World();
    world.writeText('docs', '{');
    const outcome = await world.run('doctor');
    expect(outcome.exitCode).toBe(1);
    expect(serving(outcome).at(-1)).toBe(WRITTEN('default'));
  });

  it('says what to look at when a registry cannot be written', async () => {
    const world = new World();
    const folder = world.folder('default');
    mkdirSync(join(folder, '..'), { recursive: true });
    writeFileSync(folder, 'a file');
    const outcome = await world.run('doctor');
    expect(outcome.exitCode).toBe(1);
    const line = serving(outcome).at(-1);
    expect(line).toMatch(/^ {2}registry {4}team default cannot be written: the registry in /);
    expect(line).toContain(`; look at the disk, and at what is in ${folder}`);
  });
});
