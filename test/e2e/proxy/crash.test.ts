import { symlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findCodexBinary } from '../../../src/demo/codex-binary.js';
import { parseRegistrySnapshot } from '../../../src/domain/index.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';

describe('when Codex dies', () => {
  let house: ProxyHouse;
  let client: ProxyClient;

  beforeAll(async () => {
    house = await ProxyHouse.open();
    client = await house.serve();
  });

  afterAll(() => house.close());

  /** Kills Codex, and waits until its end has been noticed. */
  async function killCodex(): Promise<void> {
    process.kill(await client.codexPid(), 'SIGKILL');
    await client.logged('codex is gone');
  }

  it('answers the calls that ran in a Codex that was killed, and resumes its sessions at the next reply', async () => {
    const idle = await client.codex('say:`idle`', { identity: 'idle' });
    const busy = client.begin('codex', { prompt: 'hang', identity: 'busy' });
    await house.model.requested('hang');
    const [session] = await client.sessions({ identity: 'busy' });
    const given = { threadId: session?.thread_id, prompt: 'say:`queued`' };
    const queued = client.begin('codex-reply', given);
    await client.logged('turn asked for', { ticket: 'turn-3' });
    await killCodex();

    const died = await busy.answer;
    expect(died).toMatchObject({
      isError: true,
      code: 'CHILD_PROCESS_DEAD',
      fields: { signal: 'SIGKILL', exit_code: null, stderr: expect.any(Array) },
    });
    expect(died.text).toContain('SIGKILL');
    expect(died.threadId).toBe(session?.thread_id);
    expect(await queued.answer).toMatchObject({ isError: true, code: 'CHILD_PROCESS_DEAD' });
    expect(await client.session(died.agentId)).toMatchObject({ status: 'stale' });
    expect(await client.session(idle.agentId)).toMatchObject({ status: 'stale' });
    const again = await client.reply(died.threadId, 'count');
    expect(again).toMatchObject({ isError: false, text: 'user messages: 2; last: count' });
    const other = await client.reply(idle.threadId, 'count');
    expect(other).toMatchObject({ isError: false, text: 'user messages: 2; last: count' });
    const { fields } = await client.call('agent_status');
    expect(fields).toMatchObject({ identities: { idle: idle.agentId, busy: died.agentId } });
  });

  it('starts Codex again and again, as often as it is killed, with the whole history each time', async () => {
    const { threadId } = await client.codex('say:`begun`');
    for (let kill = 1; kill <= 7; kill += 1) {
      await killCodex();
      const answer = await client.reply(threadId, 'count');
      expect(answer.text).toBe(`user messages: ${kill + 1}; last: count`);
    }
    const children = house.processes().filter(({ parent }) => parent === client.pid);
    expect(children.map(({ pid }) => pid)).toEqual([await client.codexPid()]);
  });
});

describe('when there is no Codex', () => {
  it('says so in one sentence, lives on, and uses it once it is there', async () => {
    const house = await ProxyHouse.open();
    onTestFinished(() => house.close());
    const command = house.world.at('later');
    const client = await house.serve({ env: { CODEX_SESSIONS_CODEX_COMMAND: command } });
    const refused = await client.codex('say:`hello`');
    expect(refused).toMatchObject({ isError: true, code: 'CHILD_PROCESS_DEAD' });
    expect(refused.text).toContain(command);
    expect(refused.text).not.toContain('\n');
    expect(await client.sessions()).toEqual([]);
    expect(house.registered()).toEqual([]);

    symlinkSync(findCodexBinary().path, command);
    expect(await client.codex('say:`hello`')).toMatchObject({ isError: false, text: 'hello' });
  });
});

describe('when the proxy is killed', () => {
  it('leaves no process of a command in the middle of its turn, and nothing that is not resumed', async () => {
    const house = await ProxyHouse.open();
    onTestFinished(() => house.close());
    const client = await house.serve();
    const idle = await client.codex('say:`idle`', { identity: 'idle' });
    client.begin(
      'codex',
      { prompt: 'exec:`sleep 300`', sandbox: 'danger-full-access', identity: 'busy' },
      { progressToken: 'busy' },
    );
    await client.progress('busy', 'sleep 300');
    await house.started('sleep 300');
    client.lines.process.kill('SIGKILL');
    await client.lines.process.exit();
    expect(await house.leftOver()).toEqual([]);

    const document = { version: 1, sessions: house.registered() };
    expect(parseRegistrySnapshot(document).issues).toEqual([]);
    const after = await house.serve();
    const sessions = await after.sessions();
    expect(sessions.map(({ identity, status }) => [identity, status])).toEqual([
      ['idle', 'stale'],
      ['busy', 'stale'],
    ]);
    const busyThread = String(sessions[1]?.thread_id);
    for (const threadId of [idle.threadId, busyThread]) {
      const again = await after.reply(threadId, 'count');
      expect(again).toMatchObject({ isError: false, text: 'user messages: 2; last: count' });
    }
  });
});
