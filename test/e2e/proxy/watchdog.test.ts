import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codexEvent } from '../../support/mcp-messages.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';
import { type FakeHouse, openFakeHouse } from '../../support/proxy-e2e-fake.js';

/** After so much silence Codex is asked. */
const IMPATIENT = ['--watchdog-seconds', '0.4', '--close-timeout-seconds', '0.4'];

let fake: FakeHouse;

beforeAll(async () => {
  fake = await openFakeHouse();
});

afterAll(() => fake.house.close());

describe('a turn of which Codex does not tell the end', () => {
  let client: ProxyClient;

  beforeAll(async () => {
    client = await fake.serve('', { flags: IMPATIENT });
  });

  it('is found to be over, with all it said, and the session goes on (!! H2)', async () => {
    const found = await client.codex('lost-end say:`all of it`');
    expect(found).toMatchObject({ isError: false, text: 'all of it' });
    expect(await client.session(found.agentId)).toMatchObject({ thread_state: 'idle' });
    expect(await client.reply(found.threadId, 'say:`on`')).toMatchObject({ text: 'on' });
  });

  it('fails with the last error where Codex will not try again and falls silent (!! H2)', async () => {
    const failed = await client.codex('error-then-silence');
    expect(failed).toMatchObject({
      isError: true,
      code: 'TURN_FAILED',
      text: 'the model is gone',
    });
    expect(await client.session(failed.agentId)).toMatchObject({ thread_state: 'idle' });
    // the turn that runs on at Codex is interrupted, and not steered
    expect(await client.reply(failed.threadId, 'say:`on`')).toMatchObject({ text: 'on' });
  });

  it('goes on where Codex says that it runs, until it is cancelled (!! H2)', async () => {
    const call = client.begin('codex', { prompt: 'lost-turn', identity: 'lost' });
    const reads = () => fake.sent('thread/read').length;
    const before = reads();
    await expect.poll(reads, { timeout: 10_000 }).toBeGreaterThan(before + 1);
    const [session] = await client.sessions({ identity: 'lost' });
    expect(session).toMatchObject({ thread_state: 'busy', turn: { state: 'running' } });
    client.lines.process.stderr.skip();
    client.cancel(call.id);
    await client.logged('turn ended', { how: 'interrupted' });
    expect(await client.reply(String(session?.thread_id), 'say:`on`')).toMatchObject({
      text: 'on',
    });
  });

  it('is given up on where it is deaf to its interrupt, and its session can be closed', async () => {
    const call = client.begin('codex', { prompt: 'deaf', identity: 'deaf' });
    await client.lines.next(codexEvent('task_started', call.id));
    client.lines.process.stderr.skip();
    client.cancel(call.id);
    await client.logged('turn ended', { how: 'interrupted' });
    const closed = await client.call('agent_close', { identity: 'deaf' });
    expect(closed).toMatchObject({ isError: false, fields: { status: 'closed' } });
  });

  it('is interrupted when it takes longer than it may', async () => {
    const before = await fake.serve();
    const { threadId, agentId } = await before.codex('say:`begun`');
    before.lines.process.end();
    await before.lines.process.exit();
    const bounded = await fake.serve('', { flags: ['--turn-timeout-seconds', '0.5'] });
    const late = await bounded.reply(threadId, 'hang');
    expect(late).toMatchObject({ isError: true, code: 'REQUEST_TIMEOUT', threadId, agentId });
    expect(await bounded.session(agentId)).toMatchObject({ thread_state: 'idle' });
  });
});

describe('what Codex says out of place', () => {
  let client: ProxyClient;

  beforeAll(async () => {
    client = await fake.serve();
  });

  it('of a turn that is over ends no other one, and is nobody’s answer (!! H3)', async () => {
    const { threadId } = await client.codex('say:`one` late:`late words`');
    for (const said of ['two', 'three']) {
      expect(await client.reply(threadId, `say:\`${said}\``)).toMatchObject({
        isError: false,
        text: said,
      });
    }
    const result = await client.call('agent_result', { thread_id: threadId });
    expect(result.text).toBe('three');
  });

  it('twice is the end of one turn', async () => {
    const { threadId } = await client.codex('twice say:`one`');
    expect(await client.reply(threadId, 'twice say:`two`')).toMatchObject({ text: 'two' });
    expect(await client.reply(threadId, 'say:`three`')).toMatchObject({ text: 'three' });
  });

  it('in one write, or of a thread nobody knows, is taken apart', async () => {
    expect(await client.codex('same-chunk say:`chunk`')).toMatchObject({ text: 'chunk' });
    expect(await client.codex('elsewhere say:`here`')).toMatchObject({ text: 'here' });
  });

  it('that is no message is skipped, and said so in the log without its words', async () => {
    client.lines.process.stderr.skip();
    expect(await client.codex('junk say:`fine`')).toMatchObject({ isError: false, text: 'fine' });
    const line = await client.logged('codex said something odd');
    expect(line).toMatchObject({ level: 'warn', code: 'protocol_error' });
    expect(client.lines.stderr.join('\n')).not.toContain('no json');
  });

  it('of an error that it will try again is no end', async () => {
    const answer = await client.codex('retry say:`after all`');
    expect(answer).toMatchObject({ isError: false, text: 'after all' });
  });

  it('of a turn it refuses is told in its words', async () => {
    const { threadId } = await client.codex('say:`begun`');
    const refused = await client.reply(threadId, 'refuse:`no such luck`');
    expect(refused).toMatchObject({ isError: true, code: 'CODEX_REFUSED', text: 'no such luck' });
    expect(await client.reply(threadId, 'say:`on`')).toMatchObject({ text: 'on' });
  });
});
