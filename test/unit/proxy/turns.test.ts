import { describe, expect, it } from 'vitest';
import type { Turn } from '../../../src/proxy/api.js';
import {
  answered,
  endOf,
  openHouse,
  pass,
  recorder,
  reply,
  running,
  settle,
  start,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';
import { catchWarnings } from '../../support/warnings.js';

timeStandsStill();

describe('a turn', () => {
  it('ends with the answer of Codex, and leaves its session idle', async () => {
    const house = await openHouse();
    const turn = await start(house, { prompt: 'say hello' });
    await settle();
    expect(stateOf(house, turn)).toBe('active busy');
    expect(await turn.opened).toBe('thread-1');
    house.codex.complete('thread-1', 'hello');
    expect(await endOf(turn)).toEqual({ type: 'completed', turnId: 't1', text: 'hello' });
    expect(stateOf(house, turn)).toBe('active idle');
    expect(house.codex.prompts).toMatchObject([{ threadId: 'thread-1', prompt: 'say hello' }]);
    expect(house.sessions.supervisor.get(turn.agentId)?.threadId).toBe('thread-1');
  });

  it('tells its watchers of the thread before anything else, then what is going on', async () => {
    const house = await openHouse();
    const { watcher, told } = recorder();
    const turn = await start(house, {}, watcher);
    await settle();
    const threadId = 'thread-1';
    const { codex } = house;
    const at = { threadId, turnId: 't1' };
    codex.tellOf(threadId, { type: 'notified', ...at, method: 'item/started', params: {} });
    codex.tellOf(threadId, { type: 'activity.changed', ...at, activity: 'running npm test' });
    codex.complete(threadId);
    await endOf(turn);
    codex.tellOf(threadId, { type: 'notified', ...at, method: 'too/late', params: {} });
    expect(told.indexOf('opened thread-1')).toBeLessThan(told.indexOf('notified item/started'));
    expect(told).toContain('progressed running running npm test');
    expect(told.at(-1)).not.toContain('too/late');
  });

  it('says for how long it has been at work', async () => {
    const house = await openHouse();
    const turn = await running(house);
    await pass(1_500);
    expect(turn.progress).toMatchObject({ state: 'running', elapsedMs: 1_500, before: 0 });
  });

  it('is not touched by a watcher that throws', async () => {
    const house = await openHouse();
    const warnings = catchWarnings();
    const turn = await start(
      house,
      {},
      {
        opened() {
          throw new Error('a broken watcher');
        },
      },
    );
    await settle();
    house.codex.complete('thread-1', 'hello');
    expect(await endOf(turn)).toMatchObject({ type: 'completed', text: 'hello' });
    expect(warnings.messages).toHaveLength(1);
    warnings.restore();
  });
});

describe('a turn that is looked for', () => {
  it('is found by its ticket while it runs and a while after, and by its session', async () => {
    const house = await openHouse({ approvalTimeoutMs: 60_000 });
    const { service } = house;
    const turn = await running(house);
    expect([service.turn(turn.ticket), service.currentTurn(turn.agentId)]).toEqual([turn, turn]);
    house.codex.complete('thread-1');
    await pass(59_999);
    expect([service.turn(turn.ticket), service.currentTurn(turn.agentId)]).toEqual([
      turn,
      undefined,
    ]);
    await pass(1);
    expect([service.turn(turn.ticket), service.turn('turn-99')]).toEqual([undefined, undefined]);
  });

  it('is told to the audit when it is asked for and when it ends, and not its text to the log', async () => {
    const house = await openHouse();
    const turn = await answered(house, { prompt: 'a secret', identity: 'arch-ctm' });
    const { agentId } = turn;
    expect(house.audit).toEqual([
      { event: 'turn.asked', agentId, identity: 'arch-ctm', prompt: 'a secret' },
      { event: 'turn.ended', agentId, turnId: 't1', how: 'completed' },
    ]);
    expect(house.log).toHaveLength(2);
    expect(house.log.join()).not.toContain('secret');
  });
});

describe('the turns of one session', () => {
  it('run one at a time, in the order they came, and none is given to one that runs (!!)', async () => {
    const house = await openHouse();
    const { codex } = house;
    const first = await running(house, { prompt: 'one' });
    const second = await reply(house, first, 'two');
    const third = await reply(house, first, 'three');
    await settle();
    expect(codex.prompts.map(({ prompt }) => prompt)).toEqual(['one']);
    expect([second, third].map(({ progress }) => [progress.state, progress.before])).toEqual([
      ['queued', 1],
      ['queued', 2],
    ]);
    for (const text of ['1', '2', '3']) {
      codex.complete('thread-1', text);
      await settle();
    }
    const ends = await Promise.all([first, second, third].map(endOf));
    expect(ends).toMatchObject([{ text: '1' }, { text: '2' }, { text: '3' }]);
    expect([codex.prompts.map(({ prompt }) => prompt), codex.steered]).toEqual([
      ['one', 'two', 'three'],
      [],
    ]);
    expect(stateOf(house, first)).toBe('active idle');
  });

  it('keep their session busy while another waits', async () => {
    const house = await openHouse();
    const first = await running(house);
    await reply(house, first);
    house.codex.complete('thread-1');
    await settle();
    expect(stateOf(house, first)).toBe('active busy');
  });

  it('answer each its own prompt, also after one that failed (!! off by one)', async () => {
    const house = await openHouse();
    const first = await running(house);
    const second = await reply(house, first, 'two');
    house.codex.fail('thread-1', 'no such model');
    expect(await endOf(first)).toEqual({ type: 'failed', turnId: 't1', message: 'no such model' });
    house.codex.complete('thread-1', 'answer to two');
    expect(await endOf(second)).toEqual({ type: 'completed', turnId: 't2', text: 'answer to two' });
    expect(stateOf(house, first)).toBe('active idle');
  });

  it('go on after one that Codex would not begin', async () => {
    const house = await openHouse();
    const { codex } = house;
    const first = await answered(house);
    codex.script.refuse('startTurn', new Error('input too large'), 1);
    const second = await reply(house, first, 'two');
    const third = await reply(house, first, 'three');
    expect(await endOf(second)).toMatchObject({
      type: 'refused',
      refusal: { code: 'session_failed', message: 'input too large' },
    });
    codex.complete('thread-1', 'three');
    expect(await endOf(third)).toMatchObject({ text: 'three' });
    expect(stateOf(house, first)).toBe('active idle');
  });
});

describe('the turns of several sessions', () => {
  it('run at once, and each gets its own answer', async () => {
    const house = await openHouse();
    const [one, other] = [await running(house), await running(house)];
    expect(house.service.status()).toMatchObject({ active: 2, turnsRunning: 2, turnsWaiting: 0 });
    house.codex.complete(other.threadId, 'of the other');
    expect(await endOf(other)).toMatchObject({ text: 'of the other' });
    expect(await endOf(one)).toBe('open');
    house.codex.complete(one.threadId, 'of the one');
    expect(await endOf(one)).toMatchObject({ text: 'of the one' });
  });

  it('wait in order where only so many may run at once, and say how many go before', async () => {
    const house = await openHouse({ maxTurns: 2 });
    const turns: Turn[] = [];
    for (let count = 0; count < 4; count += 1) turns.push(await running(house));
    const places = () => turns.map(({ progress }) => `${progress.state} ${progress.before}`);
    expect(places()).toEqual(['running 0', 'running 0', 'queued 0', 'queued 1']);
    expect(house.service.status()).toMatchObject({ turnsRunning: 2, turnsWaiting: 2, maxTurns: 2 });
    house.codex.complete('thread-2');
    await settle();
    expect(places()).toEqual(['running 0', 'idle 0', 'running 0', 'queued 0']);
  });

  it('give their place to the next when they fail, are refused or are cancelled', async () => {
    const house = await openHouse({ maxTurns: 1 });
    const { codex } = house;
    const [a, b, c, d] = [
      await running(house),
      await running(house),
      await running(house),
      await running(house),
    ];
    codex.fail('thread-1');
    await settle();
    expect(b.progress.state).toBe('running');
    b.cancel();
    await settle();
    expect([a, b, c, d].map(({ progress }) => progress.state)).toEqual([
      'idle',
      'idle',
      'running',
      'queued',
    ]);
    codex.script.refuse('startThread', new Error('no'), 1);
    codex.complete(c.threadId);
    expect(await endOf(d)).toMatchObject({ type: 'refused' });
    expect(house.service.status()).toMatchObject({ turnsRunning: 0, turnsWaiting: 0 });
  });
});
