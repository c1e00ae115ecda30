import { describe, expect, it } from 'vitest';
import {
  answered,
  endOf,
  given,
  type House,
  openHouse,
  pass,
  refusalIn,
  reply,
  running,
  settle,
  start,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

const REQUEST = { prompt: 'hello', settings: {} };
const statesOf = ({ sessions }: House) =>
  sessions.supervisor.list().map((record) => `${record.status} ${record.threadState}`);

/** A house that is full of idle sessions with generated names. */
async function full(maxConcurrent: number) {
  const house = await openHouse({ maxConcurrent });
  const turns = [];
  for (let count = 0; count < maxConcurrent; count += 1) turns.push(await answered(house));
  return { house, turns };
}

describe('a client that never closes anything', () => {
  it('never runs dry: 300 sessions in a row, three at once', async () => {
    const house = await openHouse({ maxConcurrent: 3 });
    house.codex.answers = (prompt) => `echo ${prompt}`;
    for (let count = 0; count < 300; count += 1) {
      const turn = await start(house, { prompt: `${count}` });
      expect(await turn.ended).toMatchObject({ type: 'completed', text: `echo ${count}` });
    }
    const states = statesOf(house);
    expect(states.filter((state) => state === 'stale idle')).toHaveLength(297);
    expect(states.filter((state) => state === 'active idle')).toHaveLength(3);
    expect(house.codex.starts).toBe(1);
  });

  it('may ask for many at once: all are served while there is somebody to put aside', async () => {
    const { house } = await full(3);
    house.codex.answers = (prompt) => prompt;
    const outcomes = await Promise.all([1, 2, 3].map(() => house.service.start(REQUEST)));
    for (const outcome of outcomes) {
      expect(await endOf(given(outcome))).toMatchObject({ type: 'completed' });
    }
    expect(statesOf(house)).toEqual([
      ...['stale idle', 'stale idle', 'stale idle'],
      ...['active idle', 'active idle', 'active idle'],
    ]);
  });
});

describe('a session that is put aside', () => {
  it('is the one idle longest, by the order of events and not by the clock', async () => {
    const { house, turns } = await full(3);
    const [a, b, c] = turns;
    // the first is used again, on a day long before
    await pass(1_000);
    const again = await reply(house, a!);
    await settle();
    house.codex.complete('thread-1');
    await endOf(again);
    house.sessions.supervisor.touch(b!.agentId, { repoRoot: null, repoName: null, branch: null });
    await answered(house);
    expect([a, b, c].map((turn) => stateOf(house, turn!))).toEqual([
      'active idle',
      'stale idle',
      'active idle',
    ]);
  });

  it('is told to Codex: no more of its thread is heard, and it is not archived', async () => {
    const { house, turns } = await full(1);
    await answered(house);
    expect(house.codex.asked('unsubscribeThread')).toEqual([[turns[0]?.threadId]]);
    expect(house.codex.asked('archiveThread')).toEqual([]);
    expect(house.service.status()).toMatchObject({ active: 1, turnsRunning: 0 });
  });

  it('is never one with a name, and never one at work: then the next is refused', async () => {
    const house = await openHouse({ maxConcurrent: 2 });
    const named = await answered(house, { identity: 'arch-ctm' });
    const busy = await running(house);
    expect(refusalIn(await house.service.start(REQUEST))).toMatchObject({
      code: 'max_sessions_exceeded',
      max: 2,
    });
    expect([stateOf(house, named), stateOf(house, busy)]).toEqual(['active idle', 'active busy']);
    expect(house.sessions.supervisor.list()).toHaveLength(2);
  });

  it('makes room for a session with a name, too, and for one that is resumed', async () => {
    const { house, turns } = await full(1);
    const named = await answered(house, { identity: 'arch-ctm' });
    expect(stateOf(house, turns[0]!)).toBe('stale idle');
    await house.service.close(named);
    const other = await answered(house);
    const back = await reply(house, turns[0]!);
    await settle();
    expect([stateOf(house, other), stateOf(house, back)]).toEqual(['stale idle', 'active busy']);
  });

  it('is not one with a turn in its queue', async () => {
    const house = await openHouse({ maxConcurrent: 1, maxTurns: 1 });
    const first = await running(house);
    await reply(house, first, 'two');
    house.codex.complete('thread-1');
    await settle();
    expect(refusalIn(await house.service.start(REQUEST)).code).toBe('max_sessions_exceeded');
  });

  it('comes back by itself with its next prompt, its settings said again with the turn (H4)', async () => {
    const house = await openHouse({ maxConcurrent: 1 });
    const settings = { sandbox: 'workspace-write', approvalPolicy: 'never', model: 'm' } as const;
    const parked = await answered(house, { settings });
    await answered(house);
    const turn = await reply(house, parked, 'again');
    await settle();
    const { sandboxPolicy } = house.codex.threads.at('thread-1').open;
    expect(sandboxPolicy.type).toBe('workspaceWrite');
    expect(house.codex.asked('resumeThread')).toMatchObject([
      ['thread-1', { ...settings, cwd: '/tmp' }],
    ]);
    expect(house.codex.asked('startTurn').at(-1)).toEqual([
      ...['thread-1', 'again'],
      { cwd: '/tmp', model: 'm', approvalPolicy: 'never', sandboxPolicy },
    ]);
    house.codex.complete('thread-1', 'back');
    expect(await endOf(turn)).toMatchObject({ type: 'completed', text: 'back' });
    expect(turn.agentId).toBe(parked.agentId);
  });
});

describe('a reply to a session that is being put aside', () => {
  it('waits for that, and works', async () => {
    const { house, turns } = await full(2);
    const held = house.codex.script.hold('unsubscribeThread');
    const starting = house.service.start(REQUEST);
    await settle();
    const replying = house.service.reply({ threadId: 'thread-1', prompt: 'wait for me' });
    await settle();
    held.release();
    house.codex.answers = (prompt) => prompt;
    expect(await endOf(given(await starting))).toMatchObject({ type: 'completed' });
    const back = given(await replying);
    expect(await endOf(back)).toMatchObject({ type: 'completed', text: 'wait for me' });
    expect(back.agentId).toBe(turns[0]?.agentId);
  });

  it.each([
    ['before', [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20]],
    ['after', [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20]],
  ])('works also when it comes in the same moment, %s it', async (order, moments) => {
    for (const ticks of moments) {
      const { house } = await full(2);
      house.codex.answers = (prompt) => prompt;
      const calls = [
        () => house.service.reply({ threadId: 'thread-1', prompt: 'me too' }),
        () => house.service.start(REQUEST),
      ];
      if (order === 'after') calls.reverse();
      const outcomes = [calls[0]!()];
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      outcomes.push(calls[1]!());
      const ends = await Promise.all(outcomes.map(async (one) => endOf(given(await one))));
      expect(ends, `${ticks} ticks`).toMatchObject([{ type: 'completed' }, { type: 'completed' }]);
    }
  });
});

describe('two replies at once to one stale session', () => {
  it('both run, one after the other, on one thread', async () => {
    const { house, turns } = await full(1);
    await answered(house);
    house.codex.answers = (prompt) => prompt;
    const outcomes = await Promise.all([
      house.service.reply({ threadId: 'thread-1', prompt: 'one' }),
      house.service.reply({ agentId: turns[0]!.agentId, prompt: 'two' }),
    ]);
    const ends = await Promise.all(outcomes.map((outcome) => endOf(given(outcome))));
    expect(ends).toMatchObject([{ text: 'one' }, { text: 'two' }]);
    expect(house.codex.asked('resumeThread')).toHaveLength(1);
    expect(house.codex.steered).toEqual([]);
  });
});
