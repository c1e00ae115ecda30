import { describe, expect, it, vi } from 'vitest';
import {
  answered,
  endOf,
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

/** Shuts down, and says how far that is. */
function ending({ service }: House, graceMs = 10_000) {
  const seen = { isOver: false };
  const over = service.shutdown({ graceMs }).then(() => {
    seen.isOver = true;
  });
  return { seen, over };
}

describe('shutting down', () => {
  it('takes no new work, at once', async () => {
    const house = await openHouse();
    const session = await running(house);
    ending(house);
    const outcomes = [
      await house.service.start(REQUEST),
      await house.service.reply({ agentId: session.agentId, prompt: 'more' }),
    ];
    expect(outcomes.map((outcome) => refusalIn(outcome).code)).toEqual([
      ...['shutting_down', 'shutting_down'],
    ]);
  });

  it('waits for the turns that end by themselves, and for no longer', async () => {
    const house = await openHouse();
    const session = await running(house);
    const { seen } = ending(house);
    await pass(5_000);
    house.codex.complete(session.threadId, 'just in time');
    await settle();
    expect(await endOf(session)).toMatchObject({ type: 'completed', text: 'just in time' });
    expect(seen.isOver).toBe(true);
    expect(house.codex.backend.requests.at(-1)?.method).toBe('stop');
    expect(stateOf(house, session)).toBe('stale idle');
  });

  it('interrupts the others after the grace, queued ones too, and then stops Codex', async () => {
    const house = await openHouse();
    const session = await running(house);
    const queued = await reply(house, session, 'two');
    const { seen } = ending(house, 10_000);
    await pass(9_999);
    expect(await endOf(session)).toBe('open');
    await pass(1);
    for (const turn of [session, queued]) {
      expect(await endOf(turn)).toMatchObject({ type: 'interrupted', reason: 'shutdown' });
    }
    expect(seen.isOver).toBe(true);
    const ends = ['interruptTurn', 'stop'];
    const asked = house.codex.backend.requests.map(({ method }) => method);
    expect(asked.filter((method) => ends.includes(method))).toEqual(ends);
    expect(asked.at(-1)).toBe('stop');
    expect(house.codex.prompts).toHaveLength(1);
  });

  it('does not wait for ever for a turn that does not end', async () => {
    const house = await openHouse();
    house.codex.heedsInterrupts = false;
    const session = await running(house);
    const { seen } = ending(house, 1_000);
    await pass(10_000);
    expect(seen.isOver).toBe(true);
    expect(await endOf(session)).not.toBe('open');
    expect(stateOf(house, session)).toMatch(/^stale/);
  });

  it('keeps all sessions: they are stale, and the next process resumes them', async () => {
    const house = await openHouse();
    const sessions = [await answered(house), await running(house)];
    const { over } = ending(house, 0);
    await pass(5_000);
    await over;
    expect(sessions.map((session) => stateOf(house, session).split(' ')[0])).toEqual([
      ...['stale', 'stale'],
    ]);
    expect(house.codex.asked('archiveThread')).toEqual([]);
    expect(house.service.status().active).toBe(0);
  });

  it('twice is once', async () => {
    const house = await openHouse();
    await answered(house);
    const first = house.service.shutdown({ graceMs: 0 });
    expect(house.service.shutdown({ graceMs: 5_000 })).toBe(first);
    await pass(0);
    await first;
    expect(house.codex.backend.requests.filter(({ method }) => method === 'stop')).toHaveLength(1);
  });

  it('of a house where nothing ever happened is over at once', async () => {
    const house = await openHouse();
    const { seen } = ending(house);
    await settle();
    expect([seen.isOver, house.codex.starts]).toEqual([true, 0]);
  });

  it('while Codex is being started ends that, and the call is told (!! no orphan)', async () => {
    const house = await openHouse();
    house.codex.script.hold('start');
    const turn = await start(house);
    await settle();
    const { seen } = ending(house, 0);
    await pass(5_000);
    expect(seen.isOver).toBe(true);
    expect(await endOf(turn)).toMatchObject({
      ...{ type: 'refused', refusal: { code: 'shutting_down' } },
    });
    expect(house.codex.backends).toEqual([]);
  });

  it('while it is being shut down starts no Codex any more', async () => {
    const house = await openHouse({ maxTurns: 1 });
    const first = await running(house);
    const waiting = await running(house);
    house.codex.script.hold('stop');
    ending(house, 0);
    await pass(5_000);
    expect(await endOf(first)).toMatchObject({ reason: 'shutdown' });
    expect(await endOf(waiting)).toMatchObject({ reason: 'shutdown' });
    expect(house.codex.starts).toBe(1);
  });

  it('answers the approvals that wait by the default, so that turns can end', async () => {
    const house = await openHouse();
    const session = await running(house);
    const requestId = house.codex.ask(session.threadId);
    ending(house);
    await settle();
    expect(house.codex.backend.answers).toEqual([
      { requestId, decision: 'decline', counted: true },
    ]);
  });

  it('leaves no timer behind that keeps the process', async () => {
    const house = await openHouse({ turnTimeoutMs: 100_000 });
    await answered(house);
    await running(house);
    const { over } = ending(house, 1_000);
    await pass(10_000);
    await over;
    // what is left is the memory for tickets, which keeps no process alive
    await pass(300_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
