import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openThread, realCodex, settingsOf } from '../../support/codex-real.js';

describe('a thread of the real codex', () => {
  it('is opened with the settings that hold for it', async () => {
    const real = await realCodex();
    const { codex } = await real.start();
    expect(codex.version).toMatch(/^\d+\.\d+\.\d+/);
    const { workspace } = real.world;
    expect(await codex.startThread(settingsOf(real))).toEqual({
      threadId: expect.any(String),
      sessionId: expect.any(String),
      path: expect.stringContaining(real.world.codexHome),
      cwd: workspace,
      model: 'mock-model',
      modelProvider: 'scripted',
      effort: null,
      approvalPolicy: 'on-request',
      sandboxPolicy: { type: 'readOnly', networkAccess: false },
    });
    expect(
      await codex.startThread({ model: 'other', config: { model: null, nothing: null } }),
    ).toMatchObject({ model: 'other', approvalPolicy: 'on-request' });
  });

  it('takes other settings with a turn', async () => {
    const real = await realCodex();
    const { codex, endOf, threadId, sandboxPolicy } = await openThread(real);
    const settings = { model: 'another', effort: 'high', approvalPolicy: 'never', sandboxPolicy };
    const turnId = await codex.startTurn(threadId, 'dump', settings);
    expect(await endOf(turnId)).toMatchObject({
      lastMessage: expect.stringMatching(/"model":"another".*"effort":"high"/),
    });
  });

  it('knows the last message of a turn that was commentary only, and of none', async () => {
    const { runTurn, threadId } = await openThread(await realCodex());
    expect(await runTurn(threadId, 'only-commentary say:`aloud`')).toMatchObject({
      lastMessage: 'aloud',
    });
    expect(await runTurn(threadId, 'commentary say:`final`')).toMatchObject({
      lastMessage: 'final',
    });
    const prompt = 'commentary exec:`echo hi; sleep 0.3` then:`empty`';
    expect(await runTurn(threadId, prompt)).toMatchObject({ lastMessage: '' });
    expect(await runTurn(threadId, 'empty')).toMatchObject({ lastMessage: '' });
  });

  it('fails with the sentence of Codex, and goes on', async () => {
    const { runTurn, told, threadId } = await openThread(await realCodex());
    expect(await runTurn(threadId, 'failed')).toMatchObject({
      type: 'turn.failed',
      message: expect.stringContaining('mock failed'),
    });
    expect(await told('turn.erred')).toMatchObject({ willRetry: false });
    expect(await runTurn(threadId, 'say:`well again`')).toMatchObject({
      lastMessage: 'well again',
    });
  });

  it('is interrupted in the gap right after turn/start, before the turn is told to run', async () => {
    const { codex, endOf, threadId } = await openThread(await realCodex());
    const turnId = await codex.startTurn(threadId, 'hang');
    await codex.interruptTurn(threadId);
    expect(await endOf(turnId)).toMatchObject({ type: 'turn.interrupted' });
    expect(await codex.isThreadActive(threadId)).toBe(false);
  });

  it('refuses a prompt that is too large, and says so by its kind', async () => {
    const { codex, threadId } = await openThread(await realCodex());
    const prompt = 'x'.repeat(1_048_577);
    await expect(codex.startTurn(threadId, prompt)).rejects.toMatchObject({
      kind: 'input_too_large',
      data: { max_chars: 1_048_576 },
    });
  });

  it('is not started with a configuration that does not load', async () => {
    const { codex } = await (await realCodex()).start();
    await expect(codex.startThread({ config: { model: 5 } })).rejects.toMatchObject({
      kind: 'bad_configuration',
      reason: 'invalid type: integer `5`, expected a string\nin `model`\n',
    });
  });

  it('ends what its commands left running in the background', async () => {
    const real = await realCodex();
    const { codex, runTurn, threadId } = await openThread(real, {
      sandbox: 'danger-full-access',
    });
    const pidFile = real.world.at('pid');
    const command = `echo $$ > ${pidFile}; exec sleep 1000`;
    const call = JSON.stringify({ cmd: command, yield_time_ms: 250 });
    const end = await runTurn(threadId, `tool:\`exec_command ${call}\``);
    expect(end).toMatchObject({ lastMessage: expect.stringContaining('running') });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    await codex.cleanTerminals(threadId);
    await gone(pid);
  });
});

describe('the configuration of the real codex', () => {
  it('says what holds where nobody says otherwise, and which folders have an entry', async () => {
    const real = await realCodex({
      settings: 'sandbox_mode = "workspace-write"\napproval_policy = "never"',
      tables: '[projects."/one"]\ntrust_level = "trusted"\n[projects."/two"]\n',
    });
    const { codex } = await real.start();
    const expected = {
      model: 'mock-model',
      sandbox: 'workspace-write',
      approvalPolicy: 'never',
      hasPermissionProfile: false,
      projects: expect.arrayContaining(['/one', '/two']),
    };
    expect(await codex.readConfiguration()).toEqual(expected);
    expect(await codex.readConfiguration(real.world.workspace)).toEqual(expected);
  });

  it('takes no entry for one of the user that a trusted repository wrote into its own file', async () => {
    const real = await realCodex({ git: true });
    const { configFile, workspace } = real.world;
    appendFileSync(
      configFile,
      `[projects.${JSON.stringify(workspace)}]\ntrust_level = "trusted"\n`,
    );
    mkdirSync(real.world.at('workspace', '.codex'));
    writeFileSync(
      real.world.at('workspace', '.codex', 'config.toml'),
      'model = "of the repository"\n[projects."/elsewhere"]\ntrust_level = "trusted"\n',
    );
    const { codex } = await real.start();
    expect(await codex.readConfiguration(workspace)).toMatchObject({
      model: 'of the repository',
      projects: [workspace],
    });
  });

  it('is empty where the user says nothing', async () => {
    const { codex } = await (await realCodex()).start();
    expect(await codex.readConfiguration()).toEqual({
      model: 'mock-model',
      sandbox: null,
      approvalPolicy: null,
      hasPermissionProfile: false,
      projects: [],
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((look) => setImmediate(look));
}
