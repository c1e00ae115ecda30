import { describe, expect, it } from 'vitest';
import {
  answered,
  endOf,
  openHouse,
  pass,
  recorder,
  reply,
  running,
  settle,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

const threadId = 'thread-1';
const late = (type: 'turn.started' | 'turn.interrupted', turnId = 't1') => ({
  ...{ type, threadId, turnId },
});
const completed = (turnId: string, lastMessage: string) =>
  ({ type: 'turn.completed', threadId, turnId, lastMessage }) as const;
const failed = (turnId: string) =>
  ({ type: 'turn.failed', threadId, turnId, message: 'late' }) as const;

describe('a late fact of an earlier turn (H3)', () => {
  it.each([
    ['end', completed('t1', 'late')],
    ['failure', failed('t1')],
    ['interrupt', late('turn.interrupted')],
    ['begin', late('turn.started')],
  ])('does not end the turn that runs: %s', async (_, fact) => {
    const house = await openHouse();
    const first = await answered(house);
    const second = await reply(house, first);
    await settle();
    house.codex.backend.tell(fact);
    expect(await endOf(second)).toBe('open');
    expect(stateOf(house, first)).toBe('active busy');
    house.codex.complete(threadId, 'its own');
    expect(await endOf(second)).toEqual({ type: 'completed', turnId: 't2', text: 'its own' });
    expect(stateOf(house, first)).toBe('active idle');
  });

  it('neither begins nor ends anything while the session is idle', async () => {
    const house = await openHouse();
    const turn = await answered(house);
    for (const fact of [late('turn.started'), failed('t1'), completed('t1', 'twice')]) {
      house.codex.backend.tell(fact);
      await settle();
      expect([stateOf(house, turn), turn.progress.state]).toEqual(['active idle', 'idle']);
    }
    const result = await house.service.result(turn);
    expect(result).toMatchObject({ value: { last: { status: 'completed', text: 'done' } } });
  });

  it('does not end the next turn before that has an id', async () => {
    const house = await openHouse();
    const first = await answered(house);
    const held = house.codex.script.hold('startTurn');
    const second = await reply(house, first);
    await settle();
    house.codex.backend.tell(late('turn.started'));
    house.codex.backend.tell(completed('t1', 'late'));
    expect(await endOf(second)).toBe('open');
    held.release();
    await settle();
    house.codex.complete(threadId, 'its own');
    expect(await endOf(second)).toMatchObject({ turnId: 't2', text: 'its own' });
  });

  it('adds nothing to what the next turn has said', async () => {
    const house = await openHouse();
    const { watcher, told } = recorder();
    const first = await answered(house);
    const second = await reply(house, first, 'two', watcher);
    await settle();
    const old = { threadId, turnId: 't1' };
    house.codex.backend.tell({ type: 'message.delta', ...old, text: 'old words' });
    house.codex.backend.tell({ type: 'activity.changed', ...old, activity: 'old work' });
    house.codex.backend.tell({ type: 'notified', ...old, method: 'old', params: {} });
    house.codex.say(threadId, 'new words');
    second.cancel();
    expect(await endOf(second)).toMatchObject({ type: 'interrupted', text: 'new words' });
    expect(told.filter((word) => word.includes('old'))).toEqual([]);
  });

  it('is one of a turn nobody ever heard of: nothing changes', async () => {
    const house = await openHouse();
    const turn = await running(house);
    house.codex.backend.tell(completed('t99', 'of nobody'));
    house.codex.backend.tell(late('turn.started', 't98'));
    expect(await endOf(turn)).toBe('open');
    house.codex.complete(threadId, 'its own');
    expect(await endOf(turn)).toMatchObject({ text: 'its own' });
    expect(stateOf(house, turn)).toBe('active idle');
  });

  it('that begins a turn which was given up on makes no idle session busy', async () => {
    const house = await openHouse({ closeTimeoutMs: 1_000 });
    house.codex.heedsInterrupts = false;
    const first = await answered(house);
    const held = house.codex.script.hold('startTurn');
    const given = await reply(house, first);
    await settle();
    given.cancel();
    await pass(5_000);
    expect(await endOf(given)).toMatchObject({ type: 'interrupted', turnId: null });
    held.release();
    await settle();
    expect([stateOf(house, first), first.progress.state]).toEqual(['active idle', 'idle']);
  });
});

describe('a fact that comes twice', () => {
  it('counts once: an end', async () => {
    const house = await openHouse();
    const first = await running(house);
    const second = await reply(house, first, 'two');
    house.codex.complete(threadId, 'first answer');
    house.codex.backend.tell(completed('t1', 'first answer again'));
    expect(await endOf(first)).toMatchObject({ text: 'first answer' });
    expect(await endOf(second)).toBe('open');
    expect(house.audit.filter(({ event }) => event === 'turn.ended')).toHaveLength(1);
  });

  it('counts once: a begin, as the answer and as the notification', async () => {
    const house = await openHouse();
    const turn = await running(house);
    house.codex.backend.tell(late('turn.started'));
    house.codex.complete(threadId, 'hello');
    expect(await endOf(turn)).toMatchObject({ turnId: 't1', text: 'hello' });
    expect(stateOf(house, turn)).toBe('active idle');
  });
});
