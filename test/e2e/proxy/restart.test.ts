import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dumpOf, ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient, ToolAnswer } from '../../support/proxy-e2e-client.js';
import { isAskedToEscalate, whatItWrites } from '../../support/proxy-e2e-rights.js';
import { rolloutOf } from '../../support/proxy-e2e-rollout.js';

const NARROW = 'sandbox_mode = "read-only"\napproval_policy = "on-request"';
const WIDE = 'sandbox_mode = "danger-full-access"\napproval_policy = "never"';

/** What a session is started with; `/tmp` is closed, because all of this takes place there. */
const SETTINGS = {
  model: 'second-model',
  sandbox: 'workspace-write',
  'approval-policy': 'on-request',
  'base-instructions': 'You are the base.',
  'developer-instructions': 'Be brief.',
  config: {
    model_reasoning_effort: 'high',
    sandbox_workspace_write: { exclude_slash_tmp: true, exclude_tmpdir_env_var: true },
  },
};

type End = (client: ProxyClient) => void;

const atEnd: End = ({ lines }) => lines.process.end();
const by =
  (signal: NodeJS.Signals): End =>
  ({ lines }) =>
    lines.process.kill(signal);

/** Ways in which a proxy comes to its end. */
const ENDS: readonly [string, End][] = [
  ['the end of its input', atEnd],
  ['SIGTERM', by('SIGTERM')],
  ['SIGINT', by('SIGINT')],
  ['SIGKILL', by('SIGKILL')],
];

async function openHouse(): Promise<{ readonly house: ProxyHouse; readonly cwd: string }> {
  const house = await ProxyHouse.open({ settings: NARROW });
  const cwd = house.world.at('project');
  mkdirSync(cwd);
  return { house, cwd };
}

/** Ends a proxy, opens up the user's configuration, and starts another proxy. */
async function restart(house: ProxyHouse, client: ProxyClient, end: End): Promise<ProxyClient> {
  end(client);
  await client.lines.process.exit();
  expect(await house.leftOver()).toEqual([]);
  const { configFile } = house.world;
  writeFileSync(configFile, readFileSync(configFile, 'utf8').replace(NARROW, WIDE));
  return house.serve();
}

describe('a session whose proxy ends again and again', () => {
  let house: ProxyHouse;
  let cwd: string;
  let client: ProxyClient;
  let begun: ToolAnswer;
  let prompts = 1;

  beforeAll(async () => {
    ({ house, cwd } = await openHouse());
    client = await house.serve();
    begun = await client.codex('say:`begun`', { ...SETTINGS, cwd });
  });

  afterAll(() => house.close());

  it.each(ENDS)(
    'goes on after %s with history, settings and rights as they were, whatever the configuration says now (!! H4)',
    async (how, end) => {
      const { threadId, agentId } = begun;
      client = await restart(house, client, end);
      const listed = await client.session(agentId);
      expect(listed).toMatchObject({ status: 'stale', thread_id: threadId, cwd });

      const count = await client.reply(threadId, 'count');
      expect(count).toMatchObject({ agentId, text: `user messages: ${prompts + 1}; last: count` });
      const { model, reasoning, developer } = dumpOf(await client.reply(threadId, 'dump'));
      expect({ model, reasoning }).toMatchObject({
        model: SETTINGS.model,
        reasoning: { effort: 'high' },
      });
      expect(developer).toContain('You are the base.');
      expect(developer.join('\n')).toContain('Be brief.');
      const name = how.replaceAll(' ', '-');
      const written = await whatItWrites(house, client, { threadId, cwd, name });
      expect(written).toEqual({ inside: true, outside: false });
      expect(await isAskedToEscalate(house, client, threadId)).toBe(true);
      expect(existsSync(house.world.at('escaped'))).toBe(false);
      prompts += 4;
    },
  );
});

describe('a session whose proxy was started again', () => {
  let house: ProxyHouse;
  let cwd: string;
  let client: ProxyClient;
  let plain: ToolAnswer;
  let closed: ToolAnswer;
  let wide: ToolAnswer;
  let named: ToolAnswer;

  beforeAll(async () => {
    ({ house, cwd } = await openHouse());
    const before = await house.serve();
    plain = await before.codex('say:`begun`', { cwd });
    wide = await before.codex('say:`begun`', { ...SETTINGS, cwd });
    named = await before.codex('say:`begun`', { identity: 'writer' });
    closed = await before.codex('say:`begun`', { ...SETTINGS, cwd, identity: 'reader' });
    await before.call('agent_close', { agent_id: closed.agentId });
    client = await restart(house, before, atEnd);
  });

  afterAll(() => house.close());

  it("still tells its last answer, out of Codex' own history, without being resumed", async () => {
    const { threadId, agentId } = plain;
    const result = await client.call('agent_result', { thread_id: threadId });
    expect(result).toMatchObject({ isError: false, text: 'begun', agentId });
    expect(await client.session(agentId)).toMatchObject({ status: 'stale' });
  });

  it('has only what it had at its very first turn, where a new one has more by now (!! H4)', async () => {
    const old = { threadId: plain.threadId, cwd, name: 'old' };
    expect(await whatItWrites(house, client, old)).toEqual({ inside: false, outside: false });
    const { threadId } = await client.codex('say:`fresh`', { cwd });
    const fresh = { threadId, cwd, name: 'new' };
    expect(await whatItWrites(house, client, fresh)).toEqual({ inside: true, outside: true });
  });

  it('is opened again by its agent id after it was closed, out of the archive and with its rights', async () => {
    const { threadId, agentId } = closed;
    expect(rolloutOf(house.world, threadId)).toContain('archived');
    const refused = await client.reply(threadId, 'count');
    expect(refused).toMatchObject({ isError: true, code: 'SESSION_CLOSED', threadId, agentId });
    expect(refused.text).toContain(`agent_id: "${agentId}"`);
    const again = await client.codex('count', { agent_id: agentId });
    expect(again).toMatchObject({ isError: false, threadId, agentId });
    expect(again.text).toBe('user messages: 2; last: count');
    expect(again.fields).toMatchObject({ identity: 'reader' });
    const written = await whatItWrites(house, client, { threadId, cwd, name: 'reopened' });
    expect(written).toEqual({ inside: true, outside: false });
    expect(rolloutOf(house.world, threadId)).not.toContain('archived');
  });

  it.each([
    { sandbox: 'danger-full-access' },
    { 'approval-policy': 'never' },
    { config: { sandbox_mode: 'danger-full-access' } },
    { config: { approval_policy: 'never' } },
  ])('is refused wider rights when it is resumed: %j', async (wider) => {
    const { agentId } = wide;
    const refused = await client.codex('count', { agent_id: agentId, ...wider });
    expect(refused).toMatchObject({ isError: true, code: 'INVALID_SESSION_PARAMS', agentId });
    expect(await client.session(agentId)).toMatchObject({ status: 'stale' });
  });

  it('is given narrower rights when it is resumed with them', async () => {
    const { agentId, threadId } = wide;
    const narrower = { agent_id: agentId, sandbox: 'read-only' };
    expect(await client.codex('count', narrower)).toMatchObject({ isError: false, threadId });
    const written = await whatItWrites(house, client, { threadId, cwd, name: 'narrowed' });
    expect(written).toEqual({ inside: false, outside: false });
  });

  it('is named to whoever starts a new one under its name', async () => {
    const fresh = await client.codex('count', { identity: 'writer' });
    expect(fresh.text).toBe('user messages: 1; last: count');
    const { agentId, threadId } = named;
    expect(fresh.agentId).not.toBe(agentId);
    expect(fresh.fields).toMatchObject({ resumable: { agent_id: agentId, thread_id: threadId } });
  });
});
