import type { ElicitResult } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectClient, type OfficialClient } from '../../support/mcp-clients.js';
import { codexEventIn, codexEventTypes, type Fields } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import { ASKING, deed } from '../../support/proxy-e2e-asking.js';
import { type ToolAnswer, toolAnswerOf } from '../../support/proxy-e2e-client.js';
import { proxyServer } from '../../support/proxy-server.js';

const TOOLS = [
  'codex',
  'codex-reply',
  'agent_sessions',
  'agent_status',
  'agent_close',
  'agent_result',
  'agent_approve',
];

describe('the official client in the revision 2026-07-28', () => {
  let house: ProxyHouse;
  let official: OfficialClient;
  let answer: (question: Fields) => ElicitResult | Promise<ElicitResult>;
  let files = 0;

  beforeAll(async () => {
    house = await ProxyHouse.open({ settings: ASKING });
    official = await connect(true);
  });

  afterAll(async () => {
    await official.close();
    await house.close();
  });

  beforeEach(() => official.notifications.skip());

  const aDeed = (words?: string) => deed(house, `file-${++files}`, words);

  function connect(canBeAsked: boolean): Promise<OfficialClient> {
    const server = proxyServer(house.world);
    const elicit = (question: Fields) => answer(question);
    return connectClient({ ...server, era: 'modern', ...(canBeAsked && { elicit }) });
  }

  async function call(
    name: string,
    given: Fields,
    { client }: OfficialClient = official,
  ): Promise<ToolAnswer> {
    return toolAnswerOf({ ...(await client.callTool({ name, arguments: given })) });
  }

  async function sessionCount(): Promise<number> {
    return Number((await call('agent_sessions', {})).fields.total);
  }

  it('lists the tools, and their results match what it lists', async () => {
    const { tools } = await official.client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([...TOOLS].sort());
    const first = await call('codex', { prompt: 'say:`one`' });
    expect(first).toMatchObject({ isError: false, text: 'one' });
    const { threadId } = first;
    expect(await call('codex-reply', { threadId, prompt: 'count' })).toMatchObject({
      text: 'user messages: 2; last: count',
      threadId,
    });
    expect(await call('codex-reply', { threadId: 'none', prompt: 'x' })).toMatchObject({
      isError: true,
    });
  });

  it('is asked through input_required, and its repeated call ends the same turn (one session, one turn)', async () => {
    const before = await sessionCount();
    const asked = official.asked.length;
    answer = () => ({ action: 'accept', content: {} });
    const { prompt, isDone } = aDeed();
    const ended = await call('codex', { prompt });
    expect(ended).toMatchObject({ isError: false, text: expect.stringContaining('made') });
    expect(isDone()).toBe(true);
    const questions = official.asked.slice(asked);
    expect(questions).toHaveLength(1);
    expect(questions[0]?.message).toContain('Allow Codex to run');
    expect(await sessionCount()).toBe(before + 1);
    const starts = house.model.requests.filter((request) => request.prompt === prompt);
    // one request that calls the tool, one with its output
    expect(starts).toHaveLength(2);
  });

  it.each(['decline', 'cancel'] as const)('refuses by %s, and the turn goes on', async (action) => {
    answer = () => ({ action });
    const { prompt, isDone } = aDeed();
    const ended = await call('codex', { prompt });
    expect(ended).toMatchObject({ isError: false, text: expect.stringContaining('rejected') });
    expect(isDone()).toBe(false);
  });

  it('answers two approvals one after the other in one call, each by its own answer', async () => {
    const before = await sessionCount();
    const answers: ElicitResult[] = [{ action: 'accept', content: {} }, { action: 'decline' }];
    answer = () => answers.shift() ?? { action: 'cancel' };
    const { text } = await call('codex', { prompt: aDeed('calls=2').prompt });
    expect(text).toMatch(/made[\s\S]*rejected/);
    expect(answers).toEqual([]);
    expect(await sessionCount()).toBe(before + 1);
  });

  it('is told of the turn in a reply, before and after the approval, under the ids of its calls', async () => {
    const { threadId } = await call('codex', { prompt: 'say:`begun`' });
    answer = () => ({ action: 'accept', content: {} });
    const from = official.notifications.items.length;
    const given = { threadId, prompt: aDeed().prompt };
    const messages: string[] = [];
    await official.client.callTool(
      { name: 'codex-reply', arguments: given },
      { onprogress: ({ message = '' }) => messages.push(message) },
    );
    const told = official.notifications.items.slice(from);
    const types = codexEventTypes(told);
    expect(types.filter((type) => type === 'task_started')).toHaveLength(1);
    expect(types.indexOf('exec_approval_request')).toBeLessThan(types.indexOf('exec_command_end'));
    expect(types.at(-1)).toBe('task_complete');
    const ids = new Set(told.map((message) => codexEventIn(message)?.requestId));
    expect(ids.size).toBe(2);
    expect(messages.length).toBeGreaterThanOrEqual(2);
  });

  it('interrupts the turn when it aborts a call, and the session goes on', async () => {
    const controller = new AbortController();
    const running = official.client.callTool(
      { name: 'codex', arguments: { prompt: 'hang aborted', identity: 'aborted' } },
      { signal: controller.signal },
    );
    await house.model.requested('hang aborted');
    controller.abort();
    await expect(running).rejects.toThrow();
    await official.stderr.next((line) => line.includes('"how":"interrupted"'));
    const { fields } = await call('agent_sessions', { identity: 'aborted' });
    const [session] = fields.agents as readonly Fields[];
    expect(session).toMatchObject({ status: 'active', thread_state: 'idle' });
    const given = { threadId: session?.thread_id, prompt: 'say:`on`' };
    expect(await call('codex-reply', given)).toMatchObject({ text: 'on' });
  });

  it('interrupts the turn when it aborts the repeated call', async () => {
    answer = () => ({ action: 'accept', content: {} });
    const controller = new AbortController();
    const prompt = `${aDeed().prompt} then:\`hang again\``;
    const running = official.client.callTool(
      { name: 'codex', arguments: { prompt } },
      { signal: controller.signal },
    );
    running.catch(() => {});
    await official.notifications.next(
      (message) => codexEventIn(message)?.msg.type === 'exec_command_end',
    );
    official.stderr.skip();
    controller.abort();
    await expect(running).rejects.toThrow();
    await official.stderr.next((line) => line.includes('"how":"interrupted"'));
  });

  it('that cannot be asked waits for agent_approve', async () => {
    const mute = await connect(false);
    const { prompt } = aDeed();
    const running = call('codex', { prompt }, mute);
    await mute.notifications.next(
      (message) => codexEventIn(message)?.msg.type === 'exec_approval_request',
    );
    const { fields } = await call('agent_status', {}, mute);
    const [open] = fields.approvals as readonly Fields[];
    await call('agent_approve', { approval_id: open?.approval_id, decision: 'accept' }, mute);
    expect((await running).text).toContain('made');
    await mute.close();
  });
});
