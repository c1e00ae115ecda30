import { describe, expect, it } from 'vitest';
import { inFakeHouse } from '../../support/proxy-e2e-fake.js';

describe('a Codex that dies', () => {
  it.concurrent(
    'is told by its exit code and its last lines, and the next call has a new one',
    inFakeHouse(async (fake) => {
      const client = await fake.serve();
      const begun = await client.codex('say:`begun`');
      const died = await client.reply(begun.threadId, 'die=7');
      expect(died).toMatchObject({
        isError: true,
        code: 'CHILD_PROCESS_DEAD',
        threadId: begun.threadId,
        agentId: begun.agentId,
        fields: { exit_code: 7, signal: null, stderr: ['first line', 'second line', 'third line'] },
      });
      expect(died.text).toBe('the codex process exited with code 7: third line');
      expect(await client.session(begun.agentId)).toMatchObject({ status: 'stale' });
      expect(await client.reply(begun.threadId, 'say:`again`')).toMatchObject({ text: 'again' });
      const { fields } = await client.call('agent_status');
      expect(fields.codex).toMatchObject({ state: 'ready', restarts: 1 });
    }),
  );

  it.concurrent(
    'on the way takes only that call with it, and its session leaves nothing',
    inFakeHouse(async (fake) => {
      const client = await fake.serve();
      const doomed = { 'developer-instructions': 'die-on:thread/start' };
      const died = await client.codex('say:`never`', doomed);
      expect(died).toMatchObject({ isError: true, code: 'CHILD_PROCESS_DEAD' });
      expect(died.threadId).toBe('');
      expect(await client.sessions()).toEqual([]);
      expect(await client.codex('say:`next`')).toMatchObject({ isError: false, text: 'next' });
    }),
  );

  it.concurrent(
    'again and again is left alone after a while, with its last words; until then each call tries',
    inFakeHouse(async (fake) => {
      fake.say('die-on:initialize');
      const client = await fake.serve();
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        const failed = await client.codex('say:`x`');
        expect(failed).toMatchObject({ isError: true, code: 'CHILD_PROCESS_DEAD' });
      }
      const tried = fake.sent('initialize').length;
      expect(tried).toBe(5);
      const refused = await client.codex('say:`x`');
      expect(refused).toMatchObject({ isError: true, code: 'CHILD_PROCESS_DEAD' });
      expect(refused.text).toMatch(/exited with code 3.*too often in a row .* for 30 s; ask again/);
      expect(refused.fields).toMatchObject({ exit_code: 3 });
      expect(fake.sent('initialize')).toHaveLength(tried);
      const { fields } = await client.call('agent_status');
      expect(fields.codex).toMatchObject({
        state: 'failed',
        last_error: expect.stringContaining('exited with code 3'),
      });
      expect(await client.sessions()).toEqual([]);
    }),
  );

  it.concurrent(
    'at its start, and is well again later, is used then',
    inFakeHouse(async (fake) => {
      fake.say('die-on:initialize');
      const client = await fake.serve();
      for (let attempt = 1; attempt <= 2; attempt += 1) await client.codex('say:`x`');
      fake.say(null);
      expect(await client.codex('say:`well`')).toMatchObject({ isError: false, text: 'well' });
      const { fields } = await client.call('agent_status');
      expect(fields.codex).toMatchObject({ state: 'ready', restarts: 2 });
    }),
  );
});

describe('a Codex that cannot be used', () => {
  it.concurrent.each(['old-cli', 'no-terminal'])(
    'because it has no app-server is told in one sentence that says what to do: %s',
    (words) =>
      inFakeHouse(async (fake) => {
        const client = await fake.serve(words);
        const refused = await client.codex('say:`x`');
        expect(refused).toMatchObject({ isError: true, code: 'CHILD_PROCESS_DEAD' });
        expect(refused.text).toMatch(/no `app-server`: update it \(`npm install -g @openai\/codex/);
        expect(refused.text).not.toContain('\n');
        expect(await client.sessions()).toEqual([]);
      })(),
  );

  it.concurrent(
    'with a config for a thread, as 0.154.0 hangs then, is said so, and used without (!! H6)',
    inFakeHouse(async (fake) => {
      const client = await fake.serve('version=0.154.0');
      const config = { model_reasoning_effort: 'high' };
      const refused = await client.codex('say:`x`', { config });
      expect(refused).toMatchObject({ isError: true, code: 'INVALID_SESSION_PARAMS' });
      expect(refused.text).toMatch(/config.*codex 0\.154\.0.*update the Codex CLI/);
      expect(fake.sent('thread/start')).toEqual([]);
      const compact = await client.codex('say:`x`', { 'compact-prompt': 'Be short.' });
      expect(compact).toMatchObject({ isError: true, code: 'INVALID_SESSION_PARAMS' });
      const plain = await client.codex('say:`fine`', { sandbox: 'workspace-write' });
      expect(plain).toMatchObject({ isError: false, text: 'fine' });
      expect(fake.sent('thread/start')[0]).not.toHaveProperty('config');
      const { fields } = await client.call('agent_status');
      expect(fields.codex).toMatchObject({ version: '0.154.0' });
    }),
  );

  it.concurrent(
    'because its configuration does not load says why, as the old server did',
    inFakeHouse(async (fake) => {
      const client = await fake.serve();
      const given = { 'developer-instructions': 'unwritable' };
      const refused = await client.codex('say:`x`', given);
      expect(refused).toMatchObject({ isError: true, code: 'CODEX_REFUSED' });
      expect(refused.text).toBe(
        'Failed to load Codex configuration from overrides: Model provider `nope` not found',
      );
      expect(await client.sessions()).toEqual([]);
    }),
  );
});
