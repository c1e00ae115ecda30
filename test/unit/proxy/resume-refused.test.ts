import { describe, expect, it } from 'vitest';
import { refusedByCodex } from '../../support/fake-backend-script.js';
import {
  answered,
  endOf,
  given,
  openHouse,
  refusalIn,
  refusalOf,
  reopened,
  reply,
  settle,
  start,
  stateOf,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

async function restarted() {
  const before = await openHouse();
  const session = await answered(before, { identity: 'arch-ctm' });
  return { house: await reopened(before), session };
}

describe('a resume that Codex refuses', () => {
  it.each([
    ['held by another process', 'thread_held', 'thread_held', 'fork: "thread-1"'],
    ['not on its disk', 'thread_not_found', 'thread_not_found', 'Session not found for thread_id'],
    ['archived by somebody', 'thread_archived', 'codex_refused', 'the reason'],
    ['a bad configuration', 'bad_configuration', 'codex_refused', 'Failed to load Codex config'],
    ['anything else', 'other', 'codex_refused', 'the reason'],
  ] as const)(
    'leaves the session stale and idle, says why, and starts no new thread (H1): %s',
    async (_, kind, code, words) => {
      const { house, session } = await restarted();
      house.codex.script.refuse('resumeThread', refusedByCodex(kind, 'the reason'));
      const turn = await reply(house, session);
      expect(await refusalOf(turn)).toMatchObject({
        ...{ code, threadId: 'thread-1', message: expect.stringContaining(words) },
      });
      expect(stateOf(house, session)).toBe('stale idle');
      expect(house.codex.backend.asked('startThread')).toEqual([]);
      expect(house.service.status()).toMatchObject({ active: 0, turnsRunning: 0 });
    },
  );

  it('tells whoever waits only for its beginning that it never began', async () => {
    const { house, session } = await restarted();
    house.codex.script.refuse('resumeThread', refusedByCodex('thread_held', 'active writer'));
    const turn = await reply(house, session);
    expect(await turn.opened).toBeNull();
  });

  it('refuses the turns behind it, too, with the same words', async () => {
    const { house, session } = await restarted();
    const held = house.codex.script.hold('resumeThread');
    const turns = [await reply(house, session, 'one'), await reply(house, session, 'two')];
    await settle();
    held.refuse(refusedByCodex('thread_held', 'active writer'));
    for (const turn of turns) {
      expect(await refusalOf(turn)).toMatchObject({ code: 'thread_held', threadId: 'thread-1' });
    }
    expect(stateOf(house, session)).toBe('stale idle');
  });

  it('frees name and slot before it is told', async () => {
    const { house, session } = await restarted();
    house.codex.script.refuse('resumeThread', refusedByCodex('thread_held', 'active writer'));
    const turn = await reply(house, session);
    let state = '';
    void turn.ended.then(() => {
      state = stateOf(house, session);
    });
    await settle();
    expect(state).toBe('stale idle');
    const next = await start(house, { identity: 'arch-ctm' });
    expect(next.predecessor).toMatchObject({ agentId: session.agentId });
  });

  it('may be tried again', async () => {
    const { house, session } = await restarted();
    house.codex.script.refuse('resumeThread', refusedByCodex('thread_held', 'active writer'), 1);
    await endOf(await reply(house, session));
    const again = await reply(house, session, 'now?');
    await settle();
    house.codex.complete('thread-1', 'now');
    expect(await endOf(again)).toMatchObject({ type: 'completed', text: 'now' });
  });

  it('keeps the session also where it never had a thread', async () => {
    const before = await openHouse();
    const { sessions } = before;
    const registered = await sessions.register({
      ...{ identity: 'arch-ctm', team: 'atm-dev', cwd: '/tmp' },
    });
    if (!registered.ok) throw new Error('refused');
    const house = await reopened(before);
    house.codex.script.refuse('start', new Error('not installed'));
    const turn = await start(house, { agentId: registered.value.agentId });
    expect(await endOf(turn)).toMatchObject({ type: 'refused' });
    expect(stateOf(house, registered.value)).toBe('stale idle');
  });
});

describe('a reply', () => {
  it('to a closed session is refused, and says how to open it again', async () => {
    const house = await openHouse();
    const session = await answered(house);
    given(await house.service.close(session));
    for (const to of [{ threadId: session.threadId }, { agentId: session.agentId }]) {
      expect(refusalIn(await house.service.reply({ ...to, prompt: 'hello?' }))).toMatchObject({
        ...{ code: 'session_closed', agentId: session.agentId },
        message: expect.stringContaining(`agent_id: "${session.agentId}"`),
      });
    }
    expect(stateOf(house, session)).toBe('closed closed');
  });

  it('to an agent id nobody knows is refused', async () => {
    const house = await openHouse();
    const outcome = await house.service.reply({ agentId: 'codex:99', prompt: 'hello?' });
    expect(refusalIn(outcome)).toMatchObject({ code: 'session_not_found', agentId: 'codex:99' });
  });

  it('that is cancelled while its session is resumed leaves that ready for the next', async () => {
    const { house, session } = await restarted();
    const held = house.codex.script.hold('resumeThread');
    const turn = await reply(house, session);
    await settle();
    turn.cancel();
    held.release();
    expect(await endOf(turn)).toMatchObject({ type: 'interrupted', turnId: null });
    expect(stateOf(house, session)).toBe('active idle');
    const next = await reply(house, session);
    await settle();
    expect(next.progress.state).toBe('running');
  });
});
