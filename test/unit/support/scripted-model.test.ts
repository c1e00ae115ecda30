import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedModel, startScriptedModel } from '../../support/scripted-model.js';

interface Item {
  readonly type: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly phase?: string;
  readonly arguments?: string;
  readonly input?: string;
  readonly call_id?: string;
  readonly content?: readonly { readonly text: string }[];
}

interface Event {
  readonly type: string;
  readonly delta?: string;
  readonly item?: Item;
  readonly response?: { readonly error?: { readonly code: string } };
}

const EXEC = { tools: [{ type: 'function', name: 'exec_command' }] };

const prompted = (text: string) => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});

const output = (text: unknown) => ({ type: 'function_call_output', call_id: 'c', output: text });

describe('the scripted model', () => {
  let model: ScriptedModel;

  beforeEach(async () => {
    model = await startScriptedModel();
  });

  afterEach(() => model.close());

  function post(prompt: string, more: object = {}, after: readonly object[] = []) {
    const body = { input: [prompted(prompt), ...after], ...more };
    return fetch(`${model.url}/responses`, { method: 'POST', body: JSON.stringify(body) });
  }

  async function eventsOf(...asked: Parameters<typeof post>): Promise<Event[]> {
    const blocks = (await (await post(...asked)).text()).split('\n\n').filter(Boolean);
    return blocks.map((block) => JSON.parse(block.split('\ndata: ')[1] ?? '') as Event);
  }

  async function itemsOf(...asked: Parameters<typeof post>): Promise<Item[]> {
    const events = await eventsOf(...asked);
    return events.flatMap(({ type, item }) =>
      item && type === 'response.output_item.done' ? [item] : [],
    );
  }

  async function messagesOf(...asked: Parameters<typeof post>): Promise<(string | undefined)[]> {
    return (await itemsOf(...asked)).map(({ content }) => content?.[0]?.text);
  }

  it('says hello with the number of the request, as the Responses API does', async () => {
    expect((await eventsOf('good day')).map(({ type }) => type)).toEqual([
      'response.created',
      'response.output_item.added',
      'response.output_text.delta',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(await messagesOf('good day')).toEqual(['hello from mock 2']);
  });

  it.each([
    ['say:`one two`', ['one two']],
    ['count', ['user messages: 1; last: count']],
    ['deltas=3', ['d1 d2 d3']],
    ['two-messages', ['first of two messages', 'hello from mock 1']],
    ['empty', []],
  ])('answers %s with %j', async (prompt, messages) => {
    expect(await messagesOf(prompt)).toEqual(messages);
  });

  it('cuts a message into as many deltas as it is told', async () => {
    const deltas = (await eventsOf('deltas=3')).flatMap(({ delta }) => delta ?? []);
    expect(deltas).toHaveLength(3);
    expect(deltas.join('')).toBe('d1 d2 d3');
  });

  it('marks what it says before the final answer as commentary', async () => {
    const phases = async (prompt: string) => (await itemsOf(prompt)).map(({ phase }) => phase);
    expect(await phases('commentary')).toEqual(['commentary', 'final_answer']);
    expect(await phases('only-commentary')).toEqual(['commentary']);
    expect(await phases('plain')).toEqual([undefined]);
  });

  it('thinks before it speaks', async () => {
    expect((await itemsOf('reasoning')).map(({ type }) => type)).toEqual(['reasoning', 'message']);
  });

  it('counts prompts of the user, not what Codex injects', async () => {
    const injected = [prompted('<environment_context>x'), prompted('# AGENTS.md y')];
    const [text] = await messagesOf('first', {}, [prompted('count'), ...injected]);
    expect(text).toBe('user messages: 2; last: count');
  });

  it('sums a request up', async () => {
    const [text] = await messagesOf('dump', { model: 'm', ...EXEC });
    expect(JSON.parse(text ?? '')).toMatchObject({
      model: 'm',
      user: ['dump'],
      tools: ['exec_command'],
    });
  });

  it.each([
    ['exec_command', { cmd: 'ls -l' }],
    ['shell_command', { command: 'ls -l' }],
    ['shell', { command: ['bash', '-lc', 'ls -l'] }],
  ])('calls a command through the tool %s', async (name, fields) => {
    const [call] = await itemsOf('exec:`ls -l`', { tools: [{ type: 'function', name }] });
    expect(call).toMatchObject({ type: 'function_call', name });
    expect(JSON.parse(call?.arguments ?? '')).toEqual(fields);
  });

  it('asks to leave the sandbox when it is told', async () => {
    const [call] = await itemsOf('escalate exec:`ls`', EXEC);
    expect(JSON.parse(call?.arguments ?? '')).toMatchObject({
      sandbox_permissions: 'require_escalated',
    });
  });

  it('says what the command said, once it has', async () => {
    expect(await messagesOf('exec:`ls`', EXEC, [output('a.txt')])).toEqual(['exec said: a.txt']);
  });

  it('follows another prompt after the output', async () => {
    const then = 'exec:`ls` then:`empty`';
    expect(await itemsOf(then, EXEC)).toMatchObject([{ name: 'exec_command' }]);
    expect(await itemsOf(then, EXEC, [output('a.txt')])).toEqual([]);
  });

  it('calls as often in a row, and as many at once, as it is told', async () => {
    const thrice = 'exec:`ls` calls=2';
    expect(await itemsOf(thrice, EXEC, [output('1')])).toMatchObject([{ type: 'function_call' }]);
    expect(await messagesOf(thrice, EXEC, [output('1'), output('2')])).toEqual([
      'exec said: 1 | 2',
    ]);
    const calls = await itemsOf('exec:`ls` parallel=2', EXEC);
    expect(calls.map((call) => call.call_id)).toEqual(['call_3_1', 'call_3_2']);
  });

  it('patches through the tool for it, or else through the shell', async () => {
    const custom = { tools: [{ type: 'custom', name: 'apply_patch' }] };
    expect(await itemsOf('patch:`a.txt`', custom)).toMatchObject([
      { type: 'custom_tool_call', input: expect.stringContaining('*** Add File: a.txt\n') },
    ]);
    expect(await itemsOf('patch:`a.txt`', EXEC)).toMatchObject([
      { name: 'exec_command', arguments: expect.stringContaining("apply_patch <<'EOF'") },
    ]);
  });

  it('calls any tool, of a namespace too, and asks', async () => {
    expect(await itemsOf('tool:`space.name {"a":1}`')).toMatchObject([
      { namespace: 'space', name: 'name', arguments: '{"a":1}' },
    ]);
    expect(await itemsOf('please ask me')).toMatchObject([{ name: 'request_user_input' }]);
    expect(await messagesOf('ask', {}, [output({ q1: 'Red' })])).toEqual([
      'ask said: {"q1":"Red"}',
    ]);
  });

  it.each([500, 429, 401])('answers with status %i', async (status) => {
    const response = await post(`http${status}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: `mock says ${status}` } });
  });

  it('fails with the code it is told', async () => {
    const codeOf = async (prompt: string) => (await eventsOf(prompt)).at(-1)?.response?.error?.code;
    expect(await codeOf('failed')).toBe('server_error');
    expect(await codeOf('failed=insufficient_quota')).toBe('insufficient_quota');
    expect((await eventsOf('incomplete')).at(-1)?.type).toBe('response.incomplete');
  });

  it('breaks off, or sends what is no event stream', async () => {
    await expect(post('disconnect').then((response) => response.text())).rejects.toThrow();
    expect(await (await post('badsse')).text()).toContain('<html>');
  });

  it('is silent when it hangs, until the client has gone', async () => {
    const response = await post('hang');
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toContain('response.created');
    await reader?.cancel();
    expect(await messagesOf('still there')).toEqual(['hello from mock 2']);
  });

  it('tells of a request that came, and of one that is to come', async () => {
    const coming = model.requested('second');
    await post('the first');
    expect((await model.requested('first')).prompt).toBe('the first');
    await post('the second');
    expect((await coming).prompt).toBe('the second');
    expect(model.requests.map(({ prompt }) => prompt)).toEqual(['the first', 'the second']);
  });

  it('has no models to list, and answers 404 to everything else', async () => {
    const listed = await fetch(`${model.url}/models?client_version=1`);
    expect(await listed.json()).toEqual({ models: [], data: [] });
    expect((await fetch(`${model.url}/nothing`)).status).toBe(404);
  });
});
