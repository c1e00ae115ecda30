import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderOf } from '../../../src/store/overview.js';
import { entry } from '../../support/records.js';
import type { Word } from './holder.js';

const TEAM = 'docs';
const PROGRAM = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));
const HOLDER = new URL('./holder.ts', import.meta.url);
const TSX = import.meta.resolve('tsx');

let home: string;
const holders = new Map<ChildProcess, Promise<unknown>>();

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cs-'));
});

afterEach(async () => {
  for (const child of holders.keys()) child.kill('SIGKILL');
  await Promise.all(holders.values());
  holders.clear();
  rmSync(home, { recursive: true, force: true });
});

function start(...args: readonly string[]) {
  // a terminal's environment: that output is no terminal must be enough
  const env = { PATH: process.env.PATH, ATM_HOME: home, TERM: 'xterm-256color', COLORTERM: '1' };
  return spawn(process.execPath, ['--import', TSX, PROGRAM, ...args], { env, stdio: 'pipe' });
}

async function run(...args: readonly string[]) {
  const program = start(...args);
  const written = { out: '', error: '' };
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.out += text;
  });
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.error += text;
  });
  const [exitCode] = (await once(program, 'close')) as [number | null];
  return { exitCode, ...written };
}

/** A process that has a session, and what it says of it. */
async function hold(identity: string, ...control: readonly string[]) {
  const child = fork(HOLDER, [TEAM, home, identity, ...control], { execArgv: ['--import', TSX] });
  const exited = once(child, 'exit');
  holders.set(child, exited);
  const words: Word[] = [];
  const agentId = await new Promise<string>((resolve, reject) => {
    child.on('message', (word: Word) => {
      words.push(word);
      if ('registered' in word) resolve(word.registered);
    });
    exited.then(() => reject(new Error('the holder ended')), reject);
  });
  return { child, exited, agentId, words };
}

function entries(): Record<string, unknown>[] {
  const text = readFileSync(join(folderOf(home, TEAM), 'registry.json'), 'utf8');
  return (JSON.parse(text) as { sessions: Record<string, unknown>[] }).sessions;
}

describe('the program codex-sessions', () => {
  it('suggests what was meant, and ends with 2', async () => {
    const { exitCode, out, error } = await run('sesions');
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(error).toContain('Did you mean sessions?');
  });

  it('ends with 0 when it is done, and with 1 when it cannot be', async () => {
    expect(await run('sessions')).toMatchObject({ exitCode: 0, error: '' });
    expect(await run('sessions', '--team', 'none')).toMatchObject({ exitCode: 1, out: '' });
  });

  it('shows a session of another process without colours when piped, and closes it there', async () => {
    const { child, agentId, words } = await hold('planner', join(home, 'run'));
    const listed = await run('sessions');
    expect(listed).toMatchObject({ exitCode: 0, error: '' });
    expect(listed.out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(listed.out).toMatch(new RegExp(`\n● active +planner +${agentId} +busy +${child.pid} `));

    const { out } = await run('sessions', '--json');
    const owner = { pid: child.pid, host: hostname() };
    expect(JSON.parse(out)).toMatchObject([{ agent_id: agentId, live: true, owner }]);

    const closed = await run('close', 'planner');
    expect(closed).toEqual({
      exitCode: 0,
      out: `closed planner (${agentId}) of team ${TEAM}\n`,
      error: '',
    });
    expect(words).toContainEqual({ changed: 'closed' });
    expect(entries()).toMatchObject([{ agent_id: agentId, status: 'closed' }]);
  });

  it('does not close a session that it cannot reach, and closes it once its process is gone', async () => {
    const { child, exited, agentId } = await hold('planner');
    const refused = await run('close', agentId);
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.error).toContain(`process ${child.pid} on this host`);
    expect(entries()).toMatchObject([{ status: 'active' }]);

    child.kill('SIGKILL');
    await exited;
    expect((await run('sessions')).out).toMatch(/\n {2}stale \(lost\) +planner /);
    expect(await run('close', agentId)).toMatchObject({ exitCode: 0, error: '' });
    expect(entries()).toMatchObject([{ agent_id: agentId, status: 'closed' }]);
  });

  it('does not mind a reader who has read enough', async () => {
    mkdirSync(folderOf(home, TEAM), { recursive: true });
    const sessions = Array.from({ length: 5000 }, (_, index) => entry({ agent_id: `${index}` }));
    writeFileSync(join(folderOf(home, TEAM), 'registry.json'), JSON.stringify({ sessions }));
    const program = start('sessions');
    let error = '';
    program.stderr.setEncoding('utf8').on('data', (text: string) => {
      error += text;
    });
    program.stdout.once('data', () => program.stdout.destroy());
    const [exitCode] = (await once(program, 'close')) as [number | null];
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  });
});
