import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectClient } from '../../support/mcp-clients.js';
import { envelope, of } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import { ASKING, deed } from '../../support/proxy-e2e-asking.js';
import { type ToolAnswer, toolAnswerOf } from '../../support/proxy-e2e-client.js';
import { callModern } from '../../support/proxy-e2e-modern.js';
import { proxyServer } from '../../support/proxy-server.js';

const REVISIONS = ['2024-10-07', '2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];

const TOOL_COUNT = 7;

let house: ProxyHouse;

beforeAll(async () => {
  house = await ProxyHouse.open({ settings: ASKING });
});

afterAll(() => house.close());

async function callWith(client: Client, prompt: string): Promise<ToolAnswer> {
  const result = await client.callTool({ name: 'codex', arguments: { prompt } });
  return toolAnswerOf({ ...result });
}

describe('a client of the revisions with a handshake', () => {
  it.concurrent.each(REVISIONS)('is answered in its own: %s', async (revision) => {
    const { lines } = house.start();
    const { result } = await lines.initialize({}, revision);
    expect(result).toMatchObject({
      protocolVersion: revision,
      serverInfo: { name: 'codex-sessions', version: expect.any(String) },
      capabilities: { tools: { listChanged: true }, logging: {} },
    });
    expect((await lines.request('ping')).result).toEqual({});
    const listed = await lines.request('tools/list');
    expect(listed.result?.tools).toHaveLength(TOOL_COUNT);
    expect(await lines.call('agent_status', {})).not.toHaveProperty('isError');
    lines.process.end();
    expect(await lines.process.exit()).toEqual({ code: 0, signal: null });
  });

  it('of a future one is answered in the newest with a handshake', async () => {
    const { lines } = house.start();
    const { result } = await lines.initialize({}, '2099-01-01');
    expect(result?.protocolVersion).toBe('2025-11-25');
  });

  it('is told of methods that are of no revision, or of another one', async () => {
    const { lines } = await house.serve();
    for (const method of ['nonsense', 'tools/nonsense', 'server/discover', 'roots/list']) {
      expect((await lines.request(method)).error).toMatchObject({ code: -32601 });
    }
    expect((await lines.request('ping')).result).toEqual({});
  });

  it('may list and call before its handshake, and greet again after it', async () => {
    const { lines } = house.start();
    expect((await lines.request('tools/list')).result?.tools).toHaveLength(TOOL_COUNT);
    expect((await lines.initialize()).result).toBeDefined();
    expect((await lines.initialize()).result).toBeDefined();
    expect((await lines.request('ping')).result).toEqual({});
  });
});

describe('a client of the revision 2026-07-28', () => {
  it('asks what there is, and greets as in 2025 on the same connection after all', async () => {
    const client = house.start();
    const { lines } = client;
    const discovered = await lines.request('server/discover', { _meta: envelope() });
    expect(discovered.result).toMatchObject({
      supportedVersions: expect.arrayContaining(['2026-07-28']),
    });
    const { result } = await lines.initialize({ elicitation: {} });
    expect(result).toMatchObject({ protocolVersion: '2025-11-25' });
    const { prompt } = deed(house, 'discovered');
    const { answer } = client.begin('codex', { prompt });
    // as 2025 has it: asked by a request of the server
    const question = await lines.next(of('elicitation/create'));
    lines.answer(question.id ?? '', { result: { action: 'accept' } });
    expect((await answer).text).toContain('made');
  });

  it('is refused what is of the other revisions once it has spoken, and served on', async () => {
    const { lines } = house.start();
    const first = await callModern(lines, 'agent_status', {});
    expect(first.result).toMatchObject({ resultType: 'complete' });
    expect((await lines.initialize()).error?.code).toBe(-32022);
    expect((await lines.request('ping')).error?.code).toBe(-32601);
    const bare = await lines.request('tools/call', { name: 'agent_status', arguments: {} });
    expect(bare.error?.code).toBe(-32602);
    const level = { level: 'info', _meta: envelope() };
    expect((await lines.request('logging/setLevel', level)).error?.code).toBe(-32601);
    expect((await callModern(lines, 'agent_status', {})).result).toMatchObject({
      structuredContent: { team: 'default' },
    });
  });

  it('is told of arguments and tools as any other: in a result', async () => {
    const { lines } = house.start();
    const unknown = await callModern(lines, 'nonsense', {});
    expect(toolAnswerOf(unknown.result ?? {})).toMatchObject({
      isError: true,
      text: "Unknown tool 'nonsense'",
    });
    const wrong = await callModern(lines, 'codex', { prompt: 7 });
    expect(toolAnswerOf(wrong.result ?? {})).toMatchObject({ isError: true });
  });
});

describe('the official client', () => {
  it('of the revisions with a handshake lists, runs a turn and is asked', async () => {
    const server = proxyServer(house.world);
    const elicit = () => ({ action: 'accept' as const, content: {} });
    const { client, asked, close } = await connectClient({ ...server, era: 'legacy', elicit });
    expect(client.getProtocolEra()).toBe('legacy');
    expect((await client.listTools()).tools).toHaveLength(TOOL_COUNT);
    expect(await callWith(client, 'say:`hello`')).toMatchObject({ isError: false, text: 'hello' });
    const { text } = await callWith(client, deed(house, 'official').prompt);
    expect(text).toContain('made');
    expect(asked).toHaveLength(1);
    await client.ping();
    await close();
  });

  it('that looks first, in a process of its own, finds the newest revision, and leaves nothing', async () => {
    const { command, args = [], env, cwd } = proxyServer(house.world);
    const transport = new StdioClientTransport({
      command,
      args: [...args],
      env: { ...env },
      cwd,
      stderr: 'ignore',
    });
    const client = new Client(
      { name: 'auto', version: '0' },
      { capabilities: {}, versionNegotiation: { mode: 'auto' } },
    );
    await client.connect(transport);
    expect(client.getProtocolEra()).toBe('modern');
    expect((await client.listTools()).tools).toHaveLength(TOOL_COUNT);
    expect(await callWith(client, 'say:`auto`')).toMatchObject({ isError: false, text: 'auto' });
    await client.close();
  });

  it('after another one goes on with what that left', async () => {
    const first = await connectClient({ ...proxyServer(house.world), era: 'modern' });
    const { threadId, agentId } = await callWith(first.client, 'say:`left`');
    await first.close();
    const second = await connectClient({ ...proxyServer(house.world), era: 'legacy' });
    const again = await second.client.callTool({
      name: 'codex-reply',
      arguments: { threadId, prompt: 'count' },
    });
    expect(toolAnswerOf({ ...again })).toMatchObject({
      agentId,
      text: 'user messages: 2; last: count',
    });
    await second.close();
  });
});
