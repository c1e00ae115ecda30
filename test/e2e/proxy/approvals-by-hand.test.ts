import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { of } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import {
  ASKING,
  CAN_BE_ASKED,
  deed,
  openApprovals,
  questionsIn,
} from '../../support/proxy-e2e-asking.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';

/** What a client is shown that has to come by itself. */
async function alertOf(client: ProxyClient): Promise<string> {
  return String((await client.lines.next(of('notifications/message'))).params?.data);
}

const approve = (client: ProxyClient, approvalId: unknown, decision: string) =>
  client.call('agent_approve', { approval_id: approvalId, decision });

describe.each([
  ['a client that cannot be asked', {}, []],
  ['a client that must not be asked', CAN_BE_ASKED, ['--elicitation', 'never']],
] as const)('an approval for %s', (_, capabilities, flags) => {
  let house: ProxyHouse;
  let client: ProxyClient;
  let files = 0;
  const aDeed = (words?: string) => deed(house, `file-${++files}`, words);

  beforeAll(async () => {
    house = await ProxyHouse.open({ settings: ASKING });
    client = await house.serve({ capabilities, flags });
  });

  afterAll(() => house.close());

  beforeEach(() => client.lines.skip());

  it('is shown to it, by its session and by the status, until agent_approve allows it', async () => {
    const { prompt, isDone } = aDeed();
    const { answer } = client.begin('codex', { prompt, identity: 'allowed' });
    const alert = await alertOf(client);
    const [open] = await openApprovals(client);
    expect(open).toMatchObject({
      kind: 'command',
      question: expect.stringContaining(/`(.*)`/.exec(prompt)?.[1] ?? ''),
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(alert).toContain(`agent_approve {"approval_id": "${open?.approval_id}"}`);
    const [session] = await client.sessions({ identity: 'allowed' });
    const { agent_id, ...shown } = open ?? {};
    expect(session).toMatchObject({ agent_id, turn: { state: 'awaiting_approval' } });
    expect(session?.approvals).toEqual([shown]);
    const { text } = await client.call('agent_sessions', { identity: 'allowed' });
    expect(text).toContain(String(open?.approval_id));
    expect(await client.call('agent_result', { identity: 'allowed' })).toMatchObject({
      fields: { turn: { state: 'awaiting_approval' }, approvals: [shown] },
    });
    expect(isDone()).toBe(false);

    expect(await approve(client, open?.approval_id, 'accept')).toMatchObject({
      isError: false,
      fields: { approval_id: open?.approval_id, decision: 'accept', agent_id },
    });
    expect((await answer).text).toContain('made');
    expect(isDone()).toBe(true);
    const late = await approve(client, open?.approval_id, 'decline');
    expect(late).toMatchObject({ isError: true, code: 'APPROVAL_NOT_FOUND' });
    expect(questionsIn(client.lines.messages)).toEqual([]);
  });

  it.each([
    ['decline', { isError: false, text: expect.stringContaining('rejected') }],
    ['cancel', { isError: true, code: 'TURN_INTERRUPTED' }],
  ])('is refused by agent_approve with %s', async (decision, outcome) => {
    const { prompt, isDone } = aDeed();
    const { answer } = client.begin('codex', { prompt });
    await alertOf(client);
    const [open] = await openApprovals(client);
    expect(await approve(client, open?.approval_id, decision)).toMatchObject({ isError: false });
    expect(await answer).toMatchObject(outcome);
    expect(isDone()).toBe(false);
  });

  it('is given for the session, or as a rule that Codex proposed', async () => {
    const twice = client.begin('codex', { prompt: aDeed('calls=2').prompt });
    await alertOf(client);
    const [first] = await openApprovals(client);
    await approve(client, first?.approval_id, 'accept_for_session');
    expect((await twice.answer).text).toMatch(/made[\s\S]*made/);

    const ruled = client.begin('codex', { prompt: 'exec:`mkdir -p ruled` escalate' });
    await alertOf(client);
    const [second] = await openApprovals(client);
    const answered = await approve(client, second?.approval_id, 'accept_with_rule');
    expect(answered).toMatchObject({ isError: false });
    expect((await ruled.answer).isError).toBe(false);
    expect(readFileSync(house.world.at('codex-home/rules/default.rules'), 'utf8')).toContain(
      'mkdir',
    );
  });
});
