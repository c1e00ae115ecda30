import { describe, expect, it } from 'vitest';
import { RequestTimeoutError } from '../../../src/domain/codex-errors.js';
import { Results } from '../../../src/proxy/results.js';
import { summary } from '../../support/fake-backend-threads.js';
import {
  answered,
  endOf,
  given,
  type House,
  openHouse,
  refusalIn,
  reopened,
  reply,
  running,
  settle,
  start,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

const lastOf = async ({ service }: House, agentId: string) =>
  given(await service.result({ agentId })).last;

describe('the result of a session', () => {
  it('is that of its last turn: the answer, the failure, or what was said', async () => {
    const house = await openHouse();
    const { agentId, threadId } = await answered(house);
    expect(await lastOf(house, agentId)).toEqual({
      ...{ turnId: 't1', status: 'completed', text: 'done' },
    });
    await reply(house, { threadId });
    await settle();
    house.codex.fail(threadId, 'no quota');
    await settle();
    expect(await lastOf(house, agentId)).toEqual({
      ...{ turnId: 't2', status: 'failed', text: 'no quota' },
    });
    const third = await reply(house, { threadId });
    await settle();
    house.codex.say(threadId, 'so far');
    third.cancel();
    await endOf(third);
    expect(await lastOf(house, agentId)).toEqual({
      ...{ turnId: 't3', status: 'interrupted', text: 'so far' },
    });
    expect(house.codex.asked('listTurns')).toEqual([]);
  });

  it('is shown with what its session does', async () => {
    const house = await openHouse();
    const turn = await running(house);
    house.codex.ask(turn.threadId);
    expect(given(await house.service.result({ threadId: turn.threadId }))).toMatchObject({
      ...{ record: { agentId: turn.agentId }, turn: { state: 'awaiting_approval' } },
      ...{ approvals: [{ approvalId: 'approval-1' }], last: null },
    });
  });

  it('stays that of the turn before while a turn runs', async () => {
    const house = await openHouse();
    const { agentId, threadId } = await answered(house);
    await reply(house, { threadId });
    await settle();
    expect(await lastOf(house, agentId)).toMatchObject({ turnId: 't1', text: 'done' });
  });

  it("is rebuilt from Codex' own history after a restart", async () => {
    const before = await openHouse();
    const { agentId, threadId } = await answered(before);
    const house = await reopened(before);
    expect(await lastOf(house, agentId)).toEqual({
      ...{ turnId: 't1', status: 'completed', text: 'done' },
    });
    const thread = house.codex.threads.at(threadId);
    thread.turns = [summary('t9', { status: 'failed', error: 'no quota' }), ...thread.turns];
    expect(await lastOf(house, agentId)).toEqual({
      ...{ turnId: 't9', status: 'failed', text: 'no quota' },
    });
    expect(house.sessions.supervisor.get(agentId)?.status).toBe('stale');
  });

  it('is none where Codex has no such thread any more, or no turn that ended', async () => {
    const before = await openHouse();
    const { agentId, threadId } = await answered(before);
    const house = await reopened(before);
    house.codex.threads.at(threadId).turns = [];
    expect(await lastOf(house, agentId)).toBeNull();
    house.codex.threads.forget(threadId);
    expect(await lastOf(house, agentId)).toBeNull();
  });

  it('is none of a session that never had a thread, and Codex is not asked', async () => {
    const house = await openHouse();
    house.codex.script.hold('startThread');
    const { agentId } = await start(house);
    await settle();
    expect(await lastOf(house, agentId)).toBeNull();
  });

  it('is refused where Codex does not answer', async () => {
    const before = await openHouse();
    const { agentId } = await answered(before);
    const house = await reopened(before);
    house.codex.script.refuse('listTurns', new RequestTimeoutError('thread/turns/list', 1_000));
    expect(refusalIn(await house.service.result({ agentId })).code).toBe('request_timeout');
  });

  it('of nobody is refused', async () => {
    const house = await openHouse();
    const outcome = await house.service.result({ identity: 'nobody' });
    expect(refusalIn(outcome)).toMatchObject({ code: 'session_not_found', identity: 'nobody' });
  });
});

describe('the memory for results', () => {
  const end = (text: string) => ({ type: 'completed', turnId: 't', text }) as const;
  /** What is kept of a session; `history` where Codex would be asked. */
  const keptBy = async (results: Results, agentId: string) => {
    const host = { need: () => Promise.reject(new Error('history')) };
    const record = { agentId, threadId: 'thread' };
    return results.last(record as never, false, host as never).then(
      (last) => last?.text,
      (error: Error) => error.message,
    );
  };

  it('keeps the newest 200', async () => {
    const results = new Results();
    for (let count = 0; count < 200; count += 1) results.keep(`${count}`, end(`${count}`), 't');
    results.keep('0', end('again'), 't');
    results.keep('200', end('200'), 't');
    const kept = await Promise.all(['0', '1', '2', '200'].map((id) => keptBy(results, id)));
    expect(kept).toEqual(['again', 'history', '2', '200']);
  });

  it('leaves what is very long, and what never began, to the history of Codex', async () => {
    const results = new Results();
    results.keep('a', end('short'), 't');
    results.keep('a', end('x'.repeat(2_000_001)), 't');
    results.keep('b', end('short'), 't');
    results.keep('b', { type: 'refused', refusal: { code: 'store_failed', message: '' } }, null);
    expect([await keptBy(results, 'a'), await keptBy(results, 'b')]).toEqual([
      ...['history', 'history'],
    ]);
  });
});
