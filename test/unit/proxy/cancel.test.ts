import { describe, expect, it } from 'vitest';
import {
  answered,
  endOf,
  openHouse,
  pass,
  reply,
  running,
  settle,
  start,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

const CANCELLED = { type: 'interrupted', reason: 'cancelled' };

describe('a cancelled turn', () => {
  it('that is queued leaves the queue, and nothing of it reaches Codex', async () => {
    const house = await openHouse();
    const first = await running(house);
    const second = await reply(house, first, 'two');
    const third = await reply(house, first, 'three');
    second.cancel();
    expect(await endOf(second)).toEqual({ ...CANCELLED, turnId: null, text: '' });
    expect(third.progress).toMatchObject({ state: 'queued', before: 1 });
    expect(stateOf(house, first)).toBe('active busy');
    house.codex.complete('thread-1');
    await settle();
    house.codex.complete('thread-1', 'three');
    expect(await endOf(third)).toMatchObject({ text: 'three' });
    expect(house.codex.prompts.map(({ prompt }) => prompt)).toEqual(['hello', 'three']);
    expect(house.codex.asked('interruptTurn')).toEqual([]);
  });

  it('that waits for its place leaves the line', async () => {
    const house = await openHouse({ maxTurns: 1 });
    const first = await running(house);
    const waiting = await running(house);
    waiting.cancel();
    expect(await endOf(waiting)).toMatchObject(CANCELLED);
    house.codex.complete(first.threadId);
    await settle();
    expect(house.codex.prompts).toHaveLength(1);
    expect(house.service.status()).toMatchObject({ turnsRunning: 0, turnsWaiting: 0 });
  });

  it('whose thread is being opened is never given to Codex', async () => {
    const house = await openHouse();
    const held = house.codex.script.hold('startThread');
    const turn = await start(house);
    await settle();
    expect(turn.progress.state).toBe('opening');
    turn.cancel();
    held.answer();
    expect(await endOf(turn)).toMatchObject(CANCELLED);
    expect(house.codex.prompts).toEqual([]);
  });

  it('that runs is interrupted, keeps what was said so far, and leaves the session idle', async () => {
    const house = await openHouse();
    const turn = await running(house);
    house.codex.say('thread-1', 'half an ');
    house.codex.say('thread-1', 'answer');
    turn.cancel();
    expect(await endOf(turn)).toEqual({ ...CANCELLED, turnId: 't1', text: 'half an answer' });
    expect(stateOf(house, turn)).toBe('active idle');
  });

  it('leaves no command running behind it (!!): an interrupt does not end them', async () => {
    const house = await openHouse();
    const turn = await running(house);
    turn.cancel();
    await endOf(turn);
    expect(house.codex.asked('cleanTerminals')).toEqual([['thread-1']]);
  });

  it('is interrupted at once in the gap before its turn has an id, and again when it has one (!!)', async () => {
    const house = await openHouse();
    const { codex } = house;
    const held = codex.script.hold('startTurn');
    const turn = await running(house);
    turn.cancel();
    await settle();
    // Codex has no turn yet: this interrupt hits nothing
    expect(codex.asked('interruptTurn')).toEqual([['thread-1']]);
    expect(turn.progress.state).toBe('interrupting');
    held.answer();
    await settle();
    expect(codex.asked('interruptTurn')).toHaveLength(2);
    expect(await endOf(turn)).toMatchObject({ ...CANCELLED, turnId: 't1' });
    expect(codex.threads.at('thread-1').running).toBeNull();
  });

  it('may have been completed before the interrupt came: then it is completed', async () => {
    const house = await openHouse();
    house.codex.heedsInterrupts = false;
    const turn = await running(house);
    turn.cancel();
    house.codex.complete('thread-1', 'done already');
    expect(await endOf(turn)).toMatchObject({ type: 'completed', text: 'done already' });
  });

  it('makes room for the next one of its session', async () => {
    const house = await openHouse();
    const first = await running(house);
    const second = await reply(house, first, 'two');
    first.cancel();
    await settle();
    house.codex.complete('thread-1', 'two');
    expect(await endOf(second)).toMatchObject({ type: 'completed', text: 'two' });
    expect(house.codex.steered).toEqual([]);
  });

  it('ends at the deadline where Codex does not say how', async () => {
    const house = await openHouse({ closeTimeoutMs: 10_000 });
    house.codex.heedsInterrupts = false;
    const turn = await running(house);
    turn.cancel();
    await pass(9_999);
    expect(await endOf(turn)).toBe('open');
    await pass(10_002);
    expect(await endOf(turn)).toMatchObject({ ...CANCELLED, turnId: 't1' });
    expect(stateOf(house, turn)).toBe('active idle');
  });

  it('is cancelled once: again, or after its end, changes nothing', async () => {
    const house = await openHouse();
    const turn = await running(house);
    turn.cancel();
    turn.cancel();
    await settle();
    turn.cancel();
    const next = await reply(house, turn);
    await settle();
    turn.cancel();
    await settle();
    expect(next.progress.state).toBe('running');
    expect(house.codex.asked('interruptTurn')).toHaveLength(1);
  });
});

describe('a turn that takes too long', () => {
  it('is interrupted after the time that was set', async () => {
    const house = await openHouse({ turnTimeoutMs: 5_000 });
    const turn = await running(house);
    await pass(4_999);
    expect(await endOf(turn)).toBe('open');
    await pass(1);
    expect(await endOf(turn)).toMatchObject({ type: 'interrupted', reason: 'timeout' });
  });

  it('leaves its time to nobody: the next one has all of its own', async () => {
    const house = await openHouse({ turnTimeoutMs: 5_000 });
    const first = await running(house);
    await pass(4_000);
    house.codex.complete('thread-1');
    await settle();
    const second = await reply(house, first);
    await pass(4_000);
    expect(await endOf(second)).toBe('open');
    await pass(1_000);
    expect(await endOf(second)).toMatchObject({ reason: 'timeout' });
  });
});

describe('a turn that somebody else interrupts', () => {
  it('says so', async () => {
    const house = await openHouse();
    const turn = await answered(house);
    const second = await reply(house, turn);
    await settle();
    house.codex.interrupt('thread-1');
    expect(await endOf(second)).toMatchObject({ type: 'interrupted', reason: 'elsewhere' });
  });
});
