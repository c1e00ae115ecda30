import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fields } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient, ToolAnswer } from '../../support/proxy-e2e-client.js';

const MAX = 1_000;

/** A thread id that is none of ours. */
const NOBODY = '01a204cb-0000-7000-8000-000000000000';

let house: ProxyHouse;

beforeAll(async () => {
  house = await ProxyHouse.open();
});

afterAll(() => house.close());

const result = (client: ProxyClient, given: Fields) => client.call('agent_result', given);

describe('a turn that is not waited for', () => {
  let client: ProxyClient;

  beforeAll(async () => {
    client = await house.serve();
  });

  it('is answered at once with the ids; its result is read while it runs, and when it is done', async () => {
    const given = { prompt: 'hang never waited', wait: false, identity: 'unwaited' };
    const started = await client.call('codex', given);
    expect(started).toMatchObject({
      isError: false,
      fields: { identity: 'unwaited', agent_id: expect.stringMatching(/^codex:/) },
    });
    expect(started.threadId).not.toBe('');
    expect(started.text).toContain(`agent_result {"agent_id":"${started.agentId}"}`);
    await house.model.requested('hang never waited');
    const running = await result(client, { agent_id: started.agentId });
    expect(running).toMatchObject({ isError: false, fields: { turn: { state: 'running' } } });
    expect(running.fields).not.toHaveProperty('turn_status');
    expect(running.text).toContain('No turn has ended yet.');
    const short = await result(client, { agent_id: started.agentId, wait_seconds: 1 });
    expect(short.fields).toMatchObject({ turn: { state: 'running' } });
    await client.call('agent_close', { agent_id: started.agentId });
  });

  it('is waited for by agent_result as long as the caller wants', async () => {
    const started = await client.call('codex', { prompt: 'say:`done` wait=300', wait: false });
    const done = await result(client, { agent_id: started.agentId, wait_seconds: 20 });
    expect(done).toMatchObject({
      text: 'done',
      threadId: started.threadId,
      fields: { turn: { state: 'idle' }, turn_status: 'completed', content: 'done' },
    });
    const { fields } = await client.reply(started.threadId, 'say:`and on`');
    expect(fields.content).toBe('and on');
  });

  it('has the result before it beside its state while it runs', async () => {
    const { threadId, agentId } = await client.codex('say:`before`');
    const reply = client.begin('codex-reply', { threadId, prompt: 'say:`after` wait=400' });
    await house.model.requested('say:`after`');
    const running = await result(client, { agent_id: agentId });
    expect(running).toMatchObject({
      text: 'before',
      fields: { turn: { state: 'running' }, turn_status: 'completed', content: 'before' },
    });
    expect(running.texts.join('\n')).toMatch(/working.*Above is its last result/);
    await reply.answer;
    expect((await result(client, { agent_id: agentId })).text).toBe('after');
  });
});

describe('the last result of a session', () => {
  let client: ProxyClient;

  beforeAll(async () => {
    client = await house.serve();
  });

  it.each(['agent_id', 'identity', 'thread_id'])('is found by %s', async (by) => {
    const identity = `found-by-${by}`;
    const said = await client.codex(`say:\`${by}\``, { identity });
    const { agentId, threadId } = said;
    const names: Fields = { agent_id: agentId, identity, thread_id: threadId };
    expect(await result(client, { [by]: names[by] })).toMatchObject({
      text: by,
      agentId,
      threadId,
      fields: { identity, status: 'active', turn_status: 'completed' },
    });
  });

  it('is none for a session nobody knows', async () => {
    const unknown = await result(client, { agent_id: 'codex:none' });
    expect(unknown).toMatchObject({ isError: true, code: 'SESSION_NOT_FOUND' });
    const named = await result(client, { identity: 'none' });
    expect(named).toMatchObject({ isError: true, code: 'SESSION_NOT_FOUND' });
    expect(await result(client, { thread_id: NOBODY })).toMatchObject({
      isError: true,
      code: 'THREAD_NOT_FOUND',
      threadId: NOBODY,
    });
    const both = { agent_id: 'codex:none', identity: 'none' };
    for (const given of [{}, both, { thread_id: 'no id' }]) {
      expect(await result(client, given)).toMatchObject({
        isError: true,
        code: 'INVALID_SESSION_PARAMS',
      });
    }
  });

  it('is what went wrong after a turn that failed', async () => {
    const failed = await client.codex('failed=server_error', { identity: 'failing' });
    expect(failed).toMatchObject({ isError: true, code: 'TURN_FAILED' });
    expect(await result(client, { identity: 'failing' })).toMatchObject({
      isError: false,
      text: failed.text,
      fields: { turn_status: 'failed', turn: { state: 'idle' } },
    });
  });

  it('is what had been said after a turn that was interrupted', async () => {
    const given = { prompt: 'say:`one two three four five` deltas=5 slow=150', identity: 'cut' };
    const call = client.begin('codex', given);
    await client.lines.next(({ params }) => JSON.stringify(params ?? {}).includes('"delta":"one'));
    client.lines.process.stderr.skip();
    client.cancel(call.id);
    await client.logged('turn ended', { how: 'interrupted' });
    const interrupted = await result(client, { identity: 'cut' });
    expect(interrupted.fields).toMatchObject({ turn_status: 'interrupted' });
    expect('one two three four five'.startsWith(interrupted.text)).toBe(true);
    expect(interrupted.text).not.toBe('');
  });

  it('is there when the call that asked for it is lost, and after a restart from the history of Codex', async () => {
    const lost = await house.serve();
    const given = { prompt: 'say:`never read` wait=300', identity: 'lost' };
    lost.begin('codex', given);
    await house.model.requested('never read');
    lost.lines.process.end();
    await lost.lines.process.exit();
    const next = await house.serve();
    expect(await result(next, { identity: 'lost' })).toMatchObject({
      isError: false,
      text: 'never read',
      fields: { status: 'stale', turn_status: 'completed', turn: { state: 'idle' } },
    });
    const before = await result(next, { identity: 'failing' });
    expect(before.fields).toMatchObject({ turn_status: 'failed' });
    const cut = await result(next, { identity: 'cut' });
    expect(cut.fields).toMatchObject({ turn_status: 'interrupted' });
  });
});

describe('a result of 300,000 characters', () => {
  // every third place is inside a character that takes two
  const TEXT = '🦉é'.repeat(100_000);
  let client: ProxyClient;
  let answer: ToolAnswer;

  beforeAll(async () => {
    client = await house.serve({ flags: ['--max-result-chars', String(MAX)] });
    answer = await client.codex(`say:\`${TEXT}\``, { identity: 'long' });
  });

  it('is cut with a notice that says how to read on', () => {
    const { agentId } = answer;
    const [shown = '', notice] = answer.text.split('\n\n');
    expect(answer.isError).toBe(false);
    expect(shown).toBe(TEXT.slice(0, shown.length));
    expect(MAX - shown.length).toBeLessThan(2);
    expect(notice).toBe(
      `[Cut after ${shown.length} of ${TEXT.length} characters. Read on with agent_result {"agent_id":"${agentId}","offset":${shown.length}}.]`,
    );
    expect(answer.fields).toMatchObject({
      content: answer.text,
      truncated: { next_offset: shown.length, total: TEXT.length },
    });
  });

  it('is read page by page, without a character broken, by the proxy that ran it and by a later one', async () => {
    expect(await read(client, 70_001)).toBe(TEXT);
    client.lines.process.end();
    await client.lines.process.exit();
    expect(await read(await house.serve(), 100_003)).toBe(TEXT);
  });

  it('has pages wherever they are asked for', async () => {
    const later = await house.serve();
    const page = (given: Fields) => result(later, { identity: 'long', ...given });
    const inside = await page({ offset: 1, limit: 3 });
    expect(inside.fields).toMatchObject({ content: '🦉é', offset: 0, next_offset: 3 });
    const beyond = await page({ offset: TEXT.length + 5 });
    expect(beyond.fields).toMatchObject({ content: '', next_offset: null, total: TEXT.length });
    const last = await page({ offset: TEXT.length - 1, limit: 10 });
    expect(last.fields).toMatchObject({ content: 'é', next_offset: null });
    for (const given of [{ offset: -1 }, { limit: 0 }, { offset: 1.5 }]) {
      expect(await page(given)).toMatchObject({ isError: true });
    }
  });

  async function read(reader: ProxyClient, limit: number): Promise<string> {
    const pages: string[] = [];
    for (let offset: unknown = 0; offset !== null; ) {
      const { fields, text } = await result(reader, { identity: 'long', offset, limit });
      const content = String(fields.content);
      expect(content.isWellFormed()).toBe(true);
      expect(text.startsWith(content)).toBe(true);
      pages.push(content);
      offset = fields.next_offset;
    }
    return pages.join('');
  }
});
