import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApprovalDecision, ApprovalKind } from '../../../src/codex/index.js';
import { runFake } from '../../support/codex-run.js';

/** Opens a thread of a fake Codex; `read` gives the messages it was sent. */
async function openThread() {
  const folder = mkdtempSync(join(tmpdir(), 'fake-codex-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = join(folder, 'log');
  const run = await runFake('', { env: { PATH: process.env.PATH, FAKE_APP_SERVER_LOG: log } });
  const { threadId } = await run.codex.startThread();
  const read = (): { id?: unknown; method?: string }[] =>
    readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { ...run, threadId, read };
}

describe('the codex client and what Codex asks', () => {
  it('H5: refuses at once what nobody can answer, and the turn goes on', async () => {
    const { runTurn, heard, threadId } = await openThread();
    expect(await runTurn(threadId, 'unknown-request')).toMatchObject({
      lastMessage: 'answered -32601',
    });
    expect(heard.some(({ type }) => type === 'approval.requested')).toBe(false);
  });

  const accept: ApprovalDecision = { decision: 'accept' };
  it.each<[string, ApprovalKind, ApprovalDecision, object]>([
    ['command', 'command', accept, { decision: 'accept' }],
    [
      'command',
      'command',
      { decision: 'accept_with_rule', rule: ['touch'] },
      { decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: ['touch'] } } },
    ],
    [
      'changes',
      'file_change',
      { decision: 'accept_for_session' },
      { decision: 'acceptForSession' },
    ],
    [
      'permissions',
      'permissions',
      accept,
      { permissions: { network: { enabled: true } }, scope: 'turn' },
    ],
    ['permissions', 'permissions', { decision: 'cancel' }, { permissions: {}, scope: 'turn' }],
    [
      'mcp',
      'mcp_elicitation',
      { decision: 'accept', content: { sure: true } },
      { action: 'accept', content: { sure: true }, _meta: null },
    ],
    [
      'question',
      'question',
      { decision: 'accept', content: { q1: 'Blue' } },
      { answers: { q1: { answers: ['Blue'] } } },
    ],
    ['question', 'question', { decision: 'decline' }, { answers: {} }],
  ])('asks for %s as %s and passes %j on', async (word, kind, decision, wire) => {
    const { codex, told, endOf, heard, threadId } = await openThread();
    const turnId = await codex.startTurn(threadId, `ask:${word}`);
    const approval = await told('approval.requested');
    expect(approval).toMatchObject({ kind, threadId, turnId });
    expect(codex.answer(approval.requestId, decision)).toBe(true);
    expect(codex.answer(approval.requestId, decision)).toBe(false);
    expect(await endOf(turnId)).toMatchObject({ lastMessage: `answered ${JSON.stringify(wire)}` });
    const { requestId } = approval;
    expect(heard.filter(({ type }) => type === 'approval.resolved')).toEqual([
      { type: 'approval.resolved', threadId, requestId },
    ]);
  });

  it('knows the changes of an item that asks for an approval', async () => {
    const { codex, told, threadId } = await openThread();
    await codex.startTurn(threadId, 'ask:changes');
    const change = { path: '/folder/a.txt', kind: 'add', diff: 'text\n' };
    expect(await told('approval.requested')).toMatchObject({ changes: [change] });
  });

  it('tells that a request was withdrawn, and writes no answer to it', async () => {
    const { codex, told, endOf, read, threadId } = await openThread();
    const turnId = await codex.startTurn(threadId, 'ask:command withdraw');
    const { requestId } = await told('approval.requested');
    await told('approval.resolved');
    expect(codex.answer(requestId, accept)).toBe(false);
    expect(await endOf(turnId)).toMatchObject({ lastMessage: 'withdrawn' });
    await codex.isThreadActive(threadId);
    expect(read().filter(({ method }) => method === undefined)).toEqual([]);
  });

  it('tells that a request is resolved when its turn is interrupted', async () => {
    const { codex, told, endOf, threadId } = await openThread();
    const turnId = await codex.startTurn(threadId, 'ask:command');
    const { requestId } = await told('approval.requested');
    await codex.interruptTurn(threadId);
    expect(await endOf(turnId)).toMatchObject({ type: 'turn.interrupted' });
    expect(await told('approval.resolved')).toMatchObject({ requestId });
    expect(codex.answer(requestId, accept)).toBe(false);
  });

  it('keeps the requests of several threads apart: each gets one answer, its own', async () => {
    const { codex, told, endOf, read, threadId } = await openThread();
    const other = await codex.startThread();
    const turns = [
      await codex.startTurn(threadId, 'ask:command'),
      await codex.startTurn(other.threadId, 'ask:mcp'),
    ];
    const second = await told('approval.requested', (fact) => fact.threadId === other.threadId);
    const first = await told('approval.requested', (fact) => fact.threadId === threadId);
    codex.answer(second.requestId, { decision: 'decline' });
    codex.answer(first.requestId, accept);
    const [one, two] = await Promise.all(turns.map(endOf));
    expect(one).toMatchObject({ lastMessage: 'answered {"decision":"accept"}' });
    expect(two).toMatchObject({ lastMessage: expect.stringContaining('"action":"decline"') });
    const answers = read().filter(({ method }) => method === undefined);
    expect(answers.map(({ id }) => id)).toEqual([1, 0]);
  });

  it('answers nothing once the process is gone', async () => {
    const { codex, told, threadId } = await openThread();
    await codex.startTurn(threadId, 'ask:command');
    const { requestId } = await told('approval.requested');
    await codex.stop();
    expect(codex.answer(requestId, accept)).toBe(false);
  });
});
