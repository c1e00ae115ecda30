import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toldLines } from '../../diagrams/recording/told.js';
import { parseRegistrySnapshot } from '../../src/domain/index.js';
import { type LivingProcess, processesWith, survivors } from '../support/process-table.js';
import { linesIn } from '../support/recording.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What `npm start` runs, with its own folder for temporaries. */
describe('the demo, piped', () => {
  let temporary: string;

  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'demo-'));
  });

  afterEach(() => rm(temporary, { recursive: true, force: true, maxRetries: 5 }));

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

  /** All that the demo started, and what that started, has this folder for temporaries. */
  const started = (): LivingProcess[] => processesWith('TMPDIR', temporary);

  it('goes as told: exit 0, plain lines, all its steps, and a registry where it says', async () => {
    const { exitCode, output, errors } = await startDemo().ended;
    expect(started()).toEqual([]);
    expect(errors).toBe('');
    expect(output).toContain('All 11 steps went as told.');
    expect(exitCode).toBe(0);
    expect(output.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expectInOrder(output, [
      /codex-sessions serve is up: process \d+/,
      /planner +status active +thread busy +registered/,
      /coder +status active +thread busy -> idle/,
      /progress of the reviewer: .+/,
      /all three turns ran at once for [1-9]\d* ms/,
      /IDENTITY_CONFLICT: identity 'planner' is already held/,
      /MAX_SESSIONS_EXCEEDED: the maximum of 3 active sessions is reached/,
      /the client is asked: Allow Codex to run/,
      /answered with accept, and written/,
      /the client is asked: Allow Codex to run/,
      /agent_approve: approval-\d+ was answered: decline/,
      /the question was withdrawn at the client, and the turn went on/,
      /the turn of the reviewer was interrupted/,
      /reviewer +says "In short: it is good."/,
      /planner +status active -> stale +thread busy +lost/,
      /CHILD_PROCESS_DEAD: process \d+ was ended by SIGKILL/,
      /planner +status stale -> active +thread busy +resumed/,
      /planner +says "I was sent 3 prompts/,
      /codex-sessions serve is up: process \d+/,
      /coder +says "I was sent 4 prompts/,
      /reviewer +status stale -> closed +thread idle -> closed/,
      /5 processes were started, and none of them is left/,
    ]);
    await expectNothingButARegistry(output);
    const recording = await readFile(join(ROOT, 'diagrams/start.svg'), 'utf8');
    expect(linesIn(recording), 'the recording is stale: run npm run recording').toEqual(
      toldLines(output),
    );
  });

  /** Each line comes after the one before it. */
  function expectInOrder(output: string, lines: readonly RegExp[]): void {
    let rest = output;
    for (const line of lines) {
      const found = line.exec(rest);
      expect(found, `${line} comes in its place of\n${output}`).not.toBeNull();
      rest = rest.slice((found?.index ?? 0) + (found?.[0].length ?? 0));
    }
  }

  /** The registry is where the output says, only for its user, and all that is left. */
  async function expectNothingButARegistry(output: string): Promise<void> {
    const file = /the registry is in (.*registry\.json)/.exec(output)?.[1] ?? '';
    expect(file.startsWith(temporary)).toBe(true);
    expect(file.endsWith('atm-home/.config/atm/agent-sessions/demo/registry.json')).toBe(true);
    const { snapshot, issues } = parseRegistrySnapshot(JSON.parse(await readFile(file, 'utf8')));
    expect(issues).toEqual([]);
    const sessions = snapshot.sessions.map(({ identity, status }) => `${identity} ${status}`);
    expect(sessions.sort()).toEqual(['coder closed', 'planner closed', 'reviewer closed']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
    const [root, ...others] = await leftovers();
    expect(others.filter((name) => !name.startsWith(`${root}/atm-home`))).toEqual([]);
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('cleans everything up when it is interrupted by %s', async (signal, expected) => {
    const { demo, ended } = startDemo();
    demo.stdout.on('data', (chunk) => {
      if (String(chunk).includes('2. Start three')) demo.kill(signal);
    });
    const { exitCode, output } = await ended;
    expect(output).toContain(`FAILED in step 2, "Start three named sessions, and run a turn`);
    expect(output).toContain(`interrupted by ${signal}`);
    expect(exitCode).toBe(expected);
    expect(started()).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  it('leaves no process behind when it is killed while all three turns run', async () => {
    const { demo, ended } = startDemo();
    let registered = 0;
    let alive: readonly LivingProcess[] = [];
    demo.stdout.on('data', (chunk) => {
      registered += String(chunk).split('registered').length - 1;
      if (registered < 3 || alive.length > 0) return;
      alive = started();
      demo.kill('SIGKILL');
    });
    await ended;
    expect(alive.length).toBeGreaterThan(1);
    expect(await survivors(started)).toEqual([]);
  });

  it('fails, and says why, when it cannot make its folders', async () => {
    const nowhere = join(temporary, 'nowhere');
    // without its cache tsx does not make the folder
    const { ended } = startDemo({ TMPDIR: nowhere, TSX_DISABLE_CACHE: '1' });
    const { exitCode, output } = await ended;
    expect(exitCode).toBe(1);
    expect(output).toContain('FAILED: ENOENT');
    expect(processesWith('TMPDIR', nowhere)).toEqual([]);
  });
});
