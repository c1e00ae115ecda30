import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codexEventIn, type Fields, type MessageId } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import { type ProxyClient, toolAnswerOf } from '../../support/proxy-e2e-client.js';
import { dateBack } from '../../support/proxy-e2e-rollout.js';

const NO_THREAD = '01a202dc-6044-7c41-9498-4094fccd1da9';

/** The arguments of `codex` that 0.153.4 listed. */
const OLD_ARGUMENTS = [
  'approval-policy',
  'base-instructions',
  'compact-prompt',
  'config',
  'cwd',
  'developer-instructions',
  'model',
  'prompt',
  'sandbox',
];

interface ListedTool {
  readonly name: string;
  readonly inputSchema: { readonly properties: Fields; readonly required?: readonly string[] };
  readonly outputSchema?: { readonly required: readonly string[] };
}

describe('a client that was written for codex mcp-server', () => {
  let house: ProxyHouse;
  let client: ProxyClient;

  beforeAll(async () => {
    house = await ProxyHouse.open();
    client = house.start();
    // as clients of 2025 greet: one revision, no capabilities, and the list of tools next
    await client.lines.initialize({}, '2025-06-18');
  });

  afterAll(() => house.close());

  it('finds codex and codex-reply with the arguments and the answer it knows', async () => {
    const { result } = await client.lines.request('tools/list');
    const tools = result?.tools as readonly ListedTool[];
    const [codex, reply] = tools;
    expect([codex?.name, reply?.name]).toEqual(['codex', 'codex-reply']);
    expect(Object.keys(codex?.inputSchema.properties ?? {})).toEqual(
      expect.arrayContaining(OLD_ARGUMENTS),
    );
    expect(codex?.inputSchema).toMatchObject({ required: ['prompt'], additionalProperties: false });
    expect(reply?.inputSchema).toMatchObject({ required: ['prompt'] });
    for (const tool of [codex, reply]) {
      expect(tool?.outputSchema?.required).toEqual(['threadId', 'content']);
    }
  });

  it('reads the answer in the text and in the structured content, and the ids in a second block', async () => {
    const answer = await client.codex('say:`the answer`');
    expect(answer.isError).toBe(false);
    expect(answer.fields).toMatchObject({ threadId: answer.threadId, content: 'the answer' });
    const { agentId, threadId, fields } = answer;
    const ids = `threadId: ${threadId} · agent_id: ${agentId} · identity: ${fields.identity}`;
    expect(answer.texts).toEqual(['the answer', ids]);
  });

  it('goes on with a thread by threadId, and by conversationId as it was called before', async () => {
    const { threadId } = await client.codex('say:`one`');
    const two = await client.reply(threadId, 'count');
    expect(two).toMatchObject({ threadId, text: 'user messages: 2; last: count' });
    const three = await client.call('codex-reply', { conversationId: threadId, prompt: 'count' });
    expect(three).toMatchObject({ threadId, text: 'user messages: 3; last: count' });
    const given = { threadId, conversationId: NO_THREAD, prompt: 'count' };
    expect(await client.call('codex-reply', given)).toMatchObject({ threadId, isError: false });
  });

  it.each<[string, string, Fields, string]>([
    [
      'a thread nobody knows',
      'codex-reply',
      { threadId: NO_THREAD, prompt: 'count' },
      `Session not found for thread_id: ${NO_THREAD}`,
    ],
    ['a tool nobody knows', 'codex-repeat', { prompt: 'count' }, "Unknown tool 'codex-repeat'"],
    [
      'no prompt',
      'codex',
      { model: 'mock-model' },
      'Failed to parse configuration for Codex tool: missing field `prompt`',
    ],
    [
      'a prompt that is no text',
      'codex',
      { prompt: 7 },
      'Failed to parse configuration for Codex tool: invalid type: number, expected a string',
    ],
    [
      'a reply to no thread',
      'codex-reply',
      { prompt: 'count' },
      'Failed to parse thread_id: either threadId or conversationId must be provided',
    ],
  ])('reads the sentence it knows about %s', async (_what, tool, given, sentence) => {
    const answer = await client.call(tool, given);
    expect(answer).toMatchObject({ isError: true, text: sentence });
  });

  it('reads the list of known arguments when it gives an unknown one', async () => {
    const { isError, text } = await client.codex('hello', { profile: 'mine' });
    expect(isError).toBe(true);
    expect(text).toContain('Codex tool: unknown field `profile`, expected one of `prompt`');
  });

  it('finds threadId and content in every error that has structured content, whatever failed', async () => {
    const failed = await client.codex('failed');
    const lost = await client.reply(NO_THREAD, 'count');
    const badConfig = await client.codex('hello', { config: { model: 7 } });
    for (const { isError, fields, text } of [failed, lost, badConfig]) {
      expect(isError).toBe(true);
      expect(fields).toMatchObject({ threadId: expect.any(String), content: text });
    }
    expect(failed.texts[1]).toContain(`threadId: ${failed.threadId}`);
    expect(badConfig.text).toMatch(/^Failed to load Codex configuration from overrides: /);
  });

  it('gets its own answer after a turn that failed, and the one after that (!! off by one)', async () => {
    const { threadId } = await client.codex('say:`good`');
    const failed = await client.reply(threadId, 'failed');
    expect(failed).toMatchObject({ isError: true, code: 'TURN_FAILED', threadId });
    for (const said of ['first', 'second', 'third']) {
      const answer = await client.reply(threadId, `say:\`${said}\``);
      expect(answer).toMatchObject({ isError: false, text: said });
    }
  });

  it.each<[MessageId]>([['call-1'], ['7'], [7], [0], [-3], [900_719_925_474_099]])(
    'gets answer and events under the id it chose: %j',
    async (id) => {
      const from = client.lines.messages.length;
      const given = { name: 'codex', arguments: { prompt: `say:\`for ${id}\`` } };
      const { result } = await client.lines.request('tools/call', given, { id });
      expect(toolAnswerOf(result ?? {}).text).toBe(`for ${id}`);
      const told = client.lines.messages.slice(from).flatMap((one) => codexEventIn(one) ?? []);
      expect(new Set(told.map(({ requestId }) => requestId))).toEqual(new Set([id]));
      expect(told.map(({ msg }) => msg.type)).toContain('task_complete');
    },
  );

  it.each([
    'resources/list',
    'resources/read',
    'resources/templates/list',
    'prompts/list',
    'prompts/get',
    'completion/complete',
    'nonsense',
  ])('is told that there is no %s (!! the old server never answered)', async (method) => {
    const { error } = await client.lines.request(method, {});
    expect(error).toMatchObject({ code: -32601, message: `method not found: ${method}` });
  });

  it('goes on with a thread that codex mcp-server 0.153.4 wrote, with narrow rights', async () => {
    const writer = await house.serve({ flags: ['--team', 'before'] });
    const { threadId } = await writer.codex('say:`long ago`', { sandbox: 'danger-full-access' });
    writer.lines.process.end();
    await writer.lines.process.exit();
    dateBack(house.world, threadId);

    const { text, fields } = await client.reply(threadId, 'count');
    expect(text).toBe('user messages: 2; last: count');
    const ours = house.registered().find(({ thread_id }) => thread_id === threadId);
    expect(ours).toMatchObject({
      agent_id: fields.agent_id,
      codex_sessions: { thread: { sandboxPolicy: { type: 'readOnly' } } },
    });
    const written = await client.reply(
      threadId,
      `exec:\`touch ${house.world.at('x')} || echo no\``,
    );
    expect(written.text).toContain('no');
  });
});
