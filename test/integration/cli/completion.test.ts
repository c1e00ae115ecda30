import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { folderOf } from '../../../src/store/overview.js';
import { entry } from '../../support/records.js';
import { HOSTILE, TRAP, TYPED } from './completion-lines.js';

const TEAM = 'my team';
const PROGRAM = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));

const has = (program: string, ...args: readonly string[]) =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;
const HAS_ZSH = has('zsh', '-c', 'true');
const HAS_FISH = has('fish', '-c', 'true');
/** The `script` of util-linux gives a program a terminal; others take other arguments. */
const HAS_SCRIPT = has('script', '-qec', 'true', '/dev/null');

let home: string;
let folder: string;
let registry: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'cs-complete-'));
  folder = join(home, 'work');
  mkdirSync(join(home, 'bin'));
  mkdirSync(folder);
  writeFileSync(join(folder, 'some file.json'), '');
  bundle(join(home, 'dist'));
  const run = `exec '${process.execPath}' '${join(home, 'dist', 'cli.js')}' "$@"`;
  const others = `printf '«'; printf '%s|' "$@"; printf '»\\n'`;
  // only asking for completions runs the program; all else prints how the shell called it
  const program = `#!/bin/sh\ncase $1 in complete|completion) ${run};; esac\n${others}\n`;
  writeFileSync(join(home, 'bin', 'codex-sessions'), program, { mode: 0o755 });
  registry = join(folderOf(home, TEAM), 'registry.json');
  mkdirSync(folderOf(home, TEAM), { recursive: true });
  const identities = [...HOSTILE, '-dash', 'tab\there', 'line\nbreak', '\x1b[2J'];
  const sessions = identities.map((identity, index) =>
    entry({ agent_id: `codex:${100 + index}`, identity, team: TEAM }),
  );
  writeFileSync(registry, JSON.stringify({ version: 1, sessions }));
});

/** Packs the program, so that it starts at once, and gives it a package to be in. */
function bundle(outdir: string): void {
  const banner = `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`;
  buildSync({
    entryPoints: [PROGRAM],
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    external: ['@statelyai/inspect', 'ws'],
    banner: { js: banner },
    logLevel: 'error',
  });
  const exported = { './package.json': './package.json' };
  const description = {
    name: 'codex-sessions',
    type: 'module',
    version: '0.0.0',
    exports: exported,
  };
  writeFileSync(join(outdir, '..', 'package.json'), JSON.stringify(description));
}

afterAll(() => rmSync(home, { recursive: true, force: true }));

const environment = () => ({
  PATH: `${join(home, 'bin')}:${process.env.PATH}`,
  HOME: folder,
  ATM_HOME: home,
  LC_ALL: 'C.UTF-8',
  TERM: 'dumb',
});

/** Runs a program in the folder of the test, and gives what it prints. */
function printed(program: string, ...args: readonly string[]): string {
  const options = { cwd: folder, env: environment(), encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(program, args, options);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** What a shell is started with, and what makes it complete. */
const SHELLS = {
  bash: {
    start: 'bash --norc --noprofile -i',
    setUp: 'eval "$(codex-sessions completion bash)"; set -H',
  },
  zsh: {
    start: 'zsh -f -i',
    setUp: 'autoload -Uz compinit; compinit -u -D; eval "$(codex-sessions completion zsh)"',
  },
} as const;

/**
 * Types lines into a shell on a terminal, each followed by Enter, and gives the arguments that the
 * program was called with for each.
 */
async function typed(
  { start, setUp }: (typeof SHELLS)[keyof typeof SHELLS],
  lines: readonly string[],
): Promise<string[]> {
  const shell = spawn('script', ['-qec', start, '/dev/null'], {
    cwd: folder,
    env: environment(),
    stdio: 'pipe',
  });
  onTestFinished(() => void shell.kill());
  const pending = [...lines];
  const calls: string[] = [];
  let written = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    const [answer, call] = /«([^»]*)\|»[\s\S]*?ready> /.exec(written) ?? [];
    if (answer === undefined || call === undefined) return;
    written = '';
    calls.push(call);
    shell.stdin.write(`${pending.shift() ?? 'exit'}\r`);
  });
  const closed = once(shell, 'close');
  await once(shell.stdout, 'data');
  // the prompt in two parts: as it is typed, it must not look like one
  shell.stdin.write(`PS1=rea"dy> "; ${setUp}; codex-sessions set-up\r`);
  await closed;
  return calls.slice(1);
}

const expectUnharmed = (before: string) => {
  expect(existsSync(join(folder, TRAP))).toBe(false);
  expect(readFileSync(registry, 'utf8')).toBe(before);
};

const noScript = HAS_SCRIPT ? '' : " (skipped: no 'script' of util-linux here)";
const noZsh = HAS_ZSH ? '' : ' (skipped: no zsh here)';
const noFish = HAS_FISH ? '' : ' (skipped: no fish here)';

describe('completion in bash', () => {
  it.runIf(HAS_SCRIPT)(`completes what is typed, and runs nothing of it${noScript}`, async () => {
    const before = readFileSync(registry, 'utf8');
    const lines = TYPED.map(([line]) => `codex-sessions ${line}`);
    const calls = await typed(SHELLS.bash, lines);
    expect(calls).toEqual(TYPED.map(([, call]) => call));
    expectUnharmed(before);
  });

  it('quotes each name so that bash reads it as that name', () => {
    const before = readFileSync(registry, 'utf8');
    const script = `
      eval "$(codex-sessions completion bash)"
      COMP_WORDBREAKS=$' \\t\\n"\\'@><=;|&(:' COMP_LINE='codex-sessions close ' COMP_POINT=21
      _codex_sessions
      for reply in "\${COMPREPLY[@]}"; do eval "printf '%s\\n' $reply"; done`;
    const names = printed('bash', '--norc', '-c', script).split('\n');
    expect(names.filter((name) => name !== '' && !name.startsWith('codex:'))).toEqual(HOSTILE);
    expectUnharmed(before);
  });

  it('works under strict settings, and says nothing where the program is missing', () => {
    const script = `
      eval "$(codex-sessions completion bash)"
      set -euo pipefail
      PATH=/nowhere COMP_WORDBREAKS=: COMP_LINE='codex-sessions clo' COMP_POINT=18
      _codex_sessions
      echo "\${#COMPREPLY[@]}"`;
    expect(printed('bash', '--norc', '-c', script)).toBe('0\n');
  });
});

describe.skipIf(!HAS_ZSH)(`completion in zsh${noZsh}`, () => {
  it.runIf(HAS_SCRIPT)(`completes what is typed, and runs nothing of it${noScript}`, async () => {
    const before = readFileSync(registry, 'utf8');
    const lines = TYPED.map(([line]) => `codex-sessions ${line}`);
    const calls = await typed(SHELLS.zsh, lines);
    expect(calls).toEqual(TYPED.map(([, call]) => call));
    expectUnharmed(before);
  });
});

describe.skipIf(!HAS_FISH)(`completion in fish${noFish}`, () => {
  const offered = (line: string) => {
    const script = `codex-sessions completion fish | source; complete -C ${line}`;
    return printed('fish', '--no-config', '-c', script).split('\n').slice(0, -1);
  };

  it('offers commands and names, with descriptions, and runs nothing of them', () => {
    const before = readFileSync(registry, 'utf8');
    expect(offered("'codex-sessions clos'")).toEqual([
      'close\tclose a session, wherever on this machine it lives',
    ]);
    const names = offered("'codex-sessions close '").map((line) => line.replace(/\t.*/, ''));
    const identities = names.filter((name) => !name.startsWith('codex:'));
    expect(identities.toSorted()).toEqual(HOSTILE.toSorted());
    expectUnharmed(before);
  });

  it('offers values after an equals sign, what begins with a dash after two, and files', () => {
    expect(offered("'codex-sessions sessions --team=m'")).toEqual(['--team=my team\t18 sessions']);
    expect(offered("'codex-sessions close -- -'")[0]).toMatch(/^-dash\t/);
    expect(offered("'codex-sessions check so'")).toEqual(['some file.json']);
    expect(offered("'codex-sessions sessions --file=so'")).toEqual(['--file=some file.json']);
  });
});
