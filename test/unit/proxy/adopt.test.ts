import { describe, expect, it } from 'vitest';
import {
  endOf,
  given,
  type House,
  openHouse,
  reply,
  settle,
  timeStandsStill,
} from '../../support/proxy-unit.js';

timeStandsStill();

/** What Codex holds true for the last prompt. */
const lastRun = ({ codex }: House) => codex.prompts.at(-1);

describe('a reply to a thread no session has', () => {
  it('adopts it: a session of its own, with a generated name', async () => {
    const house = await openHouse();
    house.codex.threads.put('theirs');
    const turn = await reply(house, { threadId: 'theirs' });
    await settle();
    house.codex.complete('theirs', 'welcome');
    expect(await endOf(turn)).toMatchObject({ text: 'welcome' });
    expect(house.sessions.supervisor.get(turn.agentId)).toMatchObject({ threadId: 'theirs' });
    expect(turn.identity).toMatch(/^codex-/);
  });

  it('may look, and asks for everything else, whatever Codex read of it (H4)', async () => {
    const house = await openHouse();
    const thread = house.codex.threads.put('theirs');
    thread.open = {
      ...thread.open,
      ...{ approvalPolicy: 'never', sandboxPolicy: { type: 'dangerFullAccess' } },
    };
    await reply(house, { threadId: 'theirs' });
    await settle();
    expect(house.codex.asked('resumeThread')).toEqual([
      ['theirs', { sandbox: 'read-only', approvalPolicy: 'on-request' }],
    ]);
    expect(lastRun(house)).toMatchObject({
      ...{ approvalPolicy: 'on-request', sandboxPolicy: { type: 'readOnly' } },
    });
  });

  it('is none of ours: closing it archives nothing', async () => {
    const house = await openHouse();
    house.codex.threads.put('theirs');
    const turn = await reply(house, { threadId: 'theirs' });
    await settle();
    house.codex.complete('theirs');
    await endOf(turn);
    given(await house.service.close({ threadId: 'theirs' }));
    expect(house.codex.asked('archiveThread')).toEqual([]);
    expect(house.codex.asked('unsubscribeThread')).toEqual([['theirs']]);
  });

  it.each([0, 1, 2, 3, 4, 6, 8, 12])(
    'adopts it once, also when two come at once, and answers both in order: %i ticks apart',
    async (ticks) => {
      const house = await openHouse();
      house.codex.threads.put('theirs');
      house.codex.answers = (prompt) => prompt;
      const first = house.service.reply({ threadId: 'theirs', prompt: 'one' });
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      const second = house.service.reply({ threadId: 'theirs', prompt: 'two' });
      await settle();
      const turns = [given(await first), given(await second)];
      expect(await Promise.all(turns.map(endOf))).toMatchObject([{ text: 'one' }, { text: 'two' }]);
      expect(house.sessions.supervisor.list()).toHaveLength(1);
      expect(house.codex.steered).toEqual([]);
    },
  );

  it('is told when there is no such thread, and leaves nothing', async () => {
    const house = await openHouse();
    const turn = await reply(house, { threadId: 'nobodys' });
    expect(await endOf(turn)).toMatchObject({
      type: 'refused',
      refusal: {
        ...{ code: 'thread_not_found', threadId: 'nobodys' },
        message: 'Session not found for thread_id: nobodys',
      },
    });
    expect(house.sessions.supervisor.list()).toEqual([]);
  });

  it('is told who has it, and leaves nothing, and no new thread (H1)', async () => {
    const house = await openHouse();
    house.codex.threads.put('theirs', { isHeldElsewhere: true });
    const turn = await reply(house, { threadId: 'theirs' });
    expect(await endOf(turn)).toMatchObject({
      refusal: {
        ...{ code: 'thread_held', threadId: 'theirs' },
        message: expect.stringContaining('fork: "theirs"'),
      },
    });
    expect(house.sessions.supervisor.list()).toEqual([]);
    expect(house.codex.asked('startThread')).toEqual([]);
  });
});
