import { describe, expect, it, onTestFinished } from 'vitest';
import type { ControlClient, News } from '../../../src/control/index.js';
import { catchWarnings } from '../../support/warnings.js';
import { connected, scriptedServer } from '../../unit/control/serving.js';
import {
  APPROVAL,
  AT,
  BACKEND,
  NEWS,
  numbered,
  observable,
  SIGHT,
  STORY,
  WHOLE,
} from './observing.js';

/** A client that observes, what it hears, and when it has heard so much. */
async function observing(client: ControlClient) {
  const heard: News[] = [];
  let tell = (): void => {};
  const observation = await client.observe((news) => {
    heard.push(news);
    tell();
  });
  const atLeast = async (count: number): Promise<News[]> => {
    while (heard.length < count) {
      await new Promise<void>((resolve) => {
        tell = resolve;
      });
    }
    return heard;
  };
  return { observation, heard, atLeast };
}

/** A server whose answers to `observe` and `show` are these, and what it writes after the first. */
function answering(result: unknown, ...lines: readonly object[]): Promise<string> {
  return scriptedServer((peer, { id }) => {
    const messages = [{ id, result }, ...lines];
    peer.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
  });
}

describe('the observation of a control client', () => {
  it('gives the picture, then all news, in order', async () => {
    const { control, happen } = await observable();
    const { observation, atLeast } = await observing(await connected(control.path));
    expect(observation).toMatchObject({ team: 'atm-dev', at: AT, backend: BACKEND });
    for (const news of NEWS) happen(news);
    expect(await atLeast(NEWS.length)).toEqual(NEWS);
  });

  it('is one of several: each hears all, and until it ends', async () => {
    const { control, happen } = await observable();
    const client = await connected(control.path);
    const one = await observing(client);
    const other = await observing(await connected(control.path));
    const third = await observing(client);
    happen(numbered(1));
    for (const { atLeast } of [one, other, third]) expect(await atLeast(1)).toEqual([numbered(1)]);
    one.observation.unobserve();
    one.observation.unobserve();
    // answered after the end of the first was served
    await client.list();
    happen(numbered(2));
    expect(await third.atLeast(2)).toEqual([numbered(1), numbered(2)]);
    expect(await other.atLeast(2)).toHaveLength(2);
    expect(one.heard).toEqual([numbered(1)]);
  });

  it('tells no news before the caller has the picture, though they come in one piece', async () => {
    const path = await answering(WHOLE, { observe: 1, news: NEWS[1] });
    const client = await connected(path);
    const heard: News[] = [];
    const observation = await client.observe((news) => heard.push(news));
    await Promise.resolve();
    expect(observation).toMatchObject(WHOLE);
    expect(heard).toEqual([]);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(heard).toEqual([NEWS[1]]);
  });

  it('ignores news of a type that it does not know, and of observations that ended', async () => {
    const unknown = { type: 'weather', rain: true };
    const path = await answering(
      WHOLE,
      { observe: 1, news: unknown },
      { observe: 1, news: { ...unknown, type: 'constructor' } },
      { observe: 99, news: NEWS[1] },
      { observe: 1, news: NEWS[3] },
    );
    const { atLeast } = await observing(await connected(path));
    expect(await atLeast(1)).toEqual([NEWS[3]]);
  });

  it('takes news and pictures with fields that it does not know', async () => {
    const news = { ...numbered(1), weather: 'rain' };
    const path = await answering({ ...WHOLE, weather: 'sun' }, { observe: 1, news });
    const { observation, atLeast } = await observing(await connected(path));
    expect(observation).toMatchObject({ weather: 'sun' });
    expect(await atLeast(1)).toEqual([news]);
  });

  it('whose listener throws is reported once, and hears on', async () => {
    const warnings = catchWarnings();
    onTestFinished(() => warnings.restore());
    const { control, happen } = await observable();
    const client = await connected(control.path);
    const { atLeast } = await observing(client);
    await client.observe(() => {
      throw new Error('boom');
    });
    happen(numbered(1));
    happen(numbered(2));
    await atLeast(2);
    await client.list();
    expect(warnings.messages).toHaveLength(1);
  });

  it.each([
    ['no picture', {}],
    ['no time', { at: undefined }],
    ['a time that is none', { at: 'yesterday' }],
    ['no sights', { sights: null }],
    ['a sight of nobody', { sights: [{ ...SIGHT, agentId: null }] }],
    ['a sight since never', { sights: [{ ...SIGHT, statusSince: 5 }] }],
    ['a sight of half a turn', { sights: [{ ...SIGHT, turn: { state: 'running' } }] }],
    [
      'a turn in no state',
      { sights: [{ ...SIGHT, turn: { state: 'idle', activity: '', since: AT } }] },
    ],
    ['fewer turns than none', { sights: [{ ...SIGHT, queued: -1 }] }],
    ['a turn that ended somehow', { sights: [{ ...SIGHT, turns: [{ turnId: null, how: 'x' }] }] }],
    ['an approval that is none', { approvals: [null] }],
    ['a backend that is none', { backend: { ...BACKEND, state: 'asleep' } }],
    ['a backend of no process', { backend: { ...BACKEND, pid: 0 } }],
    ['an unknown chart', { charts: [{ chart: 'toString', agentId: null, value: 'x' }] }],
    ['a chart in no state', { charts: [{ chart: 'turns', agentId: 'codex:a', value: { x: 1 } }] }],
  ])('is refused with %s', async (what, changes) => {
    const result = what === 'no picture' ? {} : { ...WHOLE, ...changes };
    const client = await connected(await answering(result));
    await expect(client.observe(() => {})).rejects.toMatchObject({ code: 'protocol' });
  });

  it.each([17, 100_000])('is refused with a chart that is %i states deep', async (depth) => {
    const value = `${'{"a":'.repeat(depth)}"b"${'}'.repeat(depth)}`;
    const result = JSON.stringify({ ...WHOLE, charts: [{ ...NEWS[4], value: 'here' }] });
    const path = await scriptedServer((peer, { id }) => {
      peer.write(`{"id":${id},"result":${result.replace('"here"', value)}}\n`);
    });
    const client = await connected(path);
    await expect(client.observe(() => {})).rejects.toMatchObject({ code: 'protocol' });
  });

  it.each([
    ['no news', { observe: 1 }],
    ['news without a type', { observe: 1, news: { ...NEWS[1], type: 1 } }],
    ['news of no time', { observe: 1, news: { ...NEWS[1], at: '12 o’clock' } }],
    ['news of no observation', { observe: null, news: NEWS[1] }],
    ['a change that is none', { observe: 1, news: { ...NEWS[0], change: { type: 'x' } } }],
    ['approvals that are none', { observe: 1, news: { ...NEWS[2], approvals: {} } }],
    ['no backend', { observe: 1, news: { ...NEWS[3], backend: null } }],
    ['a step by nothing', { observe: 1, news: { ...NEWS[4], event: undefined } }],
    ['a step of nobody', { observe: 1, news: { ...NEWS[4], agentId: 1 } }],
  ])('ends, with the connection, by %s', async (_, line) => {
    const client = await connected(await answering(WHOLE, line));
    await client.observe(() => {});
    expect(await client.ended).toMatchObject({ code: 'protocol' });
  });
});

describe('the story of a session', () => {
  it('is told of one that is known, and null of another', async () => {
    const { control } = await observable();
    const client = await connected(control.path);
    expect(await client.show('codex:a')).toEqual(STORY);
    expect(await client.show('codex:nobody')).toBeNull();
  });

  it('may be overtaken, and fail, without harm to others', async () => {
    let fail = (_reason: Error): void => {};
    const { control } = await observable({
      show: () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    });
    const client = await connected(control.path);
    const shown = client.show('codex:a');
    expect(await client.list()).toMatchObject({ team: 'atm-dev' });
    fail(new Error('the disk is gone'));
    await expect(shown).rejects.toMatchObject({
      refusal: { code: 'failed', message: 'the disk is gone' },
    });
  });

  it('is of an agent id', async () => {
    const { control } = await observable();
    const client = await connected(control.path);
    await expect(client.show(null as never)).rejects.toMatchObject({
      refusal: { code: 'invalid_request' },
    });
  });

  it('may lack what nobody remembers', async () => {
    const bare = { ...STORY, sight: null, approvals: [], steps: [], last: null };
    const client = await connected(await answering({ story: bare }));
    expect(await client.show('codex:a')).toEqual(bare);
  });

  it.each([
    ['no story', {}],
    ['one of no session', { story: { ...STORY, record: null } }],
    ['one with half a sight', { story: { ...STORY, sight: { agentId: 'a' } } }],
    ['one with no approvals', { story: { ...STORY, approvals: [{ ...APPROVAL, kind: 'x' }] } }],
    ['one with a step into nothing', { story: { ...STORY, steps: [{ at: AT, what: 'closed' }] } }],
    ['one with a step at no time', { story: { ...STORY, steps: [{ ...STORY.steps[0], at: '' }] } }],
    ['one whose end is none', { story: { ...STORY, last: { ...STORY.last, how: 'somehow' } } }],
    ['one without words', { story: { ...STORY, last: { ...STORY.last, text: null } } }],
  ])('is refused when it is %s', async (_, result) => {
    const client = await connected(await answering(result));
    await expect(client.show('codex:a')).rejects.toMatchObject({ code: 'protocol' });
  });
});
