import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

/** As built by `npm run build`. */
const PROGRAM = fileURLToPath(new URL('../../../dist/bin/cli.js', import.meta.url));

let home: string;
let folder: string;

beforeEach(() => {
  // a process knows its working directory without links
  home = realpathSync(mkdtempSync(join(tmpdir(), 'cs-config-')));
  folder = join(home, 'project', 'sub');
  mkdirSync(folder, { recursive: true });
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
});

function run(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env.PATH, HOME: home, ...variables };
  const options = { cwd: folder, env };
  return new Promise<{ exitCode: unknown; out: string; error: string }>((resolve) => {
    execFile(process.execPath, [PROGRAM, 'config', ...args], options, (failure, out, error) => {
      resolve({ exitCode: failure?.code ?? 0, out, error });
    });
  });
}

function write(path: string, text: string): string {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

async function valuesFor(...args: Parameters<typeof run>): Promise<Record<string, unknown>> {
  const [flags, variables] = args;
  const { exitCode, out, error } = await run([...flags, '--json'], variables);
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  const { settings } = JSON.parse(out) as { settings: Record<string, { value: unknown }> };
  return Object.fromEntries(Object.entries(settings).map(([key, { value }]) => [key, value]));
}

describe.skipIf(process.platform === 'win32')('the built program', () => {
  it('finds its files, and lets each layer go before the next', async () => {
    write('.config/codex-sessions/config.toml', 'model = "user"\nmax_turns = 5\nmax_sessions = 5');
    write('project/.codex-sessions.toml', 'team = "docs"\nmodel = "theirs"');
    const variables = { CODEX_SESSIONS_MAX_TURNS: '6', CODEX_SESSIONS_MAX_SESSIONS: '6' };
    const flags = ['--max-sessions', '7', '--codex-arg', '-c', '--codex-arg', 'a=hunter2'];
    expect(await valuesFor(flags, variables)).toMatchObject({
      team: 'docs',
      model: 'user',
      max_turns: 6,
      max_sessions: 7,
      codex_args: ['-c', 'a=…'],
      events: true,
    });
  });

  it('takes the user’s file from where it is told to', async () => {
    const xdg = write('xdg/codex-sessions/config.toml', 'team = "xdg"');
    const variable = write('variable.toml', 'team = "variable"');
    write('project/sub/flag.toml', 'team = "flag"');
    const variables: Record<string, string> = { XDG_CONFIG_HOME: join(xdg, '../..') };
    expect(await valuesFor([], variables)).toMatchObject({ team: 'xdg' });
    variables.CODEX_SESSIONS_CONFIG = variable;
    expect(await valuesFor([], variables)).toMatchObject({ team: 'variable' });
    expect(await valuesFor(['--config', 'flag.toml'], variables)).toMatchObject({ team: 'flag' });
  });

  it('prints a table, and what a project file does not get', async () => {
    const project = write(
      'project/.codex-sessions.toml',
      'sandbox = "danger-full-access"\napproval_policy = "untrusted"',
    );
    const { exitCode, out, error } = await run([]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^SETTING +VALUE +FROM\nteam +default +default\n/);
    expect(out).toMatch(
      /\nBOUND +AT MOST +FROM\napproval_policy +untrusted +project file, line 2\n/,
    );
    expect(out).toMatch(new RegExp(`\nproject file +read +${project}\n`));
    expect(error).toBe(
      `codex-sessions: ${project}:1: sandbox = danger-full-access has no effect: it bounds nothing\n`,
    );
  });

  it('tells all faults at once, and fails', async () => {
    const user = write('.config/codex-sessions/config.toml', '\nmax_sesions = 3');
    const project = write('project/.codex-sessions.toml', `codex_command = "${home}/evil"`);
    const { exitCode, out, error } = await run(['--max-turns', 'many']);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(error).toBe(
      `codex-sessions: --max-turns: max_turns must be a whole number of at least 1, or none, not 'many'\n` +
        `codex-sessions: ${user}:2: unknown key 'max_sesions'; did you mean 'max_sessions'?\n` +
        `codex-sessions: ${project}:1: a project file may not set codex_command; set it in ${user}, by --codex-command or by CODEX_SESSIONS_CODEX_COMMAND\n`,
    );
  });

  it('refuses a project file that is too large, and one that is a folder', async () => {
    const project = write('project/.codex-sessions.toml', '#'.repeat(64 * 1024 + 1));
    expect(await run([])).toEqual({
      exitCode: 1,
      out: '',
      error: `codex-sessions: ${project}: is larger than 64 KB\n`,
    });
    mkdirSync(join(folder, '.codex-sessions.toml'));
    expect((await run([])).error).toBe(
      `codex-sessions: ${folder}/.codex-sessions.toml: is not a regular file\n`,
    );
  });
});
