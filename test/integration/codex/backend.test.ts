import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type CodexBackend,
  type CodexFact,
  describeExit,
  startCodexBackend,
} from '../../../src/codex/index.js';
import { findCodexBinary } from '../../../src/demo/codex-binary.js';
import { createEnvironment, type DemoEnvironment } from '../../../src/demo/environment.js';
import { type ScriptedModel, startScriptedModel } from '../../../src/demo/model.js';
import { describeHistory, prompts } from '../../../src/demo/script.js';
import { createFactFeed } from '../../../src/demo/waiting.js';

/** The real codex of node_modules, a scripted model, and nothing of the machine's own. */
describe('the codex client against the real codex', () => {
  let model: ScriptedModel;
  let environment: DemoEnvironment;
  const running: CodexBackend[] = [];

  beforeAll(async () => {
    model = await startScriptedModel(1);
    environment = await createEnvironment(model.url, 'test');
  });

  afterEach(async () => {
    for (const codex of running.splice(0)) await codex.stop();
  });

  afterAll(async () => {
    await environment.remove();
    await model.close();
  });

  async function startCodex(args?: readonly string[]) {
    const heard: CodexFact[] = [];
    const facts = createFactFeed();
    facts.listen((fact) => heard.push(fact));
    const codex = await startCodexBackend({
      command: findCodexBinary().path,
      env: environment.codexEnv,
      cwd: environment.workspace,
      clientInfo: { name: 'codex-sessions-test', version: '0' },
      onFact: facts.publish,
      ...(args && { args }),
    });
    running.push(codex);
    const settings = {
      cwd: environment.workspace,
      sandbox: 'read-only',
      approvalPolicy: 'never',
    } as const;
    return { codex, facts, heard, settings };
  }

  it('runs a turn and tells its beginning, its words and its end, in that order', async () => {
    const { codex, facts, heard, settings } = await startCodex();
    const { threadId } = await codex.startThread(settings);
    const end = facts.next(threadId, 'turn.completed');
    const turnId = await codex.startTurn(threadId, prompts.say('grüße aus 漢字 🦉'));
    expect(await end).toEqual({
      type: 'turn.completed',
      threadId,
      turnId,
      lastMessage: 'grüße aus 漢字 🦉',
    });
    expect(heard.every((fact) => fact.threadId === threadId)).toBe(true);
    const [first, ...others] = heard.map(({ type }) => type).filter((type) => type !== 'notified');
    expect(first).toBe('turn.started');
    expect(others).toContain('message.delta');
    expect(others.slice(-2)).toEqual(['message.completed', 'turn.completed']);
    expect(await codex.stop()).toMatchObject({ exitCode: 0 });
  });

  it('runs turns of several threads at the same time', async () => {
    const { codex, facts, settings } = await startCodex();
    const texts = ['one', 'two', 'three'];
    const ends = await Promise.all(
      texts.map(async (text) => {
        const { threadId } = await codex.startThread(settings);
        const end = facts.next(threadId, 'turn.completed');
        await codex.startTurn(threadId, prompts.together(texts.length, text));
        return end;
      }),
    );
    expect(ends.map(({ lastMessage }) => lastMessage)).toEqual(texts);
  });

  it('interrupts a turn that was asked for but not answered yet', async () => {
    const { codex, facts, settings } = await startCodex();
    const { threadId } = await codex.startThread(settings);
    const end = facts.next(threadId, 'turn.interrupted');
    const turn = codex.startTurn(threadId, prompts.hang('this never ends'));
    await codex.interruptTurn(threadId);
    expect((await end).turnId).toBe(await turn);
  });

  it('interrupts nothing when no turn runs, and the next turn is not hurt', async () => {
    const { codex, facts, settings } = await startCodex();
    const { threadId } = await codex.startThread(settings);
    await codex.interruptTurn(threadId);
    const end = facts.next(threadId, 'turn.completed', 'turn.interrupted');
    await codex.startTurn(threadId, prompts.say('not hurt'));
    expect((await end).type).toBe('turn.completed');
  });

  it('resumes a thread after kill -9 in the middle of a message, history included', async () => {
    const asked = [prompts.say('a whole turn'), prompts.hang('half a'), prompts.count()] as const;
    const before = await startCodex();
    const { threadId } = await before.codex.startThread(before.settings);
    const end = before.facts.next(threadId, 'turn.completed');
    await before.codex.startTurn(threadId, asked[0]);
    await end;
    const speaking = before.facts.next(threadId, 'message.delta');
    await before.codex.startTurn(threadId, asked[1]);
    await speaking;
    process.kill(before.codex.pid, 'SIGKILL');
    const open = before.codex.startThread();
    await expect(open).rejects.toMatchObject({ code: 'backend_exited' });
    expect(describeExit(await before.codex.exited)).toBe('was ended by SIGKILL');

    const after = await startCodex();
    await after.codex.resumeThread(threadId, after.settings);
    const counted = after.facts.next(threadId, 'turn.completed');
    await after.codex.startTurn(threadId, asked[2]);
    expect((await counted).lastMessage).toBe(describeHistory(asked));
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
