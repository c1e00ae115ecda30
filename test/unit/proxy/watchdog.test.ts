import { describe, expect, it } from 'vitest';
import { RequestTimeoutError } from '../../../src/domain/codex-errors.js';
import {
  endOf,
  openHouse,
  pass,
  reply,
  running,
  settle,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

const threadId = 'thread-1';
const MINUTE = 60_000;

async function atWork() {
  const house = await openHouse({ watchdogMs: MINUTE });
  return { house, codex: house.codex, turn: await running(house) };
}

describe('a turn whose end was lost (H2)', () => {
  it.each([
    ['completed', { status: 'completed', lastMessage: 'the answer' }, { text: 'the answer' }],
    ['failed', { status: 'failed', error: 'quota' }, { message: 'quota' }],
    ['interrupted', { status: 'interrupted' }, { reason: 'elsewhere' }],
  ] as const)('is found in the history of Codex after the silence: %s', async (type, how, end) => {
    const { house, codex, turn } = await atWork();
    codex.endUnheard(threadId, how);
    await pass(MINUTE - 1);
    expect(await endOf(turn)).toBe('open');
    expect(codex.asked('listTurns')).toEqual([]);
    await pass(1);
    expect(await endOf(turn)).toMatchObject({ type, turnId: 't1', ...end });
    expect(stateOf(house, turn)).toBe('active idle');
  });

  it('is ended once, also if its end is told after all', async () => {
    const { house, codex, turn } = await atWork();
    codex.endUnheard(threadId, { status: 'completed', lastMessage: 'found' });
    await pass(MINUTE);
    expect(await endOf(turn)).toMatchObject({ text: 'found' });
    const next = await reply(house, turn);
    await settle();
    codex.backend.tell({ type: 'turn.completed', threadId, turnId: 't1', lastMessage: 'late' });
    expect(await endOf(next)).toBe('open');
  });

  it('goes on while Codex says that it runs, and is asked for again and again', async () => {
    const { codex, turn } = await atWork();
    await pass(3 * MINUTE);
    expect(codex.asked('isThreadActive')).toHaveLength(3);
    expect(turn.progress.state).toBe('running');
    codex.complete(threadId, 'a long work');
    expect(await endOf(turn)).toMatchObject({ text: 'a long work' });
  });

  it('is not asked for while Codex speaks', async () => {
    const { codex, turn } = await atWork();
    for (let second = 0; second < 200; second += 1) {
      await pass(1_000);
      codex.say(threadId, '.');
    }
    expect(codex.asked('isThreadActive')).toEqual([]);
    expect(await endOf(turn)).toBe('open');
  });

  it('has failed where Codex is quiet and does not know how it ended', async () => {
    const { codex, turn, house } = await atWork();
    codex.threads.at(threadId).running = null;
    codex.threads.at(threadId).turns = [];
    await pass(MINUTE);
    expect(await endOf(turn)).toEqual({
      ...{ type: 'failed', turnId: 't1' },
      message: 'codex ended the turn without telling how; ask again',
    });
    expect(stateOf(house, turn)).toBe('active idle');
  });

  it('has failed where Codex does not answer how it stands', async () => {
    const { codex, turn } = await atWork();
    codex.script.refuse('isThreadActive', new RequestTimeoutError('thread/read', 5_000));
    await pass(MINUTE);
    expect(await endOf(turn)).toMatchObject({ type: 'failed' });
  });

  it('is judged by no answer about an earlier turn (H3)', async () => {
    const { house, codex, turn } = await atWork();
    const held = codex.script.hold('listTurns');
    await pass(MINUTE);
    codex.complete(threadId, 'by itself');
    expect(await endOf(turn)).toMatchObject({ text: 'by itself' });
    const next = await reply(house, turn);
    await pass(MINUTE);
    expect(held.waiting).toBe(2);
    held.refuse(new RequestTimeoutError('thread/turns/list', 90_000));
    expect(await endOf(next)).toBe('open');
    held.release();
    await settle();
    codex.complete(threadId, 'its own');
    expect(await endOf(next)).toMatchObject({ type: 'completed', text: 'its own' });
  });
});

describe('an error that Codex will not retry, and then silence (H2)', () => {
  it('is looked into after a short while, and the turn fails with the last error', async () => {
    const { codex, turn } = await atWork();
    codex.err(threadId, 'stream disconnected');
    codex.threads.at(threadId).running = null;
    await pass(4_999);
    expect(await endOf(turn)).toBe('open');
    await pass(1);
    expect(await endOf(turn)).toMatchObject({ type: 'failed', message: 'stream disconnected' });
  });

  it('fails the turn also where Codex calls it running, after all the patience', async () => {
    const { codex, turn, house } = await atWork();
    codex.err(threadId, 'stream disconnected');
    await pass(MINUTE);
    expect(await endOf(turn)).toBe('open');
    await pass(5_000);
    expect(await endOf(turn)).toMatchObject({ type: 'failed', message: 'stream disconnected' });
    expect(stateOf(house, turn)).toBe('active idle');
  });

  it('ends nothing where the end follows', async () => {
    const { codex, turn } = await atWork();
    codex.err(threadId, 'stream disconnected');
    codex.fail(threadId, 'the whole story');
    expect(await endOf(turn)).toMatchObject({ type: 'failed', message: 'the whole story' });
    await pass(MINUTE);
    expect(codex.asked('isThreadActive')).toEqual([]);
  });

  it('ends nothing where the turn goes on', async () => {
    const { codex, turn } = await atWork();
    codex.err(threadId, 'a hiccup');
    await pass(5_000);
    expect(codex.asked('isThreadActive')).toHaveLength(1);
    codex.complete(threadId, 'all the same');
    expect(await endOf(turn)).toMatchObject({ type: 'completed', text: 'all the same' });
  });

  it('is no reason to look where Codex tries again', async () => {
    const { codex, turn } = await atWork();
    codex.err(threadId, 'Reconnecting... 1/2', true);
    await pass(30_000);
    expect(codex.asked('isThreadActive')).toEqual([]);
    expect(await endOf(turn)).toBe('open');
  });
});

describe('a turn that waits for an approval', () => {
  it('is not looked into, however long that takes', async () => {
    const { house, codex, turn } = await atWork();
    codex.ask(threadId);
    await pass(4 * MINUTE);
    expect(codex.asked('isThreadActive')).toEqual([]);
    expect(turn.progress.state).toBe('awaiting_approval');
    house.service.approve('approval-1', { decision: 'accept' });
    await pass(MINUTE);
    expect(codex.asked('isThreadActive')).toHaveLength(1);
  });
});
