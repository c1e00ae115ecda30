import { describe, expect, it } from 'vitest';
import type { ApprovalDecision } from '../../../src/domain/ports/codex.js';
import {
  answered,
  endOf,
  given,
  type House,
  type HouseOptions,
  openHouse,
  pass,
  recorder,
  refusalIn,
  running,
  settle,
  start,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

const threadId = 'thread-1';
const ACCEPT = { decision: 'accept' } as const;
const DECLINE = { decision: 'decline' } as const;

async function atWork(options: HouseOptions = {}) {
  const house = await openHouse(options);
  const { watcher, told } = recorder();
  const turn = await start(house, {}, watcher);
  await settle();
  return { house, turn, told };
}

const answersOf = ({ codex }: House) =>
  codex.backend.answers.map(({ requestId, decision }) => `${requestId} ${decision}`);

describe('an approval', () => {
  it('is told to the watchers, shown, and makes the turn wait', async () => {
    const { house, turn, told } = await atWork();
    house.codex.ask(threadId);
    expect(turn.progress.state).toBe('awaiting_approval');
    expect(house.service.approvals()).toEqual(turn.approvals);
    expect(turn.approvals).toEqual([
      {
        ...{ approvalId: 'approval-1', agentId: turn.agentId, threadId, turnId: 't1' },
        ...{ itemId: 'item-1', kind: 'command', question: 'run npm test?', changes: [] },
        ...{ params: {}, expiresAt: Date.now() + 300_000 },
      },
    ]);
    expect(told).toContain('asked approval-1');
    expect(house.codex.backend.answers).toEqual([]);
  });

  it.each<ApprovalDecision>([
    { decision: 'accept' },
    { decision: 'accept_for_session' },
    { decision: 'accept_with_rule', rule: ['npm'] },
    { decision: 'decline' },
  ])('is answered as somebody says, and the turn goes on: $decision', async (decision) => {
    const { house, turn, told } = await atWork();
    const requestId = house.codex.ask(threadId);
    given(house.service.approve('approval-1', decision));
    await settle();
    expect(answersOf(house)).toEqual([`${requestId} ${decision.decision}`]);
    expect(turn.progress.state).toBe('running');
    expect(told.filter((word) => word === 'settled approval-1')).toHaveLength(1);
    house.codex.complete(threadId, 'done');
    expect(await endOf(turn)).toMatchObject({ type: 'completed' });
  });

  it('is answered once: the first answer counts, the second is told that it is over', async () => {
    const { house } = await atWork();
    const requestId = house.codex.ask(threadId);
    given(house.service.approve('approval-1', DECLINE));
    expect(refusalIn(house.service.approve('approval-1', ACCEPT))).toMatchObject({
      code: 'approval_not_found',
    });
    await pass(400_000);
    expect(answersOf(house)).toEqual([`${requestId} decline`]);
  });

  it('that nobody knows is no approval', async () => {
    const { house } = await atWork();
    expect(refusalIn(house.service.approve('approval-9', ACCEPT)).code).toBe('approval_not_found');
  });

  it('gets the default where nobody answers in time', async () => {
    const { house, turn, told } = await atWork({
      ...{ approvalTimeoutMs: 5_000, approvalDefault: { decision: 'cancel' } },
    });
    const requestId = house.codex.ask(threadId);
    await pass(4_999);
    expect(answersOf(house)).toEqual([]);
    await pass(1);
    expect(answersOf(house)).toEqual([`${requestId} cancel`]);
    expect([turn.approvals, told.at(-1)]).toEqual([[], 'progressed running']);
    expect(told).toContain('settled approval-1');
  });

  it('that Codex withdraws is withdrawn everywhere, and not answered', async () => {
    const { house, turn, told } = await atWork();
    house.codex.backend.withdraw(house.codex.ask(threadId));
    await settle();
    expect(told).toContain('settled approval-1');
    expect([turn.approvals, house.service.approvals(), answersOf(house)]).toEqual([[], [], []]);
    expect(turn.progress.state).toBe('running');
    expect(refusalIn(house.service.approve('approval-1', ACCEPT)).code).toBe('approval_not_found');
  });

  it('is told at once to who comes to watch later', async () => {
    const { house, turn } = await atWork();
    house.codex.ask(threadId);
    const { watcher, told } = recorder();
    const leave = turn.watch(watcher);
    expect(told).toEqual(['asked approval-1']);
    leave();
    given(house.service.approve('approval-1', ACCEPT));
    expect(told).toEqual(['asked approval-1']);
  });

  it('is one line of the audit', async () => {
    const { house, turn } = await atWork();
    house.codex.ask(threadId);
    given(house.service.approve('approval-1', ACCEPT));
    expect(house.audit.at(-1)).toEqual({
      ...{ event: 'approval.answered', agentId: turn.agentId, decision: 'accept' },
    });
  });
});

describe('an approval that nobody answers', () => {
  it('is a line of the audit, too, with the answer of the default', async () => {
    const { house, turn } = await atWork({ approvalTimeoutMs: 5_000 });
    house.codex.ask(threadId);
    await pass(5_000);
    expect(house.audit.at(-1)).toEqual({
      ...{ event: 'approval.answered', agentId: turn.agentId },
      ...{ decision: 'decline', by: 'default' },
    });
  });
});

describe('several approvals at once', () => {
  it('are answered each by itself, and the turn waits for the last', async () => {
    const { house, turn } = await atWork();
    const asked = [1, 2, 3].map(() => house.codex.ask(threadId));
    expect(turn.approvals.map(({ approvalId }) => approvalId)).toEqual([
      ...['approval-1', 'approval-2', 'approval-3'],
    ]);
    given(house.service.approve('approval-2', ACCEPT));
    given(house.service.approve('approval-3', DECLINE));
    await settle();
    expect(turn.progress.state).toBe('awaiting_approval');
    given(house.service.approve('approval-1', ACCEPT));
    await settle();
    expect(turn.progress.state).toBe('running');
    const [first, second, third] = asked;
    expect(answersOf(house)).toEqual([`${second} accept`, `${third} decline`, `${first} accept`]);
  });

  it('of two sessions do not touch each other', async () => {
    const { house, turn } = await atWork();
    const other = await running(house);
    house.codex.ask(threadId);
    house.codex.ask('thread-2');
    given(house.service.approve('approval-2', ACCEPT));
    await settle();
    expect([turn.progress.state, other.progress.state]).toEqual(['awaiting_approval', 'running']);
  });
});

describe('an approval that nobody could answer', () => {
  it('is declined at once: of a thread that is nobodys', async () => {
    const { house } = await atWork();
    house.codex.threads.put('nobodys');
    const requestId = house.codex.ask('nobodys', 't9');
    expect(answersOf(house)).toEqual([`${requestId} decline`]);
  });

  it('is declined at once: of a session without a turn', async () => {
    const house = await openHouse();
    await answered(house);
    const requestId = house.codex.ask(threadId, 't9');
    expect(answersOf(house)).toEqual([`${requestId} decline`]);
    expect(house.service.approvals()).toEqual([]);
  });

  it('is declined at once: of a session that was put aside', async () => {
    const house = await openHouse({ maxConcurrent: 1 });
    await answered(house);
    await answered(house);
    const requestId = house.codex.ask(threadId, 't9');
    expect(answersOf(house)).toEqual([`${requestId} decline`]);
  });

  it('is declined at once: of a session that is being closed', async () => {
    const { house, turn } = await atWork();
    house.codex.heedsInterrupts = false;
    const closing = house.service.close(turn);
    await settle();
    const requestId = house.codex.ask(threadId);
    expect(answersOf(house)).toEqual([`${requestId} decline`]);
    house.codex.complete(threadId);
    given(await closing);
  });
});

describe('a turn with an open approval', () => {
  it('that is cancelled is interrupted, and the approval is over', async () => {
    const { house, turn } = await atWork();
    house.codex.ask(threadId);
    turn.cancel();
    expect(await endOf(turn)).toMatchObject({ type: 'interrupted', reason: 'cancelled' });
    expect(house.service.approvals()).toEqual([]);
  });

  it('that ends all the same leaves none behind', async () => {
    const { house, turn } = await atWork();
    house.codex.ask(threadId);
    house.codex.complete(threadId);
    expect(await endOf(turn)).toMatchObject({ type: 'completed' });
    expect(house.service.approvals()).toEqual([]);
  });

  it('whose Codex dies gives no answer to the next one', async () => {
    const { house } = await atWork();
    house.codex.ask(threadId);
    const dead = house.codex.backend;
    dead.die({ signal: 'SIGKILL' });
    await settle();
    expect(house.service.approvals()).toEqual([]);
    expect(dead.answers.filter(({ counted }) => counted)).toEqual([]);
  });
});
