import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';
import { whatItWrites } from '../../support/proxy-e2e-rights.js';

const MAX = 3;
const CALLS = 50;

describe('a client that never closes anything', () => {
  let house: ProxyHouse;
  let client: ProxyClient;

  beforeAll(async () => {
    house = await ProxyHouse.open();
    client = await house.serve({ flags: ['--max-sessions', String(MAX)] });
  });

  afterAll(() => house.close());

  it(`is served ${CALLS} sessions in a row where ${MAX} may be active, and goes on with the first`, async () => {
    const first = await client.codex('say:`call 1`');
    for (let call = 2; call <= CALLS; call += 1) {
      const answer = await client.codex(`say:\`call ${call}\``);
      expect(answer).toMatchObject({ isError: false, text: `call ${call}` });
    }
    const parked = await client.session(first.agentId);
    expect(parked).toMatchObject({ status: 'stale', thread_state: 'idle' });
    const again = await client.reply(first.threadId, 'count');
    expect(again).toMatchObject({
      isError: false,
      text: 'user messages: 2; last: count',
      agentId: first.agentId,
    });
    const active = house.registered().filter(({ status }) => status === 'active');
    expect(active).toHaveLength(MAX);
  });

  it('has a session come back from being put aside with what it was started with (H4)', async () => {
    const settings = {
      model: 'another-model',
      'developer-instructions': 'Be brief.',
      config: { model_reasoning_effort: 'high' },
    };
    const { threadId, agentId } = await client.codex('say:`begun`', settings);
    for (let other = 0; other < MAX; other += 1) await client.codex('say:`another`');
    expect(await client.session(agentId)).toMatchObject({ status: 'stale' });
    const { text } = await client.reply(threadId, 'dump');
    expect(JSON.parse(text)).toMatchObject({
      model: 'another-model',
      reasoning: { effort: 'high' },
      developer: expect.arrayContaining([expect.stringContaining('Be brief.')]),
    });
  });

  it('has a session come back with narrower rights, although Codex still has its thread loaded (H4)', async () => {
    const cwd = house.world.workspace;
    const wide = { cwd, sandbox: 'workspace-write' };
    const { threadId, agentId } = await client.codex('say:`begun`', wide);
    for (let other = 0; other < MAX; other += 1) await client.codex('say:`another`');
    expect(await client.session(agentId)).toMatchObject({ status: 'stale' });
    await client.codex('say:`back`', { agent_id: agentId, sandbox: 'read-only' });
    const written = await whatItWrites(house, client, { threadId, cwd, name: 'narrowed' });
    expect(written).toEqual({ inside: false, outside: false });
  });

  it('is refused when all that are active have names, and told what to do', async () => {
    const named: string[] = [];
    for (const identity of ['ann', 'bob', 'cid']) {
      const answer = await client.codex('say:`here`', { identity });
      expect(answer).toMatchObject({ isError: false, fields: { identity } });
      named.push(answer.agentId);
    }
    const refused = await client.codex('say:`one more`');
    expect(refused).toMatchObject({
      isError: true,
      code: 'MAX_SESSIONS_EXCEEDED',
      fields: { max: MAX, content: refused.text },
    });
    expect(refused.text).toMatch(/close/);
    expect((await client.session(named[0]!)).status).toBe('active');

    await client.call('agent_close', { identity: 'ann' });
    expect(await client.codex('say:`now`')).toMatchObject({ isError: false, text: 'now' });
  });

  it('is told who holds a name that is taken', async () => {
    const { agentId } = await client.reply((await holderOf('bob')).threadId, 'say:`still here`');
    const refused = await client.codex('say:`me, too`', { identity: 'bob' });
    expect(refused).toMatchObject({
      isError: true,
      code: 'IDENTITY_CONFLICT',
      fields: { identity: 'bob', agent_id: agentId },
    });
    expect(refused.text).toContain(agentId);
  });

  async function holderOf(identity: string): Promise<{ readonly threadId: string }> {
    const [holder] = await client.sessions({ identity, status: 'active' });
    return { threadId: String(holder?.thread_id) };
  }
});
