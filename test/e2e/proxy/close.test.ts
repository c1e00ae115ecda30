import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { survivors } from '../../support/process-table.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';
import { rolloutOf } from '../../support/proxy-e2e-rollout.js';

const SLEEP = { prompt: 'exec:`sleep 300`', sandbox: 'danger-full-access' };

describe('closing a session', () => {
  let house: ProxyHouse;
  let client: ProxyClient;

  beforeAll(async () => {
    house = await ProxyHouse.open();
    client = await house.serve();
  });

  afterAll(() => house.close());

  const isArchived = (threadId: string): boolean =>
    rolloutOf(house.world, threadId).includes('archived');

  /** Begins a command that takes long, and waits until it runs. */
  async function beginSleep(identity: string) {
    const given = { ...SLEEP, identity };
    client.lines.skip();
    const call = client.begin('codex', given, { progressToken: identity });
    await client.progress(identity, 'sleep 300');
    await house.started('sleep 300');
    const [session] = await client.sessions({ identity, status: 'active' });
    return {
      call,
      agentId: String(session?.agent_id),
      threadId: String(session?.thread_id),
    };
  }

  it('ends a running turn and its command, answers all who wait, and frees the name at once', async () => {
    const { call, agentId, threadId } = await beginSleep('worker');
    const queued = ['second', 'third'].map((said) =>
      client.begin('codex-reply', { threadId, prompt: `say:\`${said}\`` }),
    );
    await client.lines.request('ping');
    const closed = await client.call('agent_close', { identity: 'worker' });
    expect(closed).toMatchObject({ isError: false, fields: { status: 'closed' } });

    const fresh = await client.codex('say:`mine now`', { identity: 'worker' });
    expect(fresh).toMatchObject({ isError: false, text: 'mine now' });
    expect(fresh.agentId).not.toBe(agentId);
    for (const { answer } of [call, ...queued]) {
      expect(await answer).toMatchObject({ isError: true, code: 'SESSION_CLOSED', agentId });
    }
    expect(await survivors(() => house.running('sleep 300'))).toEqual([]);
    expect(isArchived(threadId)).toBe(true);
    const prompts = house.model.requests.map(({ prompt }) => prompt);
    expect(prompts).not.toContain('say:`second`');
    expect(prompts).not.toContain('say:`third`');

    // whoever closes again closes nothing, least of all the new holder of the name
    const again = await client.call('agent_close', { agent_id: agentId });
    expect(again).toMatchObject({ isError: false, fields: { status: 'closed' } });
    expect(await client.session(fresh.agentId)).toMatchObject({ status: 'active' });
    expect(await client.reply(fresh.threadId, 'count')).toMatchObject({ isError: false });
  });

  it('ends a session whose turn waits for an approval', async () => {
    const asking = { prompt: 'exec:`true` escalate', 'approval-policy': 'on-request' };
    const call = client.begin('codex', { ...asking, identity: 'asking' });
    client.lines.skip();
    const isAsking = (message: object) => JSON.stringify(message).includes('exec_approval_request');
    await client.lines.next(isAsking);
    await client.call('agent_close', { identity: 'asking' });
    expect(await call.answer).toMatchObject({ isError: true, code: 'SESSION_CLOSED' });
    expect((await client.call('agent_status')).fields).toMatchObject({ approvals: [] });
  });

  it('closes twice at once as once, and other sessions work on meanwhile', async () => {
    const { call, agentId } = await beginSleep('twice');
    const other = client.begin('codex', { prompt: 'say:`not mine` wait=100' });
    const closes = await Promise.all([
      client.call('agent_close', { agent_id: agentId }),
      client.call('agent_close', { identity: 'twice' }),
    ]);
    for (const closed of closes) {
      expect(closed).toMatchObject({ isError: false, agentId, fields: { status: 'closed' } });
    }
    expect(await call.answer).toMatchObject({ code: 'SESSION_CLOSED' });
    expect(await other.answer).toMatchObject({ isError: false, text: 'not mine' });
  });

  it('puts away the thread of an idle session, and of a stale one, but not a thread others wrote', async () => {
    const before = await house.serve({ flags: ['--team', 'before'] });
    const foreign = await before.codex('say:`theirs`');
    const stale = await client.codex('say:`stale`', { identity: 'stale' });
    for (const { lines } of [before, client]) {
      lines.process.end();
      await lines.process.exit();
    }
    client = await house.serve();
    const idle = await client.codex('say:`idle`', { identity: 'idle' });
    const adopted = await client.reply(foreign.threadId, 'count');
    for (const { agentId } of [idle, stale, adopted]) {
      const closed = await client.call('agent_close', { agent_id: agentId });
      expect(closed).toMatchObject({ isError: false, agentId, fields: { status: 'closed' } });
    }
    expect(isArchived(idle.threadId)).toBe(true);
    expect(isArchived(stale.threadId)).toBe(true);
    expect(isArchived(foreign.threadId)).toBe(false);
    const ours = [idle, stale, adopted].map(({ agentId }) => agentId);
    const records = house.registered().filter(({ agent_id }) => ours.includes(String(agent_id)));
    expect(records.map(({ status }) => status)).toEqual(['closed', 'closed', 'closed']);
  });

  it('ends the command of a session whose thread stays where it is, if that is wanted', async () => {
    const before = client;
    client = await house.serve({ flags: ['--archive-on-close=false', '--team', 'keeping'] });
    const { call, threadId } = await beginSleep('keeper');
    await client.call('agent_close', { identity: 'keeper' });
    expect(await call.answer).toMatchObject({ code: 'SESSION_CLOSED' });
    expect(await survivors(() => house.running('sleep 300'))).toEqual([]);
    expect(isArchived(threadId)).toBe(false);
    await client.lines.process.stop();
    client = before;
  });

  it('refuses what it cannot tell: a name of several stale sessions, and one that nobody has', async () => {
    const first = await client.codex('say:`one`', { identity: 'twin' });
    await client.lines.process.stop();
    client = await house.serve();
    const second = await client.codex('say:`two`', { identity: 'twin' });
    await client.lines.process.stop();
    client = await house.serve();
    const refused = await client.call('agent_close', { identity: 'twin' });
    expect(refused).toMatchObject({ isError: true, code: 'INVALID_SESSION_PARAMS' });
    expect(refused.text).toContain(first.agentId);
    expect(refused.text).toContain(second.agentId);
    const unknown = await client.call('agent_close', { identity: 'nobody' });
    expect(unknown).toMatchObject({ isError: true, code: 'SESSION_NOT_FOUND' });
  });
});
