import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codexEvent } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import { ProxyClient } from '../../support/proxy-e2e-client.js';
import { proxyServer } from '../../support/proxy-server.js';

const PARENT = fileURLToPath(new URL('../../support/proxy-e2e-parent.mjs', import.meta.url));

const SLEEP = { prompt: 'exec:`sleep 300`', sandbox: 'danger-full-access', identity: 'sleeper' };

const ASKING = { prompt: 'exec:`true` escalate', 'approval-policy': 'on-request' };

/** Turns that do not end by themselves are not waited for. */
const IMPATIENT = ['--shutdown-grace-seconds', '0.1'];

describe('a proxy that comes to its end', () => {
  let house: ProxyHouse;

  beforeEach(async () => {
    house = await ProxyHouse.open();
  });

  afterEach(() => house.close());

  /** Waits for a proxy's end: it is a good one, no process is left, and no session is live. */
  async function expectGoodEnd({ lines }: ProxyClient, sessions: number): Promise<void> {
    expect(await lines.process.exit()).toEqual({ code: 0, signal: null });
    expect(await house.leftOver()).toEqual([]);
    const states = house.registered().map((one) => `${one.status} ${one.thread_state}`);
    expect(states).toEqual(Array.from({ length: sessions }, () => 'stale idle'));
  }

  async function beginSleep(client: ProxyClient) {
    const call = client.begin('codex', SLEEP, { progressToken: 'sleeper' });
    await client.progress('sleeper', 'sleep 300');
    await house.started('sleep 300');
    return call;
  }

  it('ends at the end of its input when it was never asked for anything', async () => {
    const client = house.start();
    client.lines.process.end();
    expect(await client.lines.process.exit()).toEqual({ code: 0, signal: null });
    expect(await house.leftOver()).toEqual([]);
  });

  it('ends at the end of its input when nothing runs', async () => {
    const client = await house.serve();
    await client.codex('say:`idle`');
    client.lines.process.end();
    await expectGoodEnd(client, 1);
  });

  it('writes the answers of the turns that run at the end of its input, and ends then', async () => {
    const client = await house.serve();
    const calls = ['one', 'two'].map((said) =>
      client.begin('codex', { prompt: `say:\`${said}\` wait=300` }),
    );
    await Promise.all(['one', 'two'].map((said) => house.model.requested(said)));
    client.lines.process.end();
    const answers = await Promise.all(calls.map(({ answer }) => answer));
    expect(answers.map(({ text }) => text)).toEqual(['one', 'two']);
    await expectGoodEnd(client, 2);
  });

  it('interrupts what takes longer than its patience at the end of its input, and says so', async () => {
    const client = await house.serve({ flags: IMPATIENT });
    const { answer } = await beginSleep(client);
    client.lines.process.end();
    expect(await answer).toMatchObject({ isError: true, code: 'SHUTTING_DOWN' });
    await expectGoodEnd(client, 1);
  });

  it.each([{ elicitation: {} }, {}])(
    'refuses what nobody can allow any more, to a client that declared %j (!! the old server never ended)',
    async (capabilities) => {
      const client = await house.serve({ capabilities });
      const { answer } = client.begin('codex', ASKING);
      await client.lines.next(codexEvent('exec_approval_request'));
      client.lines.process.end();
      expect((await answer).text).toMatch(/^exec said: .*rejected/);
      await expectGoodEnd(client, 1);
    },
  );

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'interrupts what runs at %s, answers it, and ends its commands',
    async (signal) => {
      const client = await house.serve();
      const { answer } = await beginSleep(client);
      client.lines.process.kill(signal);
      // whoever presses the keys twice
      client.lines.process.kill(signal);
      expect(await answer).toMatchObject({ isError: true, code: 'SHUTTING_DOWN' });
      await expectGoodEnd(client, 1);
    },
  );

  it('refuses what it is asked while it ends', async () => {
    const client = await house.serve();
    const running = client.begin('codex', { prompt: 'say:`last` wait=500' });
    await house.model.requested('last');
    const late = { jsonrpc: '2.0', id: 'late', method: 'tools/call' };
    client.lines.process.kill('SIGTERM');
    await client.logged('ending');
    client.lines.sendRaw(
      `${JSON.stringify({ ...late, params: { name: 'codex', arguments: { prompt: 'more' } } })}\n`,
    );
    expect(await running.answer).toMatchObject({ code: 'SHUTTING_DOWN' });
    await expectGoodEnd(client, 1);
    expect(house.model.requests.map(({ prompt }) => prompt)).not.toContain('more');
  });

  it('leaves no process behind when its client dies by SIGKILL in the middle of a command', async () => {
    const { command, args = [], ...server } = proxyServer(house.world, ...IMPATIENT);
    const parent = new ProxyClient({ ...server, command, args: [PARENT, command, ...args] });
    await parent.lines.initialize();
    await beginSleep(parent);
    expect(house.running('cli.js serve').length).toBeGreaterThan(0);
    parent.lines.process.kill('SIGKILL');
    await parent.lines.process.exit();
    expect(await house.leftOver()).toEqual([]);
    expect(house.registered()).toMatchObject([{ status: 'stale', thread_state: 'idle' }]);
  });
});
