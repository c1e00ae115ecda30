import { describe, expect, it } from 'vitest';
import { RequestTimeoutError } from '../../../src/domain/codex-errors.js';
import { begin } from '../../support/fake-backend-threads.js';
import {
  answered,
  endOf,
  type House,
  openHouse,
  pass,
  reply,
  running,
  settle,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

const threadId = 'thread-1';

/** A session whose turn was given up on, though Codex still runs it. */
async function givenUp() {
  const house = await openHouse({ closeTimeoutMs: 1_000 });
  house.codex.heedsInterrupts = false;
  const turn = await running(house);
  turn.cancel();
  await pass(5_000);
  expect(await endOf(turn)).toMatchObject({ type: 'interrupted' });
  expect(house.codex.threads.at(threadId).running).toBe('t1');
  return { house, turn };
}

const promptsOf = ({ codex }: House) => codex.prompts.map(({ prompt }) => prompt);

describe('a prompt after a turn that was given up on, but still runs (!! steering)', () => {
  it('waits until Codex is quiet, and is never given to that turn', async () => {
    const { house, turn } = await givenUp();
    const next = await reply(house, turn, 'two');
    await pass(2_000);
    expect([promptsOf(house), next.progress.state]).toEqual([['hello'], 'opening']);
    expect(house.codex.asked('interruptTurn').length).toBeGreaterThan(5);
    house.codex.endUnheard(threadId, { status: 'interrupted' });
    await pass(200);
    house.codex.complete(threadId, 'two');
    expect(await endOf(next)).toMatchObject({ type: 'completed', turnId: 't2', text: 'two' });
    expect(house.codex.steered).toEqual([]);
  });

  it('goes at once when the end of that turn was told in between', async () => {
    const { house, turn } = await givenUp();
    house.codex.complete(threadId, 'after all');
    const interrupts = house.codex.asked('interruptTurn').length;
    const next = await reply(house, turn, 'two');
    await settle();
    expect(promptsOf(house)).toEqual(['hello', 'two']);
    expect(house.codex.asked('interruptTurn')).toHaveLength(interrupts);
    house.codex.complete(threadId, 'two');
    expect(await endOf(next)).toMatchObject({ text: 'two' });
  });

  it('is refused when Codex is not quiet in time, and so is none after it', async () => {
    const { house, turn } = await givenUp();
    const next = await reply(house, turn, 'two');
    await pass(11_000);
    expect(await endOf(next)).toMatchObject({
      type: 'refused',
      refusal: { code: 'request_timeout', threadId },
    });
    house.codex.endUnheard(threadId, { status: 'interrupted' });
    const third = await reply(house, turn, 'three');
    await pass(200);
    house.codex.complete(threadId, 'three');
    expect(await endOf(third)).toMatchObject({ text: 'three' });
    expect([promptsOf(house), house.codex.steered]).toEqual([['hello', 'three'], []]);
  });

  it('waits also when that turn got its id only after it was given up on', async () => {
    const house = await openHouse({ closeTimeoutMs: 1_000 });
    const { codex } = house;
    codex.heedsInterrupts = false;
    const first = await answered(house);
    const held = codex.script.hold('startTurn');
    const given = await reply(house, first, 'given up');
    await settle();
    given.cancel();
    await pass(5_000);
    expect(await endOf(given)).toMatchObject({ type: 'interrupted', turnId: null });
    held.release();
    await settle();
    expect(codex.threads.at(threadId).running).toBe('t2');
    const next = await reply(house, first, 'next');
    await pass(1_000);
    expect(promptsOf(house)).toEqual(['hello', 'given up']);
    codex.endUnheard(threadId, { status: 'interrupted' });
    await pass(200);
    codex.complete(threadId, 'next');
    expect(await endOf(next)).toMatchObject({ turnId: 't3', text: 'next' });
    expect(codex.steered).toEqual([]);
  });

  it('waits also when turn/start was not answered in time, and the turn runs all the same', async () => {
    const house = await openHouse();
    const { codex } = house;
    const first = await answered(house);
    const held = codex.script.hold('startTurn');
    const lost = await reply(house, first, 'lost');
    await settle();
    held.refuse(new RequestTimeoutError('turn/start', 60_000));
    held.release();
    expect(await endOf(lost)).toMatchObject({ refusal: { code: 'request_timeout' } });
    // Codex acts on it, a little later
    await codex.backend.startTurn(threadId, 'lost');
    await settle();
    const next = await reply(house, first, 'next');
    await settle();
    expect(codex.steered).toEqual([]);
    await pass(1_000);
    codex.complete(threadId, 'next');
    expect(await endOf(next)).toMatchObject({ text: 'next' });
  });

  it('asks Codex after a prompt that was not answered in time, of which nothing was told', async () => {
    const house = await openHouse();
    const { codex } = house;
    const first = await answered(house);
    codex.script.refuse('startTurn', new RequestTimeoutError('turn/start', 60_000), 1);
    const lost = await reply(house, first, 'lost');
    expect(await endOf(lost)).toMatchObject({ refusal: { code: 'request_timeout' } });
    begin(codex.threads.at(threadId), 'unheard');
    const next = await reply(house, first, 'next');
    await pass(1_000);
    codex.complete(threadId, 'next');
    expect(await endOf(next)).toMatchObject({ text: 'next' });
    expect(codex.steered).toEqual([]);
  });
});
