import { describe, expect, it } from 'vitest';
import { RequestTimeoutError } from '../../../src/domain/codex-errors.js';
import {
  answered,
  endOf,
  given,
  type House,
  openHouse,
  pass,
  refusalIn,
  refusalOf,
  reopened,
  reply,
  running,
  settle,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

const REQUEST = { prompt: 'hello', settings: {} };
const GIVEN_BACK = ['cleanTerminals', 'unsubscribeThread', 'archiveThread'];

/** What Codex was asked since a moment, in order. */
function asksFrom({ codex }: House) {
  const from = codex.backend.requests.length;
  return () => codex.backend.requests.slice(from).map(({ method }) => method);
}

describe('closing a session', () => {
  it('that is idle gives back what Codex holds of it, and frees its name', async () => {
    const house = await openHouse();
    const session = await answered(house, { identity: 'arch-ctm' });
    const asks = asksFrom(house);
    const record = given(await house.service.close({ identity: 'arch-ctm' }));
    expect(record).toMatchObject({ agentId: session.agentId, status: 'closed' });
    expect(asks()).toEqual(GIVEN_BACK);
    expect(house.service.status()).toMatchObject({ active: 0, identities: {} });
    expect((await house.service.start({ ...REQUEST, identity: 'arch-ctm' })).ok).toBe(true);
  });

  it('in a turn interrupts it, waits for its end, and then gives back the rest', async () => {
    const house = await openHouse();
    house.codex.heedsInterrupts = false;
    const session = await running(house, { identity: 'arch-ctm' });
    house.codex.say('thread-1', 'so far');
    const asks = asksFrom(house);
    const closing = house.service.close(session);
    await settle();
    expect(asks()).toEqual(['interruptTurn']);
    expect([session.progress.state, stateOf(house, session)]).toEqual(['closing', 'active busy']);
    house.codex.heedsInterrupts = true;
    house.codex.interrupt('thread-1');
    given(await closing);
    expect([...new Set(asks())]).toEqual(['interruptTurn', ...GIVEN_BACK]);
    expect(await endOf(session)).toMatchObject({
      ...{ type: 'interrupted', reason: 'closed', text: 'so far' },
    });
    expect(stateOf(house, session)).toBe('closed closed');
  });

  it('does not wait for Codex longer than it may; name and slot are free then', async () => {
    const house = await openHouse({ closeTimeoutMs: 10_000, maxConcurrent: 1 });
    house.codex.heedsInterrupts = false;
    house.codex.script.hold('cleanTerminals');
    const session = await running(house, { identity: 'arch-ctm' });
    const closing = house.service.close(session);
    await pass(9_999);
    expect(stateOf(house, session)).toBe('active busy');
    await pass(1);
    given(await closing);
    expect(stateOf(house, session)).toBe('closed closed');
    expect(await endOf(session)).toMatchObject({ type: 'interrupted', reason: 'closed' });
    expect((await house.service.start({ ...REQUEST, identity: 'arch-ctm' })).ok).toBe(true);
  });

  it('frees what is left after the deadline before it is opened again, never after it', async () => {
    const house = await openHouse({ closeTimeoutMs: 1_000 });
    const session = await answered(house);
    const held = house.codex.script.hold('cleanTerminals');
    const closing = house.service.close(session);
    await pass(1_000);
    given(await closing);
    const reopening = house.service.start({ ...REQUEST, agentId: session.agentId });
    await pass(1_000);
    held.release();
    const turn = given(await reopening);
    await settle();
    house.codex.complete('thread-1', 'open again');
    expect(await endOf(turn)).toMatchObject({ type: 'completed', text: 'open again' });
    expect(house.codex.threads.at('thread-1').isArchived).toBe(false);
  });

  it('refuses the turns that wait, and new ones while it is being closed', async () => {
    const house = await openHouse();
    house.codex.heedsInterrupts = false;
    const session = await running(house);
    const waiting = [await reply(house, session, 'two'), await reply(house, session, 'three')];
    const closing = house.service.close(session);
    for (const turn of waiting) {
      expect(await refusalOf(turn)).toMatchObject({
        ...{ code: 'session_closed', agentId: session.agentId },
      });
    }
    const late = { prompt: 'too late' };
    const outcomes = [
      await house.service.reply({ ...late, threadId: 'thread-1' }),
      await house.service.start({ ...late, settings: {}, agentId: session.agentId }),
    ];
    expect(outcomes.map((outcome) => refusalIn(outcome).code)).toEqual([
      'session_closed',
      'session_closed',
    ]);
    house.codex.complete('thread-1');
    given(await closing);
    expect(house.codex.prompts).toHaveLength(1);
  });

  it('goes before a cancel that came first', async () => {
    const house = await openHouse();
    house.codex.heedsInterrupts = false;
    const session = await running(house);
    session.cancel();
    const next = await reply(house, session, 'two');
    const closing = house.service.close(session);
    expect(await refusalOf(next)).toMatchObject({ code: 'session_closed' });
    house.codex.heedsInterrupts = true;
    house.codex.interrupt('thread-1');
    given(await closing);
    expect(await endOf(session)).toMatchObject({ type: 'interrupted', reason: 'cancelled' });
    expect(house.codex.prompts).toHaveLength(1);
  });

  it('goes before a cancel that comes after it', async () => {
    const house = await openHouse();
    house.codex.heedsInterrupts = false;
    const session = await running(house);
    const closing = house.service.close(session);
    await settle();
    session.cancel();
    house.codex.heedsInterrupts = true;
    house.codex.interrupt('thread-1');
    given(await closing);
    expect(await endOf(session)).toMatchObject({ reason: 'closed' });
  });

  it('interrupts a turn also in the gap before it has an id (!!)', async () => {
    const house = await openHouse();
    const held = house.codex.script.hold('startTurn');
    const session = await running(house);
    const closing = house.service.close(session);
    await settle();
    held.answer();
    given(await closing);
    expect(house.codex.asked('interruptTurn')).toHaveLength(2);
    expect(house.codex.threads.at('thread-1').running).toBeNull();
    expect(await endOf(session)).toMatchObject({ type: 'interrupted', reason: 'closed' });
  });

  it('whose thread is being opened frees it as soon as it is there', async () => {
    const house = await openHouse();
    const held = house.codex.script.hold('startThread');
    const session = await running(house);
    const closing = house.service.close({ agentId: session.agentId });
    await settle();
    held.answer();
    given(await closing);
    expect(house.codex.asked('archiveThread')).toEqual([['thread-1']]);
    expect(house.codex.prompts).toEqual([]);
    expect(stateOf(house, session)).toBe('closed closed');
  });

  it.each([0, 1, 2, 4, 8, 12, 16, 24])(
    'that is about to be resumed leaves nothing at work: %i ticks after the reply',
    async (ticks) => {
      const before = await openHouse();
      const session = await answered(before);
      const house = await reopened(before);
      const replying = house.service.reply({ threadId: 'thread-1', prompt: 'go on' });
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      given(await house.service.close(session));
      const turn = await replying;
      await settle();
      expect(stateOf(house, session)).toBe('closed closed');
      expect(house.codex.threads.at('thread-1').running).toBeNull();
      if (turn.ok) expect(await endOf(turn.value)).not.toBe('open');
      expect(house.service.status().turnsRunning).toBe(0);
    },
  );

  it('whose turn waits for its place gives that to the next', async () => {
    const house = await openHouse({ maxTurns: 1 });
    const first = await running(house);
    const waiting = await running(house);
    const behind = await running(house);
    given(await house.service.close({ agentId: waiting.agentId }));
    house.codex.complete(first.threadId);
    await settle();
    expect(behind.progress.state).toBe('running');
    expect(await endOf(waiting)).toMatchObject({ reason: 'closed' });
  });

  it('is not stopped by what Codex refuses', async () => {
    const house = await openHouse();
    const session = await answered(house);
    for (const step of ['cleanTerminals', 'unsubscribeThread', 'archiveThread'] as const) {
      house.codex.script.refuse(step, new RequestTimeoutError(step, 5_000));
    }
    expect(given(await house.service.close(session)).status).toBe('closed');
  });

  it('archives nothing where that is not wanted', async () => {
    const house = await openHouse({ archiveOnClose: false });
    await answered(house);
    const asks = asksFrom(house);
    given(await house.service.close({ threadId: 'thread-1' }));
    expect(asks()).toEqual(['cleanTerminals', 'unsubscribeThread']);
  });

  it('answers its approvals: Codex need not wait for anybody', async () => {
    const house = await openHouse();
    const session = await running(house);
    const requestId = house.codex.ask('thread-1');
    given(await house.service.close(session));
    expect(house.codex.backend.answers).toEqual([{ requestId, decision: 'cancel', counted: true }]);
    expect(house.service.approvals()).toEqual([]);
  });
});
