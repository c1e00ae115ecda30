import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { v4 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  descendantsAmong,
  descendantsOf,
  processesWith,
  survivors,
} from '../../support/process-table.js';

const VARIABLE = 'CODEX_SESSIONS_TEST';

/** Starts a child that lives until its input ends, tells its pid, and lives on. */
const PARENT = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('spawn', () => process.stdout.write(String(child.pid)));
  child.on('exit', () => process.stdout.write('gone'));
  process.stdin.on('data', () => child.kill('SIGKILL'));
`;

/** The same, but the child has no pipe to notice the end of its parent by. */
const CARELESS = PARENT.replace("'pipe', 'ignore'", "'inherit', 'ignore'").replace(
  'process.stdin.resume()',
  'setInterval(() => {}, 1e6)',
);

describe.runIf(process.platform === 'linux')('the table of processes', () => {
  let mark: string;
  const started: ChildProcess[] = [];

  beforeEach(() => {
    mark = uuid();
  });

  afterEach(async () => {
    for (const { pid } of processesWith(VARIABLE, mark)) process.kill(pid, 'SIGKILL');
    for (const child of started.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  });

  async function startParent(script: string) {
    const env = { PATH: process.env.PATH, [VARIABLE]: mark };
    const parent = spawn(process.execPath, ['-e', script], { env, stdio: 'pipe' });
    started.push(parent);
    const [childPid] = await once(parent.stdout, 'data');
    return { parent, child: Number(childPid) };
  }

  const marked = () => processesWith(VARIABLE, mark);

  it('tells the descendants of a process, parents first', async () => {
    const { parent, child } = await startParent(PARENT);
    const mine = descendantsOf(process.pid).map(({ pid }) => pid);
    expect(mine.indexOf(child)).toBeGreaterThan(mine.indexOf(parent.pid ?? 0));
    expect(descendantsOf(parent.pid ?? 0)).toMatchObject([{ pid: child, parent: parent.pid }]);
  });

  it('finds what was started with a variable, an orphan too, and nothing else', async () => {
    const { parent, child } = await startParent(CARELESS);
    expect(new Set(marked().map(({ pid }) => pid))).toEqual(new Set([parent.pid, child]));
    expect(processesWith(VARIABLE, mark.slice(1))).toEqual([]);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(marked()).toMatchObject([
      { pid: child, command: expect.stringContaining('setInterval') },
    ]);
  });

  it('counts no zombies', async () => {
    const { parent, child } = await startParent(PARENT);
    parent.kill('SIGSTOP');
    process.kill(child, 'SIGKILL');
    expect(await survivors(() => descendantsOf(parent.pid ?? 0))).toEqual([]);
  });

  it('waits for the last to go, and gives those that do not', async () => {
    const { parent, child } = await startParent(PARENT);
    expect((await survivors(marked, 1)).map(({ pid }) => pid)).toEqual([parent.pid, child]);
    parent.stdin.end();
    parent.kill('SIGKILL');
    expect(await survivors(marked)).toEqual([]);
  });

  it('tells children before grandchildren, and no strangers', () => {
    const family = [
      [4, 3],
      [3, 1],
      [2, 1],
      [9, 8],
    ].map(([pid = 0, parent = 0]) => ({ pid, parent, command: '' }));
    expect(descendantsAmong(family, 1).map(({ pid }) => pid)).toEqual([3, 2, 4]);
    expect(descendantsAmong(family, 4)).toEqual([]);
  });
});
