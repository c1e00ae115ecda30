import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeExit } from '../../../src/codex/index.js';
import { type ScriptedModel, startScriptedModel } from '../../../src/demo/model.js';
import { describeHistory, prompts } from '../../../src/demo/script.js';
import { runCodex } from '../../support/codex-run.js';
import { type CodexWorld, createCodexWorld } from '../../support/codex-world.js';

/** The real codex of node_modules, a scripted model, and nothing of the machine's own. */
describe('the codex client against the real codex', () => {
  let model: ScriptedModel;
  let world: CodexWorld;

  beforeAll(async () => {
    model = await startScriptedModel(1);
    world = createCodexWorld({ modelUrl: model.url });
  });

  afterAll(async () => {
    world.remove();
    await model.close();
  });

  async function startCodex(args?: readonly string[]) {
    const { env, workspace: cwd } = world;
    const run = await runCodex({ command: 'codex', env, cwd, onFact() {}, ...(args && { args }) });
    const settings = { cwd, sandbox: 'read-only', approvalPolicy: 'never' } as const;
    return { ...run, settings };
  }

  it('runs a turn and tells its beginning, its words and its end, in that order', async () => {
    const { codex, heard, endOf, settings } = await startCodex();
    const { threadId } = await codex.startThread(settings);
    const turnId = await codex.startTurn(threadId, prompts.say('grüße aus 漢字 🦉'));
    expect(await endOf(turnId)).toEqual({
      type: 'turn.completed',
      threadId,
      turnId,
      lastMessage: 'grüße aus 漢字 🦉',
    });
    expect(heard.every((fact) => fact.threadId === threadId)).toBe(true);
    const [first, ...others] = heard.map(({ type }) => type);
    expect(first).toBe('turn.started');
    expect(others).toContain('message.delta');
    expect(others.slice(-2)).toEqual(['message.completed', 'turn.completed']);
    expect(await codex.stop()).toMatchObject({ exitCode: 0 });
  });

  it('runs turns of several threads at the same time', async () => {
    const { codex, runTurn, settings } = await startCodex();
    const texts = ['one', 'two', 'three'];
    const ends = await Promise.all(
      texts.map(async (text) => {
        const { threadId } = await codex.startThread(settings);
        return runTurn(threadId, prompts.together(texts.length, text));
      }),
    );
    expect(ends).toMatchObject(texts.map((lastMessage) => ({ lastMessage })));
  });

  it('interrupts a turn that was asked for but not answered yet', async () => {
    const { codex, endOf, settings } = await startCodex();
    const { threadId } = await codex.startThread(settings);
    const turn = codex.startTurn(threadId, prompts.hang('this never ends'));
    await codex.interruptTurn(threadId);
    expect(await endOf(await turn)).toMatchObject({ type: 'turn.interrupted' });
  });

  it('interrupts nothing when no turn runs, and the next turn is not hurt', async () => {
    const { codex, runTurn, settings } = await startCodex();
    const { threadId } = await codex.startThread(settings);
    await codex.interruptTurn(threadId);
    const end = await runTurn(threadId, prompts.say('not hurt'));
    expect(end).toMatchObject({ type: 'turn.completed', lastMessage: 'not hurt' });
  });

  it('resumes a thread after kill -9 in the middle of a message, history included', async () => {
    const asked = [prompts.say('a whole turn'), prompts.hang('half a'), prompts.count()] as const;
    const before = await startCodex();
    const { threadId } = await before.codex.startThread(before.settings);
    await before.runTurn(threadId, asked[0]);
    const turnId = await before.codex.startTurn(threadId, asked[1]);
    await before.told('message.delta', (fact) => fact.turnId === turnId);
    process.kill(before.codex.pid, 'SIGKILL');
    const open = before.codex.startThread();
    await expect(open).rejects.toMatchObject({ code: 'backend_exited' });
    expect(describeExit(await before.codex.exited)).toBe('was ended by SIGKILL');

    const after = await startCodex();
    await after.codex.resumeThread(threadId, after.settings);
    const counted = await after.runTurn(threadId, asked[2]);
    expect(counted).toMatchObject({ lastMessage: describeHistory(asked) });
  });

  it('passes the sentence of Codex on when it refuses', async () => {
    const { codex } = await startCodex();
    const nobody = '00000000-0000-7000-8000-000000000000';
    await expect(codex.startTurn(nobody, 'hello')).rejects.toMatchObject({
      code: 'request_refused',
      method: 'turn/start',
      reason: `thread not found: ${nobody}`,
    });
    await expect(codex.resumeThread(nobody)).rejects.toMatchObject({
      reason: expect.stringContaining('no rollout found'),
    });
  });

  it('says to update a Codex that takes the word for its server as a prompt', async () => {
    await expect(startCodex(['mcp-server'])).rejects.toThrow(
      /stdin is not a terminal; this Codex CLI has no `app-server`: update it/,
    );
  });

  it('tells why it could not start when Codex does not know its arguments', async () => {
    await expect(startCodex(['no-such-server', '--nonsense'])).rejects.toMatchObject({
      code: 'backend_exited',
      exit: {
        exitCode: expect.any(Number),
        stderrTail: expect.arrayContaining([expect.any(String)]),
      },
    });
  });
});
