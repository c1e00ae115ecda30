import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { endAll, lives } from '../../../src/demo/processes.js';

describe('processes', () => {
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  async function start(script: string) {
    const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'ignore'] });
    children.push(child);
    await once(child.stdout, 'data');
    return { child, pid: child.pid ?? 0, exited: once(child, 'exit') };
  }

  it('that do not end in time are killed', async () => {
    const { pid, exited } = await start(
      'process.stdin.on("end", () => {}); console.log(1); setInterval(() => {}, 1e6)',
    );
    expect(lives(pid)).toBe(true);
    await endAll([pid], 0);
    expect(await exited).toEqual([null, 'SIGKILL']);
    expect(lives(pid)).toBe(false);
  });

  it('that end by themselves are waited for', async () => {
    const { child, pid, exited } = await start('process.stdin.resume(); console.log(1)');
    child.stdin.end();
    await endAll([pid], 60_000);
    expect(await exited).toEqual([0, null]);
  });
});
