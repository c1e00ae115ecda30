import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fields, type Message, of } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import { ASKING, CAN_BE_ASKED, deed, openApprovals } from '../../support/proxy-e2e-asking.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';

const isQuestion = of('elicitation/create');

let house: ProxyHouse;
let files = 0;
const aDeed = (words?: string) => deed(house, `file-${++files}`, words);

beforeAll(async () => {
  house = await ProxyHouse.open({ settings: ASKING });
});

afterAll(() => house.close());

/** Ends a proxy: its audit log is whole then. */
async function end({ lines }: ProxyClient): Promise<void> {
  lines.process.end();
  expect(await lines.process.exit()).toEqual({ code: 0, signal: null });
}

describe('approvals that wait', () => {
  let client: ProxyClient;

  beforeAll(async () => {
    client = await house.serve({ capabilities: CAN_BE_ASKED, flags: ['--audit'] });
  });

  beforeEach(() => client.lines.skip());

  const nextQuestion = () => client.lines.next(isQuestion);
  const idOf = ({ id }: Message) => id ?? '';

  it('of two sessions at once are told apart, and answered in any order', async () => {
    const deeds = [aDeed(), aDeed()];
    const calls = deeds.map(({ prompt }) => client.begin('codex', { prompt }));
    const questions = [await nextQuestion(), await nextQuestion()];
    expect(await openApprovals(client)).toHaveLength(2);
    const of = (nth: number) => {
      const file = /touch (\S+)/.exec(deeds[nth]!.prompt)?.[1] ?? 'none';
      return idOf(questions.find(({ params }) => String(params?.message).includes(file))!);
    };
    client.lines.answer(of(1), { result: { action: 'accept' } });
    expect((await calls[1]!.answer).text).toContain('made');
    client.lines.answer(of(0), { result: { action: 'decline' } });
    expect((await calls[0]!.answer).text).toContain('rejected');
    expect(deeds.map(({ isDone }) => isDone())).toEqual([false, true]);
  });

  it('one after the other in one turn are asked one after the other', async () => {
    const { prompt } = aDeed('parallel=2');
    const { answer } = client.begin('codex', { prompt });
    for (let nth = 1; nth <= 2; nth += 1) {
      const question = await nextQuestion();
      client.lines.answer(idOf(question), { result: { action: 'accept' } });
    }
    expect((await answer).text).toMatch(/made[\s\S]*made/);
  });

  it('are settled by agent_approve before the client answers: it is told, and comes too late', async () => {
    const { prompt, isDone } = aDeed('then:`hang`');
    const call = client.begin('codex', { prompt, identity: 'settled' });
    const question = await nextQuestion();
    const [open] = await openApprovals(client);
    const given = { approval_id: open?.approval_id, decision: 'decline' };
    await client.call('agent_approve', given);
    const withdrawn = await client.lines.next(of('notifications/cancelled'));
    expect(withdrawn.params?.requestId).toBe(question.id);
    client.lines.answer(idOf(question), { result: { action: 'accept' } });
    // the turn goes on: it was not its end that withdrew the question
    expect((await client.sessions({ identity: 'settled' }))[0]).toMatchObject({
      turn: { state: 'running' },
    });
    client.cancel(call.id);
    await client.logged('turn ended', { how: 'interrupted' });
    expect(isDone()).toBe(false);
  });

  it('are taken back from the client when their call is cancelled', async () => {
    const { prompt, isDone } = aDeed();
    const call = client.begin('codex', { prompt, identity: 'cancelled' });
    const question = await nextQuestion();
    client.lines.process.stderr.skip();
    client.cancel(call.id);
    const withdrawn = await client.lines.next(of('notifications/cancelled'));
    expect(withdrawn.params?.requestId).toBe(question.id);
    await client.logged('turn ended', { how: 'interrupted' });
    client.lines.answer(idOf(question), { result: { action: 'accept' } });
    const [session] = await client.sessions({ identity: 'cancelled' });
    expect(session).toMatchObject({ status: 'active', thread_state: 'idle' });
    expect(await openApprovals(client)).toEqual([]);
    expect(await client.reply(String(session?.thread_id), 'say:`on`')).toMatchObject({
      text: 'on',
    });
    expect(isDone()).toBe(false);
  });

  it('are taken back from the client when their session is closed', async () => {
    const { prompt, isDone } = aDeed();
    const { answer } = client.begin('codex', { prompt, identity: 'closed' });
    const question = await nextQuestion();
    await client.call('agent_close', { identity: 'closed' });
    const withdrawn = await client.lines.next(of('notifications/cancelled'));
    expect(withdrawn.params?.requestId).toBe(question.id);
    expect(await answer).toMatchObject({ isError: true, code: 'SESSION_CLOSED' });
    expect(await openApprovals(client)).toEqual([]);
    expect(isDone()).toBe(false);
  });

  it('stand in the audit log with their answers, and no word of what was asked', async () => {
    const { prompt } = aDeed();
    const call = client.begin('codex', { prompt, identity: 'audited' });
    client.lines.answer(idOf(await nextQuestion()), { result: { action: 'accept' } });
    const { agentId } = await call.answer;
    await end(client);
    const file = `${house.teamFolder()}/audit.jsonl`;
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as Fields);
    const mine = entries.filter((entry) => entry.agentId === agentId);
    expect(mine).toMatchObject([
      { event: 'turn.asked', identity: 'audited' },
      { event: 'approval.answered', decision: 'accept' },
      { event: 'turn.ended', how: 'completed' },
    ]);
    for (const entry of mine) {
      expect(entry).toMatchObject({ time: expect.stringMatching(/Z$/), pid: client.pid });
    }
    expect(lines.join()).not.toContain('touch');
    expect(statSync(file).mode & 0o077).toBe(0);
  });
});

describe('an approval that nobody answers', () => {
  /** The audit of the answers that the default gave. */
  const audited = (agentId: string) =>
    readFileSync(`${house.teamFolder()}/audit.jsonl`, 'utf8')
      .split('\n')
      .filter((line) => line.includes(agentId) && line.includes('approval.answered'));

  it.concurrent.each([
    ['decline', { isError: false, text: expect.stringContaining('rejected') }, false],
    ['accept', { isError: false, text: expect.stringContaining('made') }, true],
    ['cancel', { isError: true, code: 'TURN_INTERRUPTED' }, false],
  ])('is answered by the default when its time is over: %s', async (word, outcome, done) => {
    const flags = ['--approval-timeout-seconds', '0.5', '--approval-default', word, '--audit'];
    const client = await house.serve({ capabilities: CAN_BE_ASKED, flags });
    const { prompt, isDone } = aDeed();
    const { answer } = client.begin('codex', { prompt });
    const question = await client.lines.next(isQuestion);
    const withdrawn = await client.lines.next(of('notifications/cancelled'));
    expect(withdrawn.params?.requestId).toBe(question.id);
    const ended = await answer;
    expect(ended).toMatchObject(outcome);
    expect(isDone()).toBe(done);
    await end(client);
    expect(audited(ended.agentId).map((line) => JSON.parse(line))).toMatchObject([
      { decision: word, by: 'default' },
    ]);
  });
});
