import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runFake } from '../../support/codex-run.js';

/** A fake Codex whose threads survive it. */
function runKept(words = '') {
  const home = mkdtempSync(join(tmpdir(), 'fake-codex-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const env = { PATH: process.env.PATH, CODEX_HOME: home };
  const again = (further = '') => runFake('', { env: { ...env, FAKE_APP_SERVER: further } });
  return { again, started: again(words) };
}

describe('the codex client around the turns', () => {
  it.each([
    ['old-cli', "exited with code 2: error: unrecognized subcommand 'app-server'"],
    ['no-terminal', 'exited with code 1: Error: stdin is not a terminal'],
  ])('says to update a Codex without app-server: %s', async (words, end) => {
    const update = 'this Codex CLI has no `app-server`: update it';
    await expect(runFake(words)).rejects.toThrow(`the codex process ${end}; ${update}`);
  });

  it('says to install a Codex that is missing', async () => {
    const started = runFake('', { command: 'no-such-codex' });
    await expect(started).rejects.toMatchObject({
      code: 'backend_spawn_failed',
      message: expect.stringContaining('install the Codex CLI (`npm install -g @openai/codex`)'),
    });
  });

  it('gives up on a greeting that is never answered, and leaves no process', async () => {
    const started = runFake('never:initialize', { requestTimeoutMs: 300 });
    await expect(started).rejects.toMatchObject({ method: 'initialize' });
  });

  it('H9: takes a history of 23 million characters in one line, and one message of as many', async () => {
    const { again, started } = runKept();
    const first = await started;
    const { threadId } = await first.codex.startThread();
    await first.runTurn(threadId, 'say:`one`');
    await first.codex.stop();
    const size = 23_000_000;
    const { codex, runTurn } = await again(`history=${size}`);
    expect(await codex.resumeThread(threadId)).toMatchObject({ threadId });
    const end = await runTurn(threadId, `big=${size}`);
    expect(end).toMatchObject({ type: 'turn.completed' });
    expect(end.type === 'turn.completed' && end.lastMessage.length).toBe(size);
  });

  it('H1: tells by its kind that another process holds a thread', async () => {
    const { again, started } = runKept();
    const first = await started;
    const { threadId } = await first.codex.startThread();
    await first.runTurn(threadId, '');
    const { codex } = await again('held');
    const held = { code: 'request_refused', kind: 'thread_held' };
    await expect(codex.resumeThread(threadId)).rejects.toMatchObject(held);
    await expect(codex.archiveThread(threadId)).rejects.toMatchObject(held);
  });

  it('tells by its kind why a thread cannot be started or resumed', async () => {
    const { codex, runTurn } = await runKept().started;
    await expect(codex.startThread({ developerInstructions: 'unwritable' })).rejects.toMatchObject({
      kind: 'bad_configuration',
      reason: 'Model provider `nope` not found',
    });
    await expect(codex.resumeThread('nobody')).rejects.toMatchObject({ kind: 'thread_not_found' });
    await expect(codex.listTurns('nobody', 1)).rejects.toMatchObject({ kind: 'thread_not_found' });
    expect(await codex.isThreadActive('nobody')).toBe(false);
    const { threadId } = await codex.startThread();
    await runTurn(threadId, '');
    await codex.archiveThread(threadId);
    await expect(codex.resumeThread(threadId)).rejects.toMatchObject({ kind: 'thread_archived' });
  });

  it('tells exit code and last words of a process that dies in a turn', async () => {
    const { codex, heard } = await runFake();
    const { threadId } = await codex.startThread();
    const turnId = await codex.startTurn(threadId, 'die=7');
    expect(await codex.exited).toEqual({
      exitCode: 7,
      signal: null,
      stderrTail: ['first line', 'second line', 'third line'],
    });
    expect(heard.at(-1)).toEqual({ type: 'turn.started', threadId, turnId });
    await expect(codex.startThread()).rejects.toMatchObject({ code: 'backend_exited' });
  });

  it('tells the signal of a process that is killed', async () => {
    const { codex } = await runFake();
    const { threadId } = await codex.startThread();
    const turn = codex.startTurn(threadId, 'killed').catch(() => {});
    expect(await codex.exited).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
    await turn;
  });

  it('fails the request a process dies on', async () => {
    const { codex } = await runFake('die-on:thread/start');
    await expect(codex.startThread()).rejects.toMatchObject({ exit: { exitCode: 3 } });
  });

  it('ends a process that listens to nothing', async () => {
    const stopDeadlines = { endOfInputMs: 20, sigtermMs: 20, sigkillMs: 10_000 };
    const { codex } = await runFake('stubborn', { stopDeadlines });
    expect(await codex.stop()).toMatchObject({ signal: 'SIGKILL' });
  });
});
