import { describe, expect, it } from 'vitest';
import {
  answered,
  given,
  type House,
  openHouse,
  refusalIn,
  reopened,
  running,
  settle,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

/** What Codex was asked since a moment, in order. */
function asksFrom({ codex }: House) {
  const from = codex.backend.requests.length;
  return () => codex.backend.requests.slice(from).map(({ method }) => method);
}

const GIVEN_BACK = ['cleanTerminals', 'unsubscribeThread', 'archiveThread'];

describe('closing a session twice', () => {
  it('at once closes it once, and both are told so', async () => {
    const house = await openHouse();
    house.codex.heedsInterrupts = false;
    const session = await running(house);
    const asks = asksFrom(house);
    const closings = [house.service.close(session), house.service.close(session)];
    await settle();
    house.codex.complete('thread-1');
    for (const closing of closings) expect(given(await closing).status).toBe('closed');
    expect(asks().filter((method) => GIVEN_BACK.includes(method))).toEqual(GIVEN_BACK);
  });

  it('while it is freed frees it once', async () => {
    const house = await openHouse();
    const session = await answered(house);
    const held = house.codex.script.hold('cleanTerminals');
    const asks = asksFrom(house);
    const closings = [house.service.close(session)];
    await settle();
    closings.push(house.service.close(session));
    await settle();
    held.release();
    for (const closing of closings) given(await closing);
    await settle();
    expect(asks()).toEqual(GIVEN_BACK);
  });
});

describe('closing a session that is not at work', () => {
  it('is done at once: a stale one, without Codex', async () => {
    const before = await openHouse();
    const session = await answered(before);
    const house = await reopened(before);
    expect(given(await house.service.close(session)).status).toBe('closed');
    expect(house.codex.starts).toBe(1);
  });

  it('archives the thread of one that was parked: it is loaded still', async () => {
    const house = await openHouse({ maxConcurrent: 1 });
    const parked = await answered(house);
    await answered(house);
    given(await house.service.close(parked));
    expect(house.codex.asked('archiveThread')).toEqual([['thread-1']]);
    expect(stateOf(house, parked)).toBe('closed closed');
  });

  it('says so again of one that is closed', async () => {
    const house = await openHouse();
    const session = await answered(house);
    given(await house.service.close(session));
    const asks = asksFrom(house);
    for (const address of [{ agentId: session.agentId }, { threadId: 'thread-1' }]) {
      expect(given(await house.service.close(address)).status).toBe('closed');
    }
    expect(asks()).toEqual([]);
  });

  it.each([
    [{ agentId: 'codex:99' }, 'session_not_found'],
    [{ threadId: 'nobodys' }, 'thread_not_found'],
    [{ identity: 'nobody' }, 'session_not_found'],
  ])('refuses what nobody knows: %o', async (address, code) => {
    const house = await openHouse();
    expect(refusalIn(await house.service.close(address))).toMatchObject({ code, ...address });
  });
});

describe('closing by a name', () => {
  it('means the active holder, also where there are stale ones', async () => {
    const before = await openHouse();
    const old = await answered(before, { identity: 'arch-ctm' });
    const house = await reopened(before);
    const active = await answered(house, { identity: 'arch-ctm' });
    const record = given(await house.service.close({ identity: 'arch-ctm' }));
    expect(record.agentId).toBe(active.agentId);
    expect(stateOf(house, old)).toBe('stale idle');
  });

  it('means the stale one where there is one', async () => {
    const before = await openHouse();
    const old = await answered(before, { identity: 'arch-ctm' });
    const house = await reopened(before);
    expect(given(await house.service.close({ identity: 'arch-ctm' })).agentId).toBe(old.agentId);
  });

  it('is refused where several stale ones have it, and they are named', async () => {
    const first = await openHouse();
    const one = await answered(first, { identity: 'arch-ctm' });
    const second = await reopened(first);
    const other = await answered(second, { identity: 'arch-ctm' });
    const house = await reopened(second);
    const refusal = refusalIn(await house.service.close({ identity: 'arch-ctm' }));
    expect(refusal).toMatchObject({ code: 'invalid_session_params', identity: 'arch-ctm' });
    for (const { agentId } of [one, other]) expect(refusal.message).toContain(agentId);
    expect([stateOf(house, one), stateOf(house, other)]).toEqual(['stale idle', 'stale idle']);
  });
});
