import { describe, expect, it, onTestFinished } from 'vitest';
import { RequestTimeoutError } from '../../../src/domain/codex-errors.js';
import type { Signal } from '../../../src/proxy/api.js';
import {
  answered,
  endOf,
  type House,
  openHouse,
  pass,
  reopened,
  reply,
  running,
  settle,
  start,
  timeStandsStill,
} from '../../support/proxy-unit.js';
import { catchWarnings } from '../../support/warnings.js';

timeStandsStill();

const AT_START = '2026-01-01T00:00:00.000Z';

/** What is signalled from now on, each thing once. */
function signalled({ service }: House) {
  const told = new Set<string>();
  const subscription = service.sights.subscribe((signal: Signal) => {
    told.add(signal.type === 'agent' ? signal.agentId : signal.type);
  });
  const take = (): string[] => {
    const all = [...told].sort();
    told.clear();
    return all;
  };
  return { take, unsubscribe: () => subscription.unsubscribe() };
}

/** Codex does something else. */
function act({ codex }: House, threadId: string, activity: string): void {
  const turnId = codex.running(threadId);
  codex.tellOf(threadId, { type: 'activity.changed', threadId, turnId, activity });
}

describe('the sight of a session', () => {
  it('tells its turn, since when it waits, and how many wait behind it', async () => {
    const house = await openHouse();
    const turn = await running(house);
    await pass(1_500);
    await reply(house, turn);
    await reply(house, turn);
    const { agentId } = turn;
    expect(house.service.sights.of(agentId)).toEqual({
      ...{ agentId, statusSince: AT_START, threadSince: AT_START },
      turn: { state: 'running', activity: '', since: AT_START },
      ...{ queued: 2, turns: [] },
    });
  });

  it('tells what Codex does while the turn runs, and that it waits for an approval', async () => {
    const house = await openHouse();
    const { agentId, threadId } = await running(house);
    act(house, threadId, 'runs `ls`');
    expect(house.service.sights.of(agentId)?.turn).toMatchObject({
      ...{ state: 'running', activity: 'runs `ls`' },
    });
    house.codex.ask(threadId);
    expect(house.service.sights.of(agentId)?.turn).toMatchObject({
      ...{ state: 'awaiting_approval', activity: '' },
    });
  });

  it('tells the turns that ended, also one that never began', async () => {
    const house = await openHouse();
    const first = await running(house);
    const second = await reply(house, first);
    second.cancel();
    await endOf(second);
    await pass(2_000);
    house.codex.complete(first.threadId);
    await settle();
    const sight = house.service.sights.of(first.agentId);
    expect(sight).toMatchObject({ turn: null, queued: 0 });
    expect(sight?.turns).toMatchObject([
      { turnId: 't1', how: 'completed', since: AT_START, endedAt: '2026-01-01T00:00:02.000Z' },
      { turnId: null, how: 'interrupted', since: AT_START },
    ]);
  });

  it('stays when the session is closed, and goes when it leaves nothing', async () => {
    const house = await openHouse();
    const { agentId } = await answered(house);
    await house.service.close({ agentId });
    expect(house.service.sights.of(agentId)).toMatchObject({ turn: null, turns: [{}] });
    house.codex.script.refuse('startThread', new RequestTimeoutError('thread/start', 1_000));
    const refused = await start(house);
    await endOf(refused);
    await settle();
    expect(house.service.sights.of(refused.agentId)).toBeUndefined();
    expect(house.service.sights.all().map((sight) => sight.agentId)).toEqual([agentId]);
  });

  it('is none of a session that was not at work here, and one of all others', async () => {
    const before = await openHouse();
    const { agentId: restored } = await answered(before);
    const house = await reopened(before);
    const { agentId } = await answered(house);
    expect(house.service.sights.of(restored)).toBeUndefined();
    expect(house.service.sights.of('codex:nobody')).toBeUndefined();
    expect(house.service.sights.all().map((sight) => sight.agentId)).toEqual([agentId]);
  });
});

describe('the signals of the sessions at work', () => {
  it('tell of a turn that is asked for, runs, does something else and ends', async () => {
    const house = await openHouse();
    const signals = signalled(house);
    const { agentId, threadId } = await running(house);
    expect(signals.take()).toEqual(['backend', agentId]);
    act(house, threadId, 'reads');
    expect(signals.take()).toEqual([agentId]);
    await reply(house, { threadId });
    expect(signals.take()).toEqual([agentId]);
    house.codex.complete(threadId);
    await settle();
    expect(signals.take()).toContain(agentId);
  });

  it('tell of approvals that are asked for, answered, and answered by nobody', async () => {
    const house = await openHouse();
    const { agentId, threadId } = await running(house);
    const signals = signalled(house);
    house.codex.ask(threadId);
    expect(signals.take()).toEqual(['approvals', agentId]);
    const [approval] = house.service.approvals();
    house.service.approve(approval?.approvalId ?? '', { decision: 'accept' });
    expect(signals.take()).toEqual(['approvals', agentId]);
    house.service.approve(approval?.approvalId ?? '', { decision: 'accept' });
    expect(signals.take()).toEqual([]);
    house.codex.ask(threadId);
    signals.take();
    await pass(300_000);
    expect(signals.take()).toContain('approvals');
  });

  it('tell of the end of the backend, and of all whom it carried', async () => {
    const house = await openHouse();
    const { agentId } = await running(house);
    const signals = signalled(house);
    house.codex.backend.die({ exitCode: 1 });
    await settle();
    expect(signals.take()).toEqual(['backend', agentId]);
    expect(house.service.sights.backend.state).toBe('backing_off');
    expect(house.service.sights.of(agentId)?.turn).toBeNull();
  });

  it('tell of a session that is put aside', async () => {
    const house = await openHouse({ maxConcurrent: 1 });
    const { agentId } = await answered(house);
    const signals = signalled(house);
    await answered(house);
    expect(signals.take()).toContain(agentId);
  });

  it('are no more after their end', async () => {
    const house = await openHouse();
    const signals = signalled(house);
    signals.unsubscribe();
    await answered(house);
    expect(signals.take()).toEqual([]);
  });

  it('reach the others when one who hears them throws, and harm nobody', async () => {
    const warnings = catchWarnings();
    onTestFinished(() => warnings.restore());
    const house = await openHouse();
    house.service.sights.subscribe(() => {
      throw new Error('boom');
    });
    const signals = signalled(house);
    expect(await endOf(await answered(house))).toMatchObject({ type: 'completed' });
    expect(signals.take()).toContain('backend');
    expect(warnings.messages).toHaveLength(1);
  });
});

describe('the story of a session', () => {
  it('has its record, its sight, its approvals, its steps and its last result', async () => {
    const house = await openHouse();
    const { agentId, threadId } = await answered(house);
    await reply(house, { threadId });
    await settle();
    house.codex.ask(threadId);
    expect(await house.service.sights.story(agentId)).toMatchObject({
      record: { agentId, status: 'active' },
      sight: { turn: { state: 'awaiting_approval' } },
      approvals: [{ approvalId: 'approval-1' }],
      steps: [
        { what: 'registered', threadState: 'busy' },
        { what: 'changed', threadState: 'idle' },
        { what: 'changed', threadState: 'busy' },
      ],
      last: { turnId: 't1', status: 'completed', text: 'done' },
    });
  });

  it('is null of a session that is unknown', async () => {
    const house = await openHouse();
    expect(await house.service.sights.story('codex:nobody')).toBeNull();
  });

  it('is told without the last result where Codex would have to be started for it', async () => {
    const before = await openHouse();
    const { agentId } = await answered(before);
    const house = await reopened(before);
    expect(await house.service.sights.story(agentId)).toMatchObject({
      ...{ record: { agentId }, sight: null, approvals: [], steps: [], last: null },
    });
    expect(house.service.sights.backend.state).toBe('absent');
  });

  it('is told with what a running Codex remembers, and waits three seconds for it', async () => {
    const before = await openHouse();
    const { agentId } = await answered(before);
    const house = await reopened(before);
    await answered(house);
    const last = { turnId: 't1', status: 'completed', text: 'done' };
    expect(await house.service.sights.story(agentId)).toMatchObject({ last });
    house.codex.script.hold('listTurns');
    const slow = house.service.sights.story(agentId);
    await pass(2_999);
    let isTold = false;
    void slow.then(() => {
      isTold = true;
    });
    await settle();
    expect(isTold).toBe(false);
    await pass(1);
    expect(await slow).toMatchObject({ record: { agentId }, last: null });
  });

  it('is told without the last result where Codex refuses to tell it', async () => {
    const before = await openHouse();
    const { agentId } = await answered(before);
    const house = await reopened(before);
    await answered(house);
    house.codex.script.refuse('listTurns', new RequestTimeoutError('thread/turns/list', 1_000));
    expect(await house.service.sights.story(agentId)).toMatchObject({ last: null });
  });
});
