import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, codexEvent, type Fields, of } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import { ASKING, deed } from '../../support/proxy-e2e-asking.js';
import { type ProxyClient, toolAnswerOf } from '../../support/proxy-e2e-client.js';
import { askingOf, callModern } from '../../support/proxy-e2e-modern.js';

const YES = { action: 'accept', content: {} };
const NO = { action: 'decline' };

const INVALID = {
  code: -32602,
  message: 'Invalid or expired requestState',
  data: { reason: 'invalid_request_state' },
};

describe('a call of the revision 2026-07-28 that is repeated with an answer', () => {
  let house: ProxyHouse;
  let client: ProxyClient;
  let other: ProxyClient;
  let files = 0;

  beforeAll(async () => {
    house = await ProxyHouse.open({ settings: ASKING });
    client = house.start();
    other = house.start();
  });

  afterAll(() => house.close());

  beforeEach(() => client.lines.skip());

  const aDeed = (words?: string) => deed(house, `file-${++files}`, words);

  /** Begins a turn that asks; gives what is needed to repeat its call. */
  async function ask(words?: string) {
    const { prompt, isDone } = aDeed(words);
    const given = { prompt };
    const { state, question } = askingOf(await callModern(client.lines, 'codex', given));
    const repeat = (answer?: unknown, as = state): Promise<Answer> =>
      callModern(client.lines, 'codex', given, { state: as, answer });
    return { given, state, question, repeat, isDone };
  }

  async function modern(name: string, given: Fields = {}) {
    return toolAnswerOf((await callModern(client.lines, name, given)).result ?? {});
  }

  const textOf = ({ result }: Answer) => toolAnswerOf(result ?? {}).text;

  it('is asked a form', async () => {
    const { question, repeat } = await ask();
    expect(question).toMatchObject({
      mode: 'form',
      message: expect.stringContaining('Allow Codex to run'),
      requestedSchema: { type: 'object', properties: {} },
      codex_elicitation: 'exec-approval',
    });
    expect(textOf(await repeat(NO))).toContain('rejected');
  });

  it('without an answer is asked the same again, and nothing was decided', async () => {
    const { question, repeat, isDone } = await ask();
    const again = askingOf(await repeat());
    expect(again.question).toMatchObject({ message: question.message });
    expect(isDone()).toBe(false);
    expect(textOf(await repeat(YES, again.state))).toContain('made');
  });

  it.each<[string, (state: string) => unknown]>([
    ['forged', (state) => `${state.slice(0, -2)}AA`],
    ['cut', (state) => state.slice(0, -10)],
    [
      'signed for something else',
      (state) => {
        const [version, , signature] = state.split('.');
        const body = Buffer.from(JSON.stringify(['codex:other', 'turn-1', 'approval-1']));
        return [version, body.toString('base64url'), signature].join('.');
      },
    ],
    ['made up', () => 'v1.e30.e30'],
    ['empty', () => ''],
    ['no text', () => 7],
  ])('is refused where its requestState is %s', async (_, forge) => {
    const { state, repeat, given, isDone } = await ask();
    const before = house.model.requests.length;
    const forged = { state: forge(state), answer: YES };
    const { error } = await callModern(client.lines, 'codex', given, forged);
    expect(error).toMatchObject({ code: -32602, message: INVALID.message });
    expect(isDone()).toBe(false);
    expect(house.model.requests).toHaveLength(before);
    expect(textOf(await repeat(NO))).toContain('rejected');
  });

  it('is refused by another proxy: its requestState is foreign there', async () => {
    const { state, repeat, given, isDone } = await ask();
    const { error } = await callModern(other.lines, 'codex', given, { state, answer: YES });
    expect(error).toMatchObject(INVALID);
    expect(isDone()).toBe(false);
    expect(textOf(await repeat(NO))).toContain('rejected');
  });

  it('twice answers once: the second one only waits for the end', async () => {
    const { repeat, isDone } = await ask();
    const [first, second] = await Promise.all([repeat(NO), repeat(YES)]);
    expect(textOf(first)).toContain('rejected');
    expect(textOf(second)).toBe(textOf(first));
    expect(isDone()).toBe(false);
  });

  it('after the end gives the result again, and starts nothing', async () => {
    const { repeat } = await ask();
    const { result } = await repeat(YES);
    const before = house.model.requests.length;
    const again = await repeat(YES);
    expect(again.result).toEqual(result);
    expect(house.model.requests).toHaveLength(before);
  });

  it('does not answer the second question of a turn with the state of the first', async () => {
    const { repeat } = await ask('calls=2');
    const second = askingOf(await repeat(NO));
    const replayed = askingOf(await repeat(YES));
    expect(replayed.question).toMatchObject({ message: second.question.message });
    expect(textOf(await repeat(NO, replayed.state))).toMatch(/rejected[\s\S]*rejected/);
  });

  it('takes the old decisions, and anything else for a no', async () => {
    const allowed = await ask();
    expect(textOf(await allowed.repeat({ decision: 'approved' }))).toContain('made');
    for (const answer of [{}, { decision: 'no' }, { action: 'perhaps' }]) {
      const refused = await ask();
      expect(textOf(await refused.repeat(answer))).toContain('rejected');
    }
    const aborted = await ask();
    const { result } = await aborted.repeat({ decision: 'abort' });
    expect(toolAnswerOf(result ?? {})).toMatchObject({ code: 'TURN_INTERRUPTED' });
  });

  it('hears progress, events and logs under its own token, id and level', async () => {
    const { prompt } = aDeed();
    const meta = { progressToken: 'first' };
    const id = client.lines.nextId();
    const first = askingOf(await callModern(client.lines, 'codex', { prompt }, { meta, id }));
    const quiet = client.lines.messages.filter(of('notifications/message'));
    expect(quiet).toEqual([]);
    client.lines.skip();
    const again = client.lines.nextId();
    await callModern(
      client.lines,
      'codex',
      { prompt },
      {
        id: again,
        state: first.state,
        answer: YES,
        meta: { progressToken: 'again', 'io.modelcontextprotocol/logLevel': 'debug' },
      },
    );
    await client.lines.next(codexEvent('task_complete', again));
    expect(client.progressOf('first')).not.toEqual([]);
    expect(client.progressOf('again')).not.toEqual([]);
    const logs = client.lines.messages.filter(of('notifications/message'));
    expect(logs.length).toBeGreaterThan(0);
    expect(logs[0]?.params).toMatchObject({ logger: 'codex-sessions', data: expect.any(String) });
    const early = client.lines.messages.filter(codexEvent('exec_approval_request', id));
    expect(early).toHaveLength(1);
  });

  it('is refused when it comes long after the turn went on without it', async () => {
    const flags = ['--approval-timeout-seconds', '0.4'];
    const hasty = house.start({ flags });
    const { prompt, isDone } = aDeed();
    const { state } = askingOf(await callModern(hasty.lines, 'codex', { prompt }));
    await hasty.logged('turn ended', { how: 'completed' });
    const again = () =>
      callModern(hasty.lines, 'codex', { prompt }, { state, answer: YES, capabilities: {} });
    // the result is kept a while
    let answer = await again();
    while (answer.error === undefined) {
      expect(textOf(answer)).toContain('rejected');
      answer = await again();
    }
    expect(answer.error).toMatchObject(INVALID);
    expect(isDone()).toBe(false);
  });

  it('leaves one session for each call, however often that was repeated', async () => {
    const before = Number((await modern('agent_sessions')).fields.total);
    const { repeat } = await ask('calls=2');
    const { state } = askingOf(await repeat());
    const second = askingOf(await repeat(YES, state));
    await repeat(YES, second.state);
    expect(Number((await modern('agent_sessions')).fields.total)).toBe(before + 1);
    expect((await modern('agent_status')).fields).toMatchObject({
      turns_running: 0,
      approvals: [],
    });
  });
});
