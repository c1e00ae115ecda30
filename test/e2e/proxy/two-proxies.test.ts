import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient, ToolAnswer } from '../../support/proxy-e2e-client.js';

describe('two proxies on one team', () => {
  let house: ProxyHouse;
  let one: ProxyClient;
  let other: ProxyClient;
  let held: ToolAnswer;

  beforeAll(async () => {
    house = await ProxyHouse.open();
    [one, other] = await Promise.all([
      house.serve({ flags: ['--max-sessions', '2'] }),
      house.serve(),
    ]);
    held = await one.codex('say:`mine`', { identity: 'writer' });
  });

  afterAll(() => house.close());

  it('do not give a name twice: the second is told who has it', async () => {
    const refused = await other.codex('say:`me, too`', { identity: 'writer' });
    expect(refused).toMatchObject({
      isError: true,
      code: 'IDENTITY_CONFLICT',
      fields: { identity: 'writer', owner: { pid: one.pid } },
    });
  });

  it('do not answer for a thread of the other: the holder is named, and a copy is offered (H1)', async () => {
    const { threadId } = held;
    const refused = await other.reply(threadId, 'say:`stolen`');
    expect(refused).toMatchObject({
      isError: true,
      code: 'THREAD_HELD',
      threadId,
      fields: { owner: { pid: one.pid } },
    });
    expect(refused.text).toContain(`process ${one.pid}`);
    expect(refused.text).toContain(`fork: "${threadId}"`);
    const byAgent = await other.codex('say:`stolen`', { agent_id: held.agentId });
    expect(byAgent).toMatchObject({
      isError: true,
      code: 'SESSION_ACTIVE',
      fields: { owner: { pid: one.pid } },
    });
    expect(house.model.requests.map(({ prompt }) => prompt)).not.toContain('say:`stolen`');
  });

  it('copy a thread of the other with its history, and leave the thread as it is (H1)', async () => {
    for (const fork of [held.threadId, held.agentId]) {
      const copy = await other.codex('count', { fork });
      expect(copy).toMatchObject({ isError: false, text: 'user messages: 2; last: count' });
      expect(copy.threadId).not.toBe(held.threadId);
      expect(copy.agentId).not.toBe(held.agentId);
    }
    const { text } = await one.reply(held.threadId, 'count');
    expect(text).toBe('user messages: 2; last: count');
  });

  it('list the sessions of the other with their owner', async () => {
    const [listed] = (await other.sessions()).filter(({ identity }) => identity === 'writer');
    expect(listed).toMatchObject({
      agent_id: held.agentId,
      status: 'active',
      owner: { pid: one.pid, host: expect.any(String) },
    });
    const { text } = await other.call('agent_sessions');
    expect(text).toContain(`in process ${one.pid} on `);
    expect(await one.session(held.agentId)).not.toHaveProperty('owner');
  });

  it('do not close a session of the other, and say whose it is', async () => {
    for (const given of [{ agent_id: held.agentId }, { identity: 'writer' }]) {
      const refused = await other.call('agent_close', given);
      expect(refused).toMatchObject({
        isError: true,
        code: 'SESSION_ACTIVE',
        fields: { owner: { pid: one.pid } },
      });
    }
    expect(await one.reply(held.threadId, 'say:`alive`')).toMatchObject({ text: 'alive' });
  });

  it('say so of a thread that is put aside but still loaded at the other, which goes on with it (H1)', async () => {
    const parked = await one.codex('say:`parked`');
    await one.codex('say:`makes room`');
    expect(await one.session(parked.agentId)).toMatchObject({ status: 'stale' });
    const refused = await other.reply(parked.threadId, 'say:`stolen`');
    expect(refused).toMatchObject({
      isError: true,
      code: 'THREAD_HELD',
      threadId: parked.threadId,
    });
    expect(refused.text).toContain(`fork: "${parked.threadId}"`);
    const again = await one.reply(parked.threadId, 'count');
    expect(again).toMatchObject({ isError: false, text: 'user messages: 2; last: count' });
  });

  it('take over a thread once the other has ended', async () => {
    one.lines.process.kill('SIGKILL');
    await one.lines.process.exit();
    const again = await other.reply(held.threadId, 'count');
    expect(again).toMatchObject({ isError: false, agentId: held.agentId });
    expect(again.text).toBe('user messages: 4; last: count');
    expect(again.fields).toMatchObject({ identity: 'writer' });
  });
});
