import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, Fields } from '../../support/mcp-messages.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import {
  ASKING,
  CAN_BE_ASKED,
  deed,
  openApprovals,
  questionsIn,
} from '../../support/proxy-e2e-asking.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';

const result = (fields: Fields): Answer => ({ result: fields });
const refusal: Answer = { error: { code: -32603, message: 'nobody is here' } };

const YES: readonly [string, Answer][] = [
  ['accept', result({ action: 'accept' })],
  ['accept with an empty form', result({ action: 'accept', content: {} })],
  ['the old approved', result({ decision: 'approved' })],
  ['the old approved, beside an accept', result({ action: 'accept', decision: 'approved' })],
];

const NO: readonly [string, Answer][] = [
  ['decline', result({ action: 'decline' })],
  ['cancel, as of a Claude Code without a user', result({ action: 'cancel' })],
  ['the old denied', result({ decision: { denied: { rejection: 'not today' } } })],
  ['the old denied, as one word', result({ decision: 'denied' })],
  ['the old denied, beside an accept', result({ action: 'accept', decision: 'denied' })],
  ['a denied in the form of an accept', result({ action: 'accept', content: { decision: 'no' } })],
  ['the old timed_out', result({ decision: 'timed_out' })],
  ['nothing', result({})],
  ['a word that is none', result({ action: 'perhaps' })],
  ['an error', refusal],
];

describe('an approval that a client of the 2025 revisions is asked for', () => {
  let house: ProxyHouse;
  let client: ProxyClient;
  let answer: Answer;
  let files = 0;

  beforeAll(async () => {
    house = await ProxyHouse.open({ settings: ASKING });
    client = await house.serve({ capabilities: CAN_BE_ASKED, answers: () => answer });
  });

  afterAll(() => house.close());

  beforeEach(() => client.lines.skip());

  const aDeed = (words?: string) => deed(house, `file-${++files}`, words);
  const asked = () => questionsIn(client.lines.messages).map(({ params }) => params ?? {});

  it('says what Codex wants to run and where, in the shape of the old server', async () => {
    answer = result({ action: 'accept' });
    const { prompt } = aDeed();
    const { threadId } = await client.codex(prompt);
    const command = /`(.*)`/.exec(prompt)?.[1];
    expect(asked().at(-1)).toMatchObject({
      message: `Allow Codex to run \`/bin/bash -lc '${command}'\` in \`${house.world.workspace}\`?`,
      requestedSchema: { type: 'object', properties: {} },
      threadId,
      codex_elicitation: 'exec-approval',
      codex_mcp_tool_call_id: expect.stringMatching(/^\d+$/),
      codex_event_id: expect.any(String),
      codex_call_id: expect.any(String),
      codex_command: ['/bin/bash', '-lc', command],
      codex_cwd: house.world.workspace,
    });
  });

  it.each(YES)(
    'is given by %s: Codex does it (!! the old server refused accept)',
    async (_, yes) => {
      answer = yes;
      const { prompt, isDone } = aDeed();
      const before = asked().length;
      expect(await client.codex(prompt)).toMatchObject({
        isError: false,
        text: expect.stringContaining('made'),
      });
      expect(isDone()).toBe(true);
      expect(asked()).toHaveLength(before + 1);
    },
  );

  it.each(NO)('is refused by %s: the turn goes on without (!!)', async (_, no) => {
    answer = no;
    const { prompt, isDone } = aDeed();
    const before = asked().length;
    expect(await client.codex(prompt)).toMatchObject({
      isError: false,
      text: expect.stringMatching(/^exec said: .*rejected/),
    });
    expect(isDone()).toBe(false);
    expect(asked()).toHaveLength(before + 1);
    expect(await openApprovals(client)).toEqual([]);
  });

  it('interrupts the turn by the old abort; the session goes on', async () => {
    answer = result({ decision: 'abort' });
    const { prompt, isDone } = aDeed();
    const ended = await client.codex(prompt);
    expect(ended).toMatchObject({ isError: true, code: 'TURN_INTERRUPTED' });
    expect(ended.text).toContain('codex-reply');
    expect(isDone()).toBe(false);
    expect(await client.reply(ended.threadId, 'say:`on`')).toMatchObject({ text: 'on' });
  });

  it.each([
    ['approved_for_session', 1],
    ['approved', 2],
  ])('by %s is asked for %i times for two times the same', async (decision, times) => {
    answer = result({ decision });
    const before = asked().length;
    const { text } = await client.codex(aDeed('calls=2').prompt);
    expect(text).toMatch(/made[\s\S]*made/);
    expect(asked()).toHaveLength(before + times);
  });

  it('by the old amendment is a rule from then on, as Codex proposed it', async () => {
    const rule = ['touch', 'ruled'];
    answer = result({
      decision: { approved_execpolicy_amendment: { proposed_execpolicy_amendment: rule } },
    });
    expect((await client.codex(aDeed().prompt)).text).toContain('made');
    const rules = readFileSync(house.world.at('codex-home/rules/default.rules'), 'utf8');
    expect(rules).toContain('"touch", "ruled"');
  });

  it('shows the whole diff of a change of files, and lets it be made', async () => {
    answer = result({ action: 'accept' });
    const { isError } = await client.codex('patch:`new.txt`');
    const file = house.world.at('workspace/new.txt');
    expect(isError).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe('written by the mock model\n');
    const question = asked().at(-1);
    expect(question).toMatchObject({
      codex_elicitation: 'patch-approval',
      codex_changes: { [file]: { type: 'add', content: 'written by the mock model\n' } },
    });
    expect(question?.message).toBe(
      `Allow Codex to apply proposed code changes?\n\n--- /dev/null\n+++ ${file}\n+written by the mock model`,
    );
  });

  it('refuses a change of files, which is not made', async () => {
    answer = result({ action: 'decline' });
    expect((await client.codex('patch:`other.txt`')).isError).toBe(false);
    expect(existsSync(house.world.at('workspace/other.txt'))).toBe(false);
  });
});
