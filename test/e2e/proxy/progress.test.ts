import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fields, type Message, of } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';
import { held, release } from '../../support/proxy-e2e-held.js';

const FREE = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';

const isProgress = of('notifications/progress');
const isLog = of('notifications/message');

let house: ProxyHouse;

beforeAll(async () => {
  house = await ProxyHouse.open({ settings: FREE });
});

afterAll(() => house.close());

describe('progress', () => {
  let client: ProxyClient;

  beforeAll(async () => {
    client = await house.serve();
  });

  beforeEach(() => client.lines.skip());

  /** The progress notifications so far, of one call. */
  const paramsOf = (messages: readonly Message[], token: unknown): readonly Fields[] =>
    messages
      .filter(isProgress)
      .map(({ params = {} }) => params)
      .filter(({ progressToken }) => progressToken === token);

  it('is told at once, before Codex has said anything', async () => {
    const { answer } = client.begin('codex', { prompt: 'say:`x`' }, { progressToken: 'first' });
    const first = await client.lines.next(({ method }) => method !== undefined);
    expect(first).toMatchObject({
      method: 'notifications/progress',
      params: { progressToken: 'first', progress: 1, message: 'opening the session · 0 s' },
    });
    await answer;
  });

  it('says what is done and for how long, always goes up, and ends with the call', async () => {
    const given = { prompt: 'exec:`sleep 1`' };
    const call = client.begin('codex', given, { progressToken: 'sleep' });
    const message = await client.progress('sleep', 'sleep 1');
    expect(message).toMatch(/^running `.*sleep 1.*` · \d s$/);
    await call.answer;
    await client.lines.request('ping');
    const { messages } = client.lines;
    const counts = paramsOf(messages, 'sleep').map(({ progress }) => Number(progress));
    expect(counts).toEqual(counts.map((_, nth) => nth + 1));
    const end = messages.findIndex(({ id, method }) => id === call.id && method === undefined);
    expect(paramsOf(messages.slice(end), 'sleep')).toEqual([]);
  });

  it('says that a turn waits behind others of its session', async () => {
    const { threadId } = await client.codex('say:`begun`');
    const prompt = `${held(house, 'go')} say:\`one\``;
    const first = client.begin('codex-reply', { threadId, prompt });
    await house.model.requested('say:`one`');
    const given = { threadId, prompt: 'say:`two`' };
    const second = client.begin('codex-reply', given, { progressToken: 'waiting' });
    expect(await client.progress('waiting', 'before it')).toMatch(/^waiting: 1 turn before it/);
    release(house, 'go');
    expect((await first.answer).text).toBe('one');
    expect((await second.answer).text).toBe('two');
  });

  it.each([0, 7, '', 'token'])('takes %j for a token', async (progressToken) => {
    const { answer } = client.begin('codex', { prompt: 'say:`x`' }, { progressToken });
    await answer;
    const told = paramsOf(client.lines.messages, progressToken);
    expect(told[0]).toMatchObject({ progressToken, progress: 1, message: expect.any(String) });
  });

  it('is not told without a token', async () => {
    const before = client.lines.messages.filter(isProgress).length;
    await client.codex('exec:`true`');
    await client.lines.request('ping');
    expect(client.lines.messages.filter(isProgress)).toHaveLength(before);
  });

  it('is told to whoever waits for the result of a turn that others began', async () => {
    const started = await client.codex('exec:`sleep 1`', { wait: false });
    const given = { agent_id: started.agentId, wait_seconds: 20 };
    const { answer } = client.begin('agent_result', given, { progressToken: 'result' });
    expect(await client.progress('result', 'sleep 1')).toContain('running');
    expect(await answer).toMatchObject({ fields: { turn_status: 'completed' } });
  });
});

describe('the log of a client of the 2025 revisions', () => {
  let client: ProxyClient;

  beforeAll(async () => {
    client = await house.serve();
  });

  const setLevel = (params: Fields) => client.lines.request('logging/setLevel', params);

  /** Runs two turns, one of which fails, and gives the levels of what the client heard of them. */
  async function levelsHeard(): Promise<ReadonlySet<unknown>> {
    const from = client.lines.messages.length;
    const { threadId } = await client.codex('exec:`true`');
    const failed = await client.reply(threadId, 'failed=server_error');
    expect(failed).toMatchObject({ isError: true, code: 'TURN_FAILED' });
    await client.lines.request('ping');
    const logs = client.lines.messages.slice(from).filter(isLog);
    for (const { params } of logs) {
      expect(params).toMatchObject({ logger: 'codex-sessions', data: expect.stringMatching(/./) });
    }
    return new Set(logs.map(({ params }) => params?.level));
  }

  it('has nothing of what nobody has to act on, unless it asks', async () => {
    expect([...(await levelsHeard())]).toEqual([]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['debug', ['debug', 'info', 'error'], []],
    ['info', ['info', 'error'], ['debug']],
    ['warning', ['error'], ['debug', 'info']],
    ['error', ['error'], ['debug', 'info', 'warning']],
    ['emergency', [], ['debug', 'info', 'warning', 'error', 'alert']],
  ])('of level %s has %j, and nothing of %j', async (level, some, none) => {
    expect((await setLevel({ level })).result).toEqual({});
    const heard = await levelsHeard();
    expect([...heard]).toEqual(expect.arrayContaining([...some]));
    expect(none.filter((one) => heard.has(one))).toEqual([]);
  });

  it('keeps its level where it asks for one there is not', async () => {
    await setLevel({ level: 'info' });
    for (const wrong of [{ level: 'loud' }, {}]) {
      expect((await setLevel(wrong)).error).toMatchObject({ message: expect.any(String) });
    }
    expect([...(await levelsHeard())]).toEqual(expect.arrayContaining(['info', 'error']));
  });
});
