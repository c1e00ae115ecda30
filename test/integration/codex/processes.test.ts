import { describe, expect, it } from 'vitest';
import type { CodexBackend } from '../../../src/codex/index.js';
import { openThread, realCodex, settingsOf } from '../../support/codex-real.js';
import type { CodexRun } from '../../support/codex-run.js';

/** What the agent answers to `count`: how many prompts of a user it was sent. */
async function countPrompts({ runTurn }: CodexRun, threadId: string): Promise<string> {
  const end = await runTurn(threadId, 'count');
  return end.type === 'turn.completed' ? end.lastMessage : end.type;
}

/** Waits until no turn runs on a thread. */
async function idle(codex: CodexBackend, threadId: string): Promise<void> {
  while (await codex.isThreadActive(threadId));
}

describe('a thread and several processes of the real codex', () => {
  it('is resumed with its history by the next process, and its turns are listed', async () => {
    const real = await realCodex();
    const before = await openThread(real);
    const { threadId } = before;
    await before.runTurn(threadId, 'say:`one`');
    await before.runTurn(threadId, 'failed');
    const hanging = await before.codex.startTurn(threadId, 'hang');
    // the thread is not active yet in the gap between the answer and turn/started
    await real.model.requested('hang');
    expect(await before.codex.isThreadActive(threadId)).toBe(true);
    expect(await before.codex.listTurns(threadId, 1)).toMatchObject([
      { turnId: hanging, status: 'running' },
    ]);
    await before.codex.stop();

    const after = await real.start();
    expect(await after.codex.isThreadActive(threadId)).toBe(false);
    const turns = [
      { turnId: hanging, status: 'interrupted', lastMessage: '', error: null },
      { status: 'failed', error: expect.stringContaining('mock failed') },
      { status: 'completed', lastMessage: 'one', error: null },
    ];
    expect(await after.codex.listTurns(threadId, 10)).toMatchObject(turns);
    expect(await after.codex.listTurns(threadId, 2)).toMatchObject(turns.slice(0, 2));
    const resumed = await after.codex.resumeThread(threadId, settingsOf(real));
    expect(resumed).toMatchObject({ threadId, model: 'mock-model', path: before.path });
    expect(await countPrompts(after, threadId)).toBe('user messages: 4; last: count');
  });

  it('H1: is held by the process that loaded it; it can be read and forked all the same', async () => {
    const real = await realCodex();
    const { runTurn, threadId } = await openThread(real);
    await runTurn(threadId, 'say:`one`');
    const other = await real.start();
    const held = { kind: 'thread_held', reason: `thread ${threadId} already has an active writer` };
    await expect(other.codex.resumeThread(threadId)).rejects.toMatchObject(held);
    await expect(other.codex.archiveThread(threadId)).rejects.toMatchObject(held);
    expect(await other.codex.listTurns(threadId, 1)).toMatchObject([{ lastMessage: 'one' }]);
    const fork = await other.codex.forkThread(threadId, settingsOf(real));
    expect(fork.threadId).not.toBe(threadId);
    expect(await countPrompts(other, fork.threadId)).toBe('user messages: 2; last: count');
    expect(await countPrompts({ ...other, runTurn }, threadId)).toContain('user messages: 2');
  });

  it('is told nothing of after unsubscribing, keeps its writer, and is told of again', async () => {
    const real = await realCodex();
    const run = await openThread(real);
    const { codex, threadId, heard } = run;
    await run.runTurn(threadId, 'say:`one`');
    await codex.unsubscribeThread(threadId);
    const other = await real.start();
    await expect(other.codex.resumeThread(threadId)).rejects.toMatchObject({ kind: 'thread_held' });
    const before = heard.length;
    const turnId = await codex.startTurn(threadId, 'say:`unheard`');
    await real.model.requested('unheard');
    await idle(codex, threadId);
    await codex.resumeThread(threadId);
    expect(heard.slice(before)).toEqual([{ type: 'turn.started', threadId, turnId }]);
    expect(await countPrompts(run, threadId)).toBe('user messages: 3; last: count');
  });

  it('is freed by archiving, cannot be resumed then, and can be again', async () => {
    const real = await realCodex();
    const { codex, runTurn, threadId } = await openThread(real);
    await runTurn(threadId, 'say:`one`');
    await codex.archiveThread(threadId);
    const other = await real.start();
    await expect(other.codex.resumeThread(threadId)).rejects.toMatchObject({
      kind: 'thread_archived',
    });
    await other.codex.unarchiveThread(threadId);
    await other.codex.resumeThread(threadId, settingsOf(real));
    expect(await countPrompts(other, threadId)).toBe('user messages: 2; last: count');
  });

  it('is not found when it never had a turn, or never was', async () => {
    const real = await realCodex();
    const { codex, threadId } = await openThread(real);
    expect(await codex.listTurns(threadId, 5)).toEqual([]);
    await codex.stop();
    const other = await real.start();
    const nobody = '00000000-0000-7000-8000-000000000000';
    for (const id of [threadId, nobody]) {
      const missing = { kind: 'thread_not_found' };
      await expect(other.codex.resumeThread(id)).rejects.toMatchObject(missing);
      await expect(other.codex.forkThread(id)).rejects.toMatchObject(missing);
      await expect(other.codex.listTurns(id, 1)).rejects.toMatchObject(missing);
      await expect(other.codex.startTurn(id, 'hello')).rejects.toMatchObject(missing);
      expect(await other.codex.isThreadActive(id)).toBe(false);
    }
  });
});
