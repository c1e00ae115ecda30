import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CodexEvent,
  codexEvent,
  codexEventIn,
  type MessageId,
} from '../../support/mcp-messages.js';
import { survivors } from '../../support/process-table.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import type { OpenCall, ProxyClient } from '../../support/proxy-e2e-client.js';

describe('a call that is cancelled', () => {
  let house: ProxyHouse;
  let client: ProxyClient;
  const cancelled: MessageId[] = [];

  beforeAll(async () => {
    house = await ProxyHouse.open();
    client = await house.serve();
  });

  afterAll(() => house.close());

  /** Cancels a call, and waits until its turn is over. */
  async function cancel({ id }: OpenCall): Promise<void> {
    client.lines.process.stderr.skip();
    client.cancel(id);
    cancelled.push(id);
    await client.logged('turn ended', { how: 'interrupted' });
  }

  /** Begins a turn that does not end by itself. */
  async function beginHang(identity: string) {
    const call = client.begin('codex', { prompt: `hang ${identity}`, identity });
    await house.model.requested(identity);
    const [session] = await client.sessions({ identity });
    return { call, agentId: String(session?.agent_id), threadId: String(session?.thread_id) };
  }

  it('is not answered; its session is idle, and the next reply gets its own answer (!!)', async () => {
    const { call, agentId, threadId } = await beginHang('running');
    await cancel(call);
    expect(await client.session(agentId)).toMatchObject({ status: 'active', thread_state: 'idle' });
    for (const said of ['first', 'second']) {
      const answer = await client.reply(threadId, `say:\`${said} after\``);
      expect(answer).toMatchObject({ isError: false, agentId, text: `${said} after` });
    }
    expect(client.lines.unanswered).toContain(call.id);
  });

  it.each([1, 2, 3, 4, 5])(
    'right after it was made starts nothing that runs on (!! the gap), time %i',
    async (time) => {
      const id = client.lines.nextId();
      const given = { prompt: `hang gap ${time}`, identity: `gap-${time}` };
      const params = { name: 'codex', arguments: given };
      const lines = [
        { jsonrpc: '2.0', id, method: 'tools/call', params },
        { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } },
      ];
      client.lines.process.stderr.skip();
      client.lines.sendRaw(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      cancelled.push(id);
      await client.logged('turn ended', { how: 'interrupted' });
      expect(house.model.requests.map(({ prompt }) => prompt)).not.toContain(given.prompt);
    },
  );

  it.each(['session_configured', 'task_started', 'item_started'])(
    'as soon as it tells of %s is interrupted all the same (!! the gap)',
    async (type) => {
      client.lines.skip();
      const call = client.begin('codex', { prompt: `hang ${type}`, identity: type });
      const told = await client.lines.next(codexEvent(type, call.id));
      await cancel(call);
      const { threadId } = codexEventIn(told) as CodexEvent;
      const answer = await client.reply(threadId, `say:\`after ${type}\``);
      if (type === 'session_configured' && answer.isError) {
        // Codex had no turn yet: nothing of the session is left, or soon will be
        return expect(['SESSION_CLOSED', 'THREAD_NOT_FOUND']).toContain(answer.code);
      }
      expect(answer).toMatchObject({ isError: false, text: `after ${type}` });
    },
  );

  it('in the queue is taken out of it, and never reaches the model; the one before it goes on', async () => {
    const { call, threadId } = await beginHang('before-it');
    const queued = client.begin('codex-reply', { threadId, prompt: 'say:`never said`' });
    const last = client.begin('codex-reply', { threadId, prompt: 'say:`last`' });
    await client.logged('turn asked for');
    await cancel(queued);
    expect((await client.sessions({ identity: 'before-it' }))[0]).toMatchObject({
      thread_state: 'busy',
      queued_turns: 1,
    });
    await cancel(call);
    expect(await last.answer).toMatchObject({ isError: false, text: 'last' });
    expect(house.model.requests.map(({ prompt }) => prompt)).not.toContain('say:`never said`');
  });

  it('under an id that is unknown, answered, or missing is no call of ours: all others go on', async () => {
    const answered = client.begin('codex', { prompt: 'say:`answered`' });
    await answered.answer;
    const running = client.begin('codex', { prompt: 'say:`untouched` wait=150' });
    await house.model.requested('untouched');
    for (const params of [
      { requestId: answered.id },
      { requestId: 'nobody' },
      { requestId: String(running.id) },
      { requestId: null },
      {},
      undefined,
    ]) {
      client.lines.notify('notifications/cancelled', params);
    }
    expect(await running.answer).toMatchObject({ isError: false, text: 'untouched' });
  });

  it('only waits for a result ends the wait, and not the turn', async () => {
    const { call, agentId } = await beginHang('waited-for');
    const wait = client.begin('agent_result', { agent_id: agentId, wait_seconds: 60 });
    await client.lines.request('ping');
    client.cancel(wait.id);
    cancelled.push(wait.id);
    expect(await client.session(agentId)).toMatchObject({ thread_state: 'busy' });
    await cancel(call);
  });

  it('ends the command it was waiting for, which Codex leaves running', async () => {
    const given = {
      prompt: 'exec:`sleep 300`',
      sandbox: 'danger-full-access',
      identity: 'sleeper',
    };
    const call = client.begin('codex', given, { progressToken: 'sleeper' });
    await client.progress('sleeper', 'sleep 300');
    await house.started('sleep 300');
    await cancel(call);
    expect(await survivors(() => house.running('sleep 300'))).toEqual([]);
  });

  it('has never been answered when the server ends, and nothing of it is busy in the registry', async () => {
    client.lines.process.end();
    expect(await client.lines.process.exit()).toEqual({ code: 0, signal: null });
    const ids = client.lines.messages.filter(({ method }) => !method).map(({ id }) => id);
    expect(cancelled.length).toBeGreaterThan(0);
    expect(ids.filter((id) => cancelled.includes(id ?? ''))).toEqual([]);
    const states = house.registered().map(({ thread_state }) => thread_state);
    expect(new Set(states)).toEqual(new Set(['idle']));
    // what never had a turn is not even history
    const names = house.registered().map(({ identity }) => String(identity));
    expect(names.filter((name) => name.startsWith('gap-'))).toEqual([]);
  });
});
