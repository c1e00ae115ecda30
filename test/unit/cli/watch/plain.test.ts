import { describe, expect, it } from 'vitest';
import type { End } from '../../../../src/cli/screen/tty.js';
import { watchAsJson, watchPlainly } from '../../../../src/cli/watch/plain.js';
import { ofTeam } from '../../../../src/cli/watch.js';
import type { FleetNews } from '../../../../src/inspect/fleet/api.js';
import { AT } from '../../../support/sights.js';
import { channel, FakeTty } from '../screen/fake-tty.js';
import { busy, heard, joined, KEY, NOW } from './boards.js';

function printing(print: typeof watchPlainly) {
  let out = '';
  const tty = new FakeTty();
  const news = channel();
  const world = {
    out(text: string) {
      out += text;
    },
    error() {},
    columns: null,
    colours: false,
    home: '/nowhere',
    clock: () => new Date(NOW),
    processes: () => {
      throw new Error('nobody asks');
    },
  };
  return { tty, ...news, done: print(news.subscribe, tty, world), out: () => out };
}

describe('a watch where output is no terminal', () => {
  it('prints a line for each change, with nothing a terminal would act on', () => {
    const { tell, out } = printing(watchPlainly);
    tell(joined({ sessions: [] }));
    const change = { type: 'registered', record: busy('\x1b[2J\n') } as const;
    tell(heard({ type: 'session', at: AT, change }));
    tell({ type: 'left', process: KEY, at: AT });
    expect(out()).toBe(
      [
        `${AT} docs 4711 serves 0 sessions, 0 of 10 active`,
        `${AT} docs 4711 ␛[2J␊ is new: active, busy`,
        `${AT} docs 4711 the process is gone`,
        '',
      ].join('\n'),
    );
  });

  it('prints all news as JSON, a line each', () => {
    const { tell, out } = printing(watchAsJson);
    const news: FleetNews[] = [
      joined({ sessions: [busy('\x1b\u202e')] }),
      { type: 'left', process: KEY, at: AT },
    ];
    for (const one of news) tell(one);
    expect(out()).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
    expect(
      out()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(news);
  });

  it.each([watchPlainly, watchAsJson])(
    'ends when nobody reads any more, and by a signal',
    async (print) => {
      const ends: Readonly<Partial<Record<End, (tty: FakeTty) => void>>> = {
        unread: ({ output }) => output.emit('error', new Error('EPIPE')),
        enough: ({ process }) => process.emit('SIGTERM'),
        hung_up: ({ process }) => process.emit('SIGHUP'),
      };
      for (const [how, end] of Object.entries(ends)) {
        const { tty, done } = printing(print);
        end(tty);
        expect(await done).toBe(how);
        expect(tty.loose).toBe(0);
      }
    },
  );
});

describe('a watch of one team', () => {
  it('tells nothing of others', () => {
    const told: FleetNews[] = [];
    const hear = ofTeam('docs', (news) => told.push(news));
    const all: FleetNews[] = [
      joined({ team: 'docs' }, 'a'),
      joined({ team: 'web' }, 'b'),
      { type: 'left', process: 'b', at: AT },
      { type: 'left', process: 'a', at: AT },
    ];
    for (const news of all) hear(news);
    expect(told.map(({ process }) => process)).toEqual(['a', 'a']);
  });
});
