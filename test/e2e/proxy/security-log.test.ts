import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fields } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';

const SECRET = 'S3CRET';

describe('what is written about the work', () => {
  let house: ProxyHouse;

  beforeAll(async () => {
    house = await ProxyHouse.open();
  });

  afterAll(() => house.close());

  const linesOf = (team: string): readonly Fields[] =>
    readFileSync(join(house.teamFolder(team), 'audit.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Fields);

  async function end({ lines }: ProxyClient): Promise<void> {
    lines.process.end();
    await lines.process.exit();
  }

  it('has no prompt, no answer, no output and no variable in it, however much is logged', async () => {
    const client = await house.serve({
      flags: ['--log-level', 'debug', '--team', 'quiet'],
      env: { SOME_TOKEN: `${SECRET}-variable`, CODEX_SESSIONS_AUDIT: 'true' },
    });
    const first = await client.codex(`say:\`${SECRET}-answer\` ${SECRET}-prompt`, {
      'developer-instructions': `${SECRET}-instructions`,
      config: { model_reasoning_effort: 'high' },
    });
    expect(first.text).toBe(`${SECRET}-answer`);
    const ran = await client.reply(first.threadId, 'exec:`echo $SOME_TOKEN`');
    expect(ran.text).toContain('exec said');
    await client.reply(first.threadId, `failed=${SECRET}-failure`);
    await client.call('codex', { prompt: 7, [SECRET]: SECRET });
    await client.codex('say:`x`', { config: { [`${SECRET}-key`]: { a: `${SECRET}-value` } } });
    client.lines.sendRaw(`{"${SECRET}": broken\n`);
    const hung = client.begin('codex', { prompt: `hang ${SECRET}-hung` });
    await house.model.requested(`${SECRET}-hung`);
    process.kill(await client.codexPid(), 'SIGKILL');
    await hung.answer;
    await end(client);
    expect(client.lines.stderr.join('\n')).toContain('turn ended');
    expect(client.lines.stderr.filter((line) => line.includes(SECRET))).toEqual([]);
    expect(JSON.stringify(linesOf('quiet'))).not.toContain(SECRET);
  });

  it('is no audit log unless it is switched on', async () => {
    const client = await house.serve({ flags: ['--team', 'unwatched'] });
    await client.codex('say:`hello`');
    await end(client);
    expect(readdirSync(house.teamFolder('unwatched'))).not.toContain('audit.jsonl');
  });

  it('tells in the audit log who did what when, to which session, to this user only', async () => {
    const client = await house.serve({ flags: ['--team', 'watched', '--audit'] });
    const { agentId } = await client.codex('say:`hello`', { identity: 'ann' });
    await client.call('agent_close', { agent_id: agentId });
    await end(client);
    const lines = linesOf('watched');
    expect(lines.map(({ event }) => event)).toEqual(['turn.asked', 'turn.ended', 'session.closed']);
    for (const line of lines) {
      expect(line).toMatchObject({
        agentId,
        pid: client.pid,
        user: expect.any(String),
        time: expect.stringMatching(/^\d{4}-.*Z$/),
      });
      expect(line).not.toHaveProperty('prompt');
    }
    const { mode } = statSync(join(house.teamFolder('watched'), 'audit.jsonl'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('has the first 200 characters of a prompt in the audit log if that is wanted, too', async () => {
    const flags = ['--team', 'heard', '--audit', '--audit-prompts'];
    const client = await house.serve({ flags });
    const prompt = `say:\`hello\` ${'x'.repeat(400)}`;
    await client.codex(prompt);
    await end(client);
    expect(linesOf('heard')[0]).toMatchObject({
      event: 'turn.asked',
      prompt: prompt.slice(0, 200),
    });
  });
});
