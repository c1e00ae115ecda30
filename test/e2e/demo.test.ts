import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRegistrySnapshot } from '../../src/domain/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What `npm start` runs, with its own directory for temporaries. */
describe('the demo, piped', () => {
  let temporary: string;

  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'demo-test-'));
  });

  afterEach(() => rm(temporary, { recursive: true, force: true }));

  function startDemo(env: Record<string, string> = {}) {
    const demo = spawn(process.execPath, ['--import', 'tsx', 'src/demo/main.ts'], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, TMPDIR: temporary, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { demo, ended: outcomeOf(demo) };
  }

  async function outcomeOf(demo: ChildProcess) {
    const [output, errors]: [string[], string[]] = [[], []];
    demo.stdout?.on('data', (chunk) => output.push(String(chunk)));
    demo.stderr?.on('data', (chunk) => errors.push(String(chunk)));
    const [exitCode] = await once(demo, 'close');
    return { exitCode, output: output.join(''), errors: errors.join('') };
  }

  async function leftovers(): Promise<string[]> {
    const names = await readdir(temporary, { recursive: true });
    return names.filter((name) => name.startsWith('codex-sessions-demo-')).sort();
  }

  /** Codex processes that are still there, and on Linux whatever Codex started too. */
  async function survivors(output: string): Promise<number[]> {
    const told = [...output.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid));
    const all = process.platform === 'linux' ? await readdir('/proc') : [];
    const marked = all.map(Number).filter((pid) => pid > 0 && lives(pid) && isCodexOurs(pid));
    return [...told.filter(lives), ...marked];
  }

  function isCodexOurs(pid: number): boolean {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`CODEX_HOME=${temporary}`);
    } catch {
      return false;
    }
  }

  function lives(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  }

  it('goes as told: exit 0, plain lines, all its steps, and a registry where it says', async () => {
    const { exitCode, output, errors } = await startDemo().ended;
    expect(errors).toBe('');
    expect(output).toContain('All 10 steps went as told.');
    expect(exitCode).toBe(0);
    expect(output.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(await survivors(output)).toEqual([]);

    const saidInOrder = [
      /planner +status active +thread busy +registered/,
      /coder +status active +thread busy -> idle/,
      /identity_conflict: identity 'planner' is already held/,
      /max_sessions_exceeded: the maximum of 3 active sessions is reached/,
      /planner +status active -> stale +thread busy +lost/,
      /was ended by SIGKILL/,
      /planner +status stale -> active +thread busy +resumed/,
      /planner +says "I was sent 3 prompts/,
      /reviewer +status stale -> closed +thread idle -> closed/,
    ];
    const places = saidInOrder.map((line) => output.search(line));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    await expectNothingButARegistry(output);
  });

  /** The registry is where the output says, only for its user, and all that is left. */
  async function expectNothingButARegistry(output: string): Promise<void> {
    const file = /it is in (.*registry\.json)/.exec(output)?.[1] ?? '';
    expect(file.startsWith(temporary)).toBe(true);
    const { snapshot, issues } = parseRegistrySnapshot(JSON.parse(await readFile(file, 'utf8')));
    expect(issues).toEqual([]);
    expect(snapshot.sessions.map(({ identity, status }) => `${identity} ${status}`)).toEqual([
      'planner closed',
      'coder closed',
      'reviewer closed',
    ]);
    expect(file.endsWith(join('atm-home/.config/atm/agent-sessions/demo/registry.json'))).toBe(
      true,
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
    expect((await leftovers()).at(-1)).toBe(file.slice(temporary.length + 1));
    expect((await leftovers()).filter((name) => !name.includes('atm-home'))).toHaveLength(1);
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('cleans everything up when it is interrupted by %s', async (signal, expected) => {
    const { demo, ended } = startDemo();
    demo.stdout.on('data', (chunk) => {
      if (String(chunk).includes('3. Run a turn')) demo.kill(signal);
    });
    const { exitCode, output } = await ended;
    expect(output).toContain(`FAILED in step 3, "Run a turn in each of them at the same time"`);
    expect(output).toContain(`interrupted by ${signal}`);
    expect(exitCode).toBe(expected);
    expect(await survivors(output)).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  it('fails, and says why, when it cannot make its directories', async () => {
    const nowhere = join(temporary, 'nowhere');
    // without its cache tsx does not make the directory
    const { ended } = startDemo({ TMPDIR: nowhere, TSX_DISABLE_CACHE: '1' });
    const { exitCode, output } = await ended;
    expect(exitCode).toBe(1);
    expect(output).toContain('FAILED: ENOENT');
    expect(await survivors(output)).toEqual([]);
  });
});
