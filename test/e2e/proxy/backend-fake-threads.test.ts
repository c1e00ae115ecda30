import { describe, expect, it } from 'vitest';
import { codexEvent } from '../../support/mcp-messages.js';
import { inFakeHouse } from '../../support/proxy-e2e-fake.js';

describe('a thread', () => {
  it.concurrent(
    'that another process holds is told to be held, never replaced, and offered as a copy (!! H1)',
    inFakeHouse(async (fake) => {
      const before = await fake.serve();
      const { threadId, agentId } = await before.codex('say:`mine`');
      before.lines.process.end();
      await before.lines.process.exit();
      const starts = () => fake.sent('thread/start').length;
      const started = starts();

      const client = await fake.serve('held');
      const held = await client.reply(threadId, 'say:`x`');
      expect(held).toMatchObject({ isError: true, code: 'THREAD_HELD', threadId });
      expect(held.text).toContain(`fork: "${threadId}"`);
      expect(await client.session(agentId)).toMatchObject({
        status: 'stale',
        thread_state: 'idle',
        thread_id: threadId,
      });
      expect(starts()).toBe(started);
      expect(fake.sent('thread/fork')).toEqual([]);
      const copy = await client.codex('say:`copied`', { fork: threadId });
      expect(copy).toMatchObject({ isError: false, text: 'copied' });
      expect(copy.threadId).not.toBe(threadId);
      expect(starts()).toBe(started);
    }),
  );

  it.concurrent(
    'that is never opened can be closed, and keeps nobody else waiting (!! H8)',
    inFakeHouse(async (fake) => {
      const flags = ['--close-timeout-seconds', '0.4'];
      const client = await fake.serve('', { flags });
      const given = { 'developer-instructions': 'never:thread/start', identity: 'stuck' };
      const { answer } = client.begin('codex', { prompt: 'say:`x`', ...given });
      expect(await client.codex('say:`other`')).toMatchObject({ isError: false, text: 'other' });
      const [stuck] = await client.sessions({ identity: 'stuck' });
      expect(stuck).toMatchObject({ turn: { state: 'opening' } });
      const closed = await client.call('agent_close', { identity: 'stuck' });
      expect(closed).toMatchObject({ isError: false, fields: { status: 'closed' } });
      expect(await answer).toMatchObject({ isError: true, code: 'SESSION_CLOSED' });
      const again = await client.codex('say:`free`', { identity: 'stuck' });
      expect(again).toMatchObject({ isError: false, text: 'free' });
    }),
  );

  it.concurrent(
    'whose first turn Codex never wrote down is no thread after a crash, and says so',
    inFakeHouse(async (fake) => {
      const before = await fake.serve();
      const call = before.begin('codex', { prompt: 'hang', identity: 'gone' });
      await before.lines.next(codexEvent('task_started', call.id));
      before.lines.process.kill('SIGKILL');
      await before.lines.process.exit();
      expect(await fake.house.leftOver()).toEqual([]);
      const client = await fake.serve();
      const [session] = await client.sessions({ identity: 'gone' });
      expect(session).toMatchObject({ status: 'stale', thread_state: 'busy' });
      const result = await client.call('agent_result', { identity: 'gone' });
      expect(result).toMatchObject({ isError: false, text: 'No turn has ended yet.' });
      const threadId = String(session?.thread_id);
      const lost = await client.reply(threadId, 'say:`x`');
      expect(lost).toMatchObject({ isError: true, code: 'THREAD_NOT_FOUND', threadId });
      expect(lost.text).toBe(`Session not found for thread_id: ${threadId}`);
    }),
  );
});

describe('lines of 23 million characters (!! H9)', () => {
  it.concurrent(
    'are read as an answer and as a history: cut for the client, and readable page by page',
    inFakeHouse(async (fake) => {
      const size = 23_000_000;
      const flags = ['--events', 'false'];
      const before = await fake.serve('', { flags });
      const answer = await before.codex(`big=${size}`, { identity: 'long' });
      expect(answer).toMatchObject({ isError: false, fields: { truncated: { total: size } } });
      expect(answer.text.length).toBeLessThan(81_000);
      before.lines.process.end();
      await before.lines.process.exit();

      const client = await fake.serve(`history=${size}`, { flags });
      const page = { identity: 'long', offset: size - 10, limit: 1_000 };
      expect(await client.call('agent_result', page)).toMatchObject({
        text: 'x'.repeat(10),
        fields: { total: size, next_offset: null },
      });
      expect(await client.reply(answer.threadId, 'say:`on`')).toMatchObject({ text: 'on' });
    }),
  );
});

describe('the end of a proxy', () => {
  it.concurrent(
    'comes also while its Codex does not answer the greeting, and nothing is left',
    inFakeHouse(async (fake) => {
      const client = await fake.serve('never:initialize');
      const { answer } = client.begin('codex', { prompt: 'say:`x`' });
      await expect.poll(() => fake.sent('initialize'), { timeout: 10_000 }).toHaveLength(1);
      client.lines.process.kill('SIGTERM');
      expect(await answer).toMatchObject({ isError: true, code: 'SHUTTING_DOWN' });
      expect(await client.lines.process.exit()).toEqual({ code: 0, signal: null });
      expect(await fake.house.leftOver()).toEqual([]);
    }),
  );

  it.concurrent(
    'is the end also of a Codex that listens to nothing',
    inFakeHouse(async (fake) => {
      const client = await fake.serve('stubborn');
      await client.codex('say:`x`');
      client.lines.process.end();
      expect(await client.lines.process.exit()).toEqual({ code: 0, signal: null });
      expect(await fake.house.leftOver()).toEqual([]);
    }),
  );
});
