import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openThread, realCodex, runAnswered } from '../../support/codex-real.js';

const TOUCH = 'exec:`touch outside && echo made` escalate';
const PATCH = 'patch:`new.txt`';

describe('a command that asks for an approval', () => {
  it('runs when it is accepted', async () => {
    const real = await realCodex();
    const { asked, end } = await runAnswered(real, TOUCH, { decision: 'accept' });
    expect(asked).toMatchObject([
      {
        kind: 'command',
        question: `Codex wants to run \`touch outside && echo made\` in ${real.world.workspace}: mock wants out of the sandbox`,
      },
    ]);
    expect(end).toMatchObject({ lastMessage: expect.stringContaining('made') });
    expect(existsSync(real.world.at('workspace', 'outside'))).toBe(true);
  });

  it('does not run when it is declined, and the turn goes on', async () => {
    const real = await realCodex();
    const { asked, end } = await runAnswered(real, TOUCH, { decision: 'decline' });
    expect(asked).toHaveLength(1);
    expect(end).toMatchObject({ lastMessage: expect.stringContaining('rejected by user') });
    expect(existsSync(real.world.at('workspace', 'outside'))).toBe(false);
  });

  it('is not asked again for the same when it is accepted for the session', async () => {
    const real = await realCodex();
    const { asked, end } = await runAnswered(real, `${TOUCH} calls=2`, {
      decision: 'accept_for_session',
    });
    expect(asked).toHaveLength(1);
    expect(end).toMatchObject({ lastMessage: expect.stringMatching(/made[\s\S]*made/) });
  });

  it('is asked again for the same when it is accepted only once', async () => {
    const { asked } = await runAnswered(await realCodex(), `${TOUCH} calls=2`, {
      decision: 'accept',
    });
    expect(asked).toHaveLength(2);
  });

  it('writes a rule when it is accepted with one', async () => {
    const real = await realCodex();
    const rule = ['touch', 'outside'];
    const { end } = await runAnswered(real, TOUCH, { decision: 'accept_with_rule', rule });
    expect(end.type).toBe('turn.completed');
    const rules = readFileSync(real.world.at('codex-home', 'rules', 'default.rules'), 'utf8');
    expect(rules).toContain('"touch", "outside"');
  });

  it('interrupts the turn when it is cancelled', async () => {
    const real = await realCodex();
    const { end } = await runAnswered(real, TOUCH, { decision: 'cancel' });
    expect(end.type).toBe('turn.interrupted');
    expect(existsSync(real.world.at('workspace', 'outside'))).toBe(false);
  });

  it('is withdrawn when its turn is interrupted: a late answer is none', async () => {
    const { codex, told, endOf, threadId } = await openThread(await realCodex());
    const turnId = await codex.startTurn(threadId, TOUCH);
    const { requestId } = await told('approval.requested');
    await codex.interruptTurn(threadId);
    expect(await endOf(turnId)).toMatchObject({ type: 'turn.interrupted' });
    expect(await told('approval.resolved')).toMatchObject({ threadId, requestId });
    expect(codex.answer(requestId, { decision: 'accept' })).toBe(false);
  });
});

describe('a change of files that asks for an approval', () => {
  it('shows the change, and is made when it is accepted', async () => {
    const real = await realCodex();
    const { asked, end } = await runAnswered(real, PATCH, { decision: 'accept' });
    const path = real.world.at('workspace', 'new.txt');
    const diff = 'written by the mock model\n';
    expect(asked).toMatchObject([
      {
        kind: 'file_change',
        question: `Codex wants to change ${path}`,
        changes: [{ path, kind: 'add', diff }],
      },
    ]);
    expect(end.type).toBe('turn.completed');
    expect(readFileSync(path, 'utf8')).toBe(diff);
  });

  it.each([
    ['declined', 'decline', 'turn.completed'],
    ['cancelled', 'cancel', 'turn.interrupted'],
  ] as const)('is not made when it is %s', async (_, decision, type) => {
    const real = await realCodex();
    const { end } = await runAnswered(real, PATCH, { decision });
    expect(end.type).toBe(type);
    expect(existsSync(real.world.at('workspace', 'new.txt'))).toBe(false);
  });

  it('is asked again with its changes when the thread is resumed after unsubscribing', async () => {
    const { codex, told, heard, endOf, threadId } = await openThread(await realCodex());
    const turnId = await codex.startTurn(threadId, PATCH);
    const first = await told('approval.requested');
    await codex.unsubscribeThread(threadId);
    await codex.resumeThread(threadId);
    const again = await told('approval.requested', (fact) => fact !== first);
    expect(again).toEqual(first);
    expect(again.changes).toHaveLength(1);
    expect(codex.answer(again.requestId, { decision: 'accept' })).toBe(true);
    expect(codex.answer(first.requestId, { decision: 'accept' })).toBe(false);
    expect(await endOf(turnId)).toMatchObject({ type: 'turn.completed' });
    expect(heard.filter(({ type }) => type === 'approval.resolved')).toHaveLength(1);
  });
});

describe('H5: an MCP server that asks', () => {
  const server = resolve(import.meta.dirname, '../../support/mcp-tiny-server.mjs');
  const tables = `[mcp_servers.tiny]
command = ${JSON.stringify(process.execPath)}
args = [${JSON.stringify(server)}]`;

  it('gets the answers: the call of its tool is allowed, and its own question answered', async () => {
    const { asked, end } = await runAnswered(
      await realCodex({ tables }),
      'tool:`mcp__tiny.ask {}`',
      {
        decision: 'accept',
        content: { sure: true },
      },
    );
    expect(asked.map(({ kind, question }) => [kind, question])).toEqual([
      ['mcp_elicitation', expect.stringContaining('run tool "ask"')],
      ['mcp_elicitation', 'The MCP server tiny asks: Allow it?'],
    ]);
    expect(end).toMatchObject({ lastMessage: expect.stringContaining('sure') });
  });

  it.each(['decline', 'cancel'] as const)('is told to be refused: %s', async (decision) => {
    const { asked, end } = await runAnswered(
      await realCodex({ tables }),
      'tool:`mcp__tiny.echo {}`',
      { decision },
    );
    expect(asked).toHaveLength(1);
    expect(end).toMatchObject({ lastMessage: expect.stringMatching(/user (rejected|cancelled)/) });
  });

  it('is not asked again for the session when the session was accepted', async () => {
    const { asked } = await runAnswered(
      await realCodex({ tables }),
      'tool:`mcp__tiny.echo {}` calls=2',
      { decision: 'accept_for_session' },
    );
    expect(asked).toHaveLength(1);
  });
});
