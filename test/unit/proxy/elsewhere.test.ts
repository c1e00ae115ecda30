import { describe, expect, it } from 'vitest';
import type { SessionRecord } from '../../../src/index.js';
import { given, openHouse, refusalIn, running, timeStandsStill } from '../../support/proxy-unit.js';
import { record } from '../../support/records.js';
import { ScriptedDisk } from '../../support/scripted-disk.js';
import { ScriptedStore } from '../../support/scripted-store.js';

timeStandsStill();

const FAR: Partial<SessionRecord> = {
  ...{ agentId: 'far', identity: 'arch-ctm', status: 'active', threadId: 'their-thread' },
};
const REQUEST = { prompt: 'hello', settings: {} };

/** A house on a disk where another process has a live session. */
async function besideAnother(more: Partial<SessionRecord> = {}) {
  const disk = new ScriptedDisk();
  const { owner } = disk.live(record({ ...FAR, ...more }));
  const house = await openHouse({ store: new ScriptedStore(disk) });
  return { house, disk, owner };
}

describe('a session that is live in another process', () => {
  it('is listed with its owner, and filtered as all others', async () => {
    const { house, owner } = await besideAnother();
    const own = await running(house, { identity: 'own', tag: 'x' });
    const listed = await house.service.list();
    expect(listed.map(({ record: { agentId }, owner: by }) => [agentId, by])).toEqual([
      [own.agentId, null],
      ['far', owner],
    ]);
    expect(listed.map(({ turn }) => turn.state)).toEqual(['running', 'idle']);
    expect(await house.service.list({ identity: 'arch-ctm' })).toHaveLength(1);
    expect(await house.service.list({ tag: 'x', status: 'active' })).toHaveLength(1);
    expect(await house.service.list({ status: 'closed' })).toEqual([]);
  });

  it('has its name: a start with that is refused, and the owner named', async () => {
    const { house, owner } = await besideAnother();
    expect(
      refusalIn(await house.service.start({ ...REQUEST, identity: 'arch-ctm' })),
    ).toMatchObject({ code: 'identity_conflict', agentId: 'far', owner });
  });

  it('has its thread: a reply is refused, the owner named, and a fork offered (H1)', async () => {
    const { house, owner } = await besideAnother();
    const outcome = await house.service.reply({ threadId: 'their-thread', prompt: 'mine?' });
    expect(refusalIn(outcome)).toMatchObject({
      ...{ code: 'thread_held', threadId: 'their-thread', owner },
      message: expect.stringContaining('fork: "their-thread"'),
    });
    expect(house.codex.starts).toBe(0);
  });

  it('is not resumed here: by its agent id that is refused', async () => {
    const { house, owner } = await besideAnother();
    const started = await house.service.start({ ...REQUEST, agentId: 'far' });
    expect(refusalIn(started)).toMatchObject({ code: 'session_active', agentId: 'far', owner });
    const replied = await house.service.reply({ prompt: 'mine?', agentId: 'far' });
    const message = expect.stringContaining('fork: "their-thread"');
    expect(refusalIn(replied)).toMatchObject({ code: 'thread_held', owner, message });
  });

  it('is not closed here: that is refused, and the owner named', async () => {
    const { house, owner, disk } = await besideAnother();
    for (const address of [{ agentId: 'far' }, { threadId: 'their-thread' }]) {
      expect(refusalIn(await house.service.close(address))).toMatchObject({
        ...{ code: 'session_active', agentId: 'far', owner },
      });
    }
    expect(disk.record('far')?.status).toBe('active');
  });

  it('can be resumed here once its process is gone', async () => {
    const disk = new ScriptedDisk();
    const process = disk.live(record(FAR));
    const house = await openHouse({ store: new ScriptedStore(disk) });
    house.codex.threads.put('their-thread');
    house.codex.answers = (prompt) => prompt;
    process.die();
    const turn = given(await house.service.reply({ threadId: 'their-thread', prompt: 'mine now' }));
    expect(await turn.ended).toMatchObject({ type: 'completed', text: 'mine now' });
    expect(turn.agentId).toBe('far');
  });
});

describe('a disk that fails', () => {
  it('refuses a start, and leaves nothing', async () => {
    const store = new ScriptedStore(new ScriptedDisk());
    const house = await openHouse({ store });
    store.breakAt('write');
    expect(refusalIn(await house.service.start(REQUEST))).toMatchObject({
      ...{ code: 'store_failed', message: expect.stringContaining('disk is full') },
    });
    expect(house.sessions.supervisor.list()).toEqual([]);
    store.mend();
    expect((await running(house)).progress.state).toBe('running');
  });

  it('when a thread is bound refuses the turn: nobody is told of what is not kept', async () => {
    const store = new ScriptedStore(new ScriptedDisk());
    const house = await openHouse({ store });
    const held = house.codex.script.hold('startThread');
    const turn = given(await house.service.start(REQUEST));
    for (let tick = 0; tick < 50; tick += 1) await new Promise((go) => setImmediate(go));
    store.breakAt('write');
    held.release();
    expect(await turn.ended).toMatchObject({
      ...{ type: 'refused', refusal: { code: 'store_failed' } },
    });
    expect(house.codex.prompts).toEqual([]);
  });
});
