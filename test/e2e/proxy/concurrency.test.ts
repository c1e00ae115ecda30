import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import type { OpenCall, ProxyClient } from '../../support/proxy-e2e-client.js';

describe('calls at the same time', () => {
  let house: ProxyHouse;
  let client: ProxyClient;

  beforeAll(async () => {
    house = await ProxyHouse.open();
    client = await house.serve();
  });

  afterAll(() => house.close());

  const answersOf = (calls: readonly OpenCall[]) => Promise.all(calls.map(({ answer }) => answer));

  /** The prompts the model was asked that have a text in them, in order. */
  const askedOf = (text: string): readonly string[] =>
    house.model.requests.map(({ prompt }) => prompt).filter((prompt) => prompt.includes(text));

  it('on one thread are answered one after another, each by its own answer (!! steer)', async () => {
    const { threadId } = await client.codex('say:`begun`');
    const said = ['queue-a', 'queue-b', 'queue-c', 'queue-d', 'queue-e'];
    const calls = said.map((text) => {
      const prompt = `say:\`${text}\` deltas=5 slow=5`;
      return client.begin('codex-reply', { threadId, prompt });
    });
    const answers = await answersOf(calls);
    expect(answers.map(({ text }) => text)).toEqual(said);
    expect(askedOf('queue-').map((prompt) => prompt.slice(5, 12))).toEqual(said);
    const { text } = await client.reply(threadId, 'count');
    expect(text).toBe(`user messages: ${said.length + 2}; last: count`);
  });

  it('do not touch an answer that is being given (!! steer)', async () => {
    const { threadId } = await client.codex('say:`begun`');
    const first = client.begin('codex-reply', { threadId, prompt: 'deltas=30 slow=10 first' });
    await house.model.requested('first');
    const second = client.begin('codex-reply', { threadId, prompt: 'say:`second`' });
    const [one, two] = await answersOf([first, second]);
    const whole = Array.from({ length: 30 }, (_, at) => `d${at + 1}`).join(' ');
    expect(one).toMatchObject({ isError: false, text: whole });
    expect(two).toMatchObject({ isError: false, text: 'second' });
  });

  it('from two clients of one name are two turns of a session, or a refusal, and never a mix', async () => {
    const given = { prompt: 'say:`mine`', identity: 'contested' };
    const answers = await answersOf([client.begin('codex', given), client.begin('codex', given)]);
    expect(answers.map(({ isError, code }) => `${isError} ${code}`).sort()).toEqual([
      'false ',
      'true IDENTITY_CONFLICT',
    ]);
  });

  it('on eight threads run all at once', async () => {
    const names = Array.from({ length: 8 }, (_, at) => `lane-${at}`);
    const calls = names.map((name) => client.begin('codex', { prompt: `hang ${name}` }));
    // each of them hangs: so all are under way together
    await Promise.all(names.map((name) => house.model.requested(name)));
    expect((await client.call('agent_status')).fields).toMatchObject({ turns_running: 8 });
    for (const { id } of calls) client.cancel(id);
    for (const _ of calls) await client.logged('turn ended', { how: 'interrupted' });
    expect((await client.call('agent_status')).fields).toMatchObject({ turns_running: 0 });
  });

  it('beyond the bound wait for their place in order, and say so', async () => {
    const bounded = await house.serve({ flags: ['--max-turns', '1', '--team', 'bounded'] });
    const running = bounded.begin('codex', { prompt: 'hang turn-1' });
    await house.model.requested('turn-1');
    const waiting = ['turn-2', 'turn-3'].map((name) =>
      bounded.begin('codex', { prompt: `say:\`${name}\`` }, { progressToken: name }),
    );
    await bounded.progress('turn-2', 'waiting');
    expect(await bounded.progress('turn-3', 'waiting')).toMatch(/^waiting: 1 turn before it · /);
    expect((await bounded.call('agent_status')).fields).toMatchObject({
      turns_running: 1,
      turns_waiting: 2,
      max_turns: 1,
    });
    bounded.cancel(running.id);
    const answers = await answersOf(waiting);
    expect(answers.map(({ text }) => text)).toEqual(['turn-2', 'turn-3']);
    expect(askedOf('turn-')).toEqual(['hang turn-1', 'say:`turn-2`', 'say:`turn-3`']);
  });
});
