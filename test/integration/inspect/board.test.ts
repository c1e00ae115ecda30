import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { BoardMessage, TimedNews } from '../../../src/inspect/board/index.js';
import type { FleetNews } from '../../../src/inspect/fleet/api.js';
import { ask, begin, boardOf, FakeFleet, Looker } from '../../support/boards.js';
import { record } from '../../support/records.js';
import { AT, picture, sight } from '../../support/sights.js';

const JOINED: FleetNews = {
  type: 'joined',
  process: '1',
  picture: picture({ sessions: [record({ agentId: 'codex:a' })] }),
};

const doing = (activity: string, since = AT): FleetNews => {
  const turn = { state: 'running', activity, since } as const;
  return { type: 'news', process: '1', news: { type: 'sight', at: AT, sight: sight({ turn }) } };
};

/** The next news, however they are divided. */
async function nextNews(looker: Looker, count: number) {
  const news: TimedNews[] = [];
  let messages = 0;
  while (news.length < count) {
    const message = await looker.next();
    if (message?.type !== 'news') throw new Error(`no news, but ${JSON.stringify(message)}`);
    news.push(...message.news);
    messages += 1;
  }
  return { news, messages };
}

const numbersIn = (message: BoardMessage | undefined) => message?.news.map(({ n }) => n);

describe('a page that looks at a board', () => {
  it('is told what there is, and then what happens', async () => {
    const fleet = new FakeFleet([JOINED]);
    const looker = new Looker(await boardOf(fleet));
    const head = await looker.begun();
    expect(head.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(await looker.next()).toEqual({
      type: 'start',
      mode: 'live',
      base: [],
      news: [{ n: 1, at: AT, news: JOINED }],
    });
    expect(looker.others).toEqual(['retry: 1000']);
    fleet.tell(doing('runs the tests'));
    expect(await looker.next()).toEqual({
      type: 'news',
      news: [{ n: 2, at: AT, news: doing('runs the tests') }],
    });
  });

  it('is told what it missed when it comes again', async () => {
    const fleet = new FakeFleet([JOINED]);
    const board = await boardOf(fleet);
    const first = new Looker(board);
    expect(numbersIn(await first.next())).toEqual([1]);
    first.leave();
    fleet.tell(doing('one'));
    fleet.tell(doing('two'));
    const again = new Looker(board);
    expect(numbersIn(await again.next())).toEqual([1, 2, 3]);
    fleet.tell(doing('three'));
    expect(numbersIn(await again.next())).toEqual([4]);
  });

  it('is told nothing twice when it comes in the middle of many news', async () => {
    const fleet = new FakeFleet([JOINED]);
    const board = await boardOf(fleet);
    const first = new Looker(board);
    await first.next();
    fleet.tell(doing('one'));
    const second = new Looker(board);
    await second.begun();
    fleet.tell(doing('two'));
    expect((await nextNews(first, 2)).news.map(({ n }) => n)).toEqual([2, 3]);
    expect(numbersIn(await second.next())).toEqual([1, 2]);
    expect(numbersIn(await second.next())).toEqual([3]);
  });

  it.each([
    '</script><img src=x onerror=alert(1)>',
    '\n\ndata: {"type":"start","mode":"live","base":[],"news":[]}\n\n',
    '\r\r:\r\nevent: x\u2028\u2029\u0000\u001b[2J',
    'half a pair \ud800',
    '__proto__',
  ])('gets %j as a text of JSON alone', async (text) => {
    const fleet = new FakeFleet([JOINED]);
    const looker = new Looker(await boardOf(fleet));
    await looker.next();
    fleet.tell(doing(text));
    const { news } = await nextNews(looker, 1);
    expect(news).toEqual([{ n: 2, at: AT, news: doing(text) }]);
    fleet.tell(doing('after it'));
    expect(numbersIn(await looker.next())).toEqual([3]);
    expect(looker.others).toEqual(['retry: 1000']);
  });

  it('sees a recorded run whole, and can do nothing in it', async () => {
    const news = [
      { n: 1, at: AT, news: JOINED },
      { n: 2, at: AT, news: doing('one') },
    ];
    const fleet = new FakeFleet();
    const board = await boardOf(fleet, { source: { mode: 'replay', news } });
    const start = { type: 'start', mode: 'replay', base: [], news };
    expect(await new Looker(board).next()).toEqual(start);
    expect(await new Looker(board).next()).toEqual(start);
    const body = JSON.stringify({ process: '1', agentId: 'codex:a' });
    const answer = await ask(board, { method: 'POST', path: 'close', body });
    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'replay' } });
  });
});

describe('two hundred sessions that tell 20,000 news', () => {
  it('come in few messages, with none missing, and each made into text once', async () => {
    const fleet = new FakeFleet([JOINED]);
    const board = await boardOf(fleet);
    const lookers = Array.from({ length: 5 }, () => new Looker(board));
    for (const looker of lookers) await looker.next();
    let made = 0;
    const news = doing('works');
    const toJSON = (): FleetNews => {
      made += 1;
      return news;
    };
    const counted = { ...news, toJSON };
    let expected = 1;
    for (let round = 0; round < 10; round += 1) {
      for (let count = 0; count < 2_000; count += 1) fleet.tell(counted);
      for (const looker of lookers) {
        const heard = await nextNews(looker, 2_000);
        expect(heard.news.at(-1)?.n).toBe(expected + 2_000);
        expect(heard.news.every(({ n }, index) => n === expected + 1 + index)).toBe(true);
        expect(heard.messages).toBeLessThanOrEqual(5);
      }
      expected += 2_000;
    }
    expect(made).toBe(20_000);
    const late = await new Looker(board).next();
    expect(late?.news).toHaveLength(1_000);
  });
});

describe('a page', () => {
  it('is told a piece of news of any length', async () => {
    const fleet = new FakeFleet([JOINED]);
    const board = await boardOf(fleet);
    const looker = new Looker(board);
    await looker.next();
    const long = 'x'.repeat(6 * 1024 * 1024);
    fleet.tell(doing(long));
    expect((await looker.next())?.news).toMatchObject([{ n: 2, news: doing(long) }]);
    fleet.tell(doing('after it'));
    expect(numbersIn(await looker.next())).toEqual([3]);
  });
});

describe('a page that reads too slowly', () => {
  it('is hung up on, disturbs no other, and can start again', async () => {
    const fleet = new FakeFleet([JOINED]);
    const board = await boardOf(fleet);
    const [slow, good] = [new Looker(board), new Looker(board)];
    await slow.begun();
    await good.next();
    const long = 'x'.repeat(64 * 1024);
    for (let round = 0; round < 50; round += 1) {
      for (let count = 0; count < 8; count += 1) fleet.tell(doing(long));
      await nextNews(good, 8);
    }
    let heard = 0;
    for (let message = await slow.next(); message; message = await slow.next()) {
      heard += message.news.length;
    }
    expect(heard).toBeLessThan(401);
    expect(numbersIn(await new Looker(board).next())?.at(-1)).toBe(401);
  });
});

describe('a board', () => {
  it('has at most twenty pages that look', async () => {
    const board = await boardOf(new FakeFleet([JOINED]));
    const lookers = Array.from({ length: 20 }, () => new Looker(board));
    for (const looker of lookers) await looker.next();
    const answer = await ask(board, { path: 'events' });
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'too_many_viewers' } });
    expect((await ask(board)).status).toBe(200);
  });

  it('hangs up on all when it closes, and leaves the fleet to whoever opened it', async () => {
    const fleet = new FakeFleet([JOINED]);
    const board = await boardOf(fleet);
    const looker = new Looker(board);
    await looker.next();
    expect(fleet.listeners).toBe(1);
    fleet.tell(doing('one'));
    const slow = begin(board, { method: 'POST', path: 'close' });
    const hungUp = expect(once(slow, 'response')).rejects.toThrow('socket hang up');
    slow.write('{');
    await once(slow, 'socket');
    expect((await ask(board)).status).toBe(200);
    await Promise.all([board.close(), board.close()]);
    await hungUp;
    expect({ listeners: fleet.listeners, isOver: fleet.isOver }).toEqual({
      listeners: 0,
      isOver: false,
    });
    expect(await looker.next()).toBeUndefined();
    await expect(ask(board)).rejects.toThrow('ECONNREFUSED');
  });

  it.each([
    ['does not keep its process running, even while a page looks', 'looking'],
    ['lets go of a process it kept running when it closes, whoever looks', 'closing'],
  ])('%s', async (_, manner) => {
    const program = new URL('./board-process.ts', import.meta.url);
    const child = fork(program, [manner], { execArgv: ['--import', import.meta.resolve('tsx')] });
    const exited = once(child, 'exit');
    const [word] = (await once(child, 'message')) as [unknown];
    expect(word).toBe('a page looks');
    expect(await exited).toEqual([0, null]);
  });
});
