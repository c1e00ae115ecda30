import { describe, expect, it } from 'vitest';
import { startProcess } from '../../../src/codex/process.js';

const quick = { endOfInputMs: 30, sigtermMs: 30, sigkillMs: 5_000 };
const patient = { endOfInputMs: 10_000, sigtermMs: 10_000, sigkillMs: 10_000 };

/** Starts a Node program; `firstOutput` resolves when it has said something. */
async function startNode(script: string, stopDeadlines = patient) {
  const args = ['--input-type=module', '--eval', script];
  const child = await startProcess({ command: process.execPath, args, stopDeadlines });
  const heard: string[] = [];
  const firstOutput = new Promise<void>((resolve) => {
    child.output.on('data', (chunk) => {
      heard.push(String(chunk));
      resolve();
    });
  });
  return { child, firstOutput, heard };
}

const READY = `process.stdout.write('ready\\n');`;
const IGNORE_END_OF_INPUT = `setInterval(() => {}, 1_000_000);`;
const IGNORE_SIGTERM = `process.on('SIGTERM', () => {});`;

describe('a backend process', () => {
  it('ends by the end of its input when it listens to that', async () => {
    const { child } = await startNode(`process.stdin.resume();`);
    expect(await child.stop()).toMatchObject({ exitCode: 0, signal: null });
  });

  it('is ended by SIGTERM when it does not', async () => {
    const { child, firstOutput } = await startNode(IGNORE_END_OF_INPUT + READY, {
      ...patient,
      endOfInputMs: 30,
    });
    await firstOutput;
    expect(await child.stop()).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
  });

  it('is ended by SIGKILL when nothing else helps', async () => {
    const stubborn = IGNORE_END_OF_INPUT + IGNORE_SIGTERM + READY;
    const { child, firstOutput } = await startNode(stubborn, quick);
    await firstOutput;
    expect(await child.stop()).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  it('stops once, however often it is asked, and also after its end', async () => {
    const { child } = await startNode(`process.stdin.resume();`);
    const [one, other] = [child.stop(), child.stop()];
    expect(await one).toBe(await other);
    expect(await child.stop()).toBe(await child.exited);
  });

  it('tells the exit code and the last lines of standard error', async () => {
    const { child } = await startNode(`
      for (let n = 1; n <= 30; n++) console.error('line ' + n);
      process.stderr.write('x'.repeat(10_000));
      process.exitCode = 3;`);
    const { exitCode, signal, stderrTail } = await child.exited;
    expect({ exitCode, signal }).toEqual({ exitCode: 3, signal: null });
    expect(stderrTail).toHaveLength(20);
    expect(stderrTail[0]).toBe('line 12');
    expect(stderrTail.at(-1)).toBe('x'.repeat(500));
  });

  it('has given all its output when its exit is told', async () => {
    const { child, heard } = await startNode(`process.stdout.write('y'.repeat(3_000_000));`);
    await child.exited;
    expect(heard.join('')).toHaveLength(3_000_000);
  });

  it('takes writes after its end without failing', async () => {
    const { child } = await startNode('');
    await child.exited;
    child.write('too late\n');
    expect(await child.stop()).toMatchObject({ exitCode: 0 });
  });

  it.each([
    ['the command is missing', { command: 'no-such-codex' }, undefined],
    ['the working directory is missing', { command: process.execPath }, '/no/such/directory'],
    ['an argument is impossible', { command: 'a\0b' }, undefined],
  ])('cannot be started when %s', async (_, { command }, cwd) => {
    const started = startProcess({ command, args: [], cwd, stopDeadlines: patient });
    await expect(started).rejects.toMatchObject({
      name: 'BackendSpawnError',
      code: 'backend_spawn_failed',
      cause: expect.any(Error),
    });
  });
});
