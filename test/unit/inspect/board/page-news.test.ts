import { describe, expect, it } from 'vitest';
import { pageNews } from '../../../../src/inspect/board/page-news.js';
import type { FleetNews } from '../../../../src/inspect/fleet/api.js';
import { record } from '../../../support/records.js';
import { AT, picture } from '../../../support/sights.js';

const NOTES = { thread: { given: { config: { env: { TOKEN: 'secret' } } } }, generated_name: true };
const noted = record({ extra: { codex_sessions: NOTES, other: 'secret' } });
const GENERATED = { codex_sessions: { generated_name: true } };

describe('what the page is told', () => {
  it('holds no note of a picture but that a name was generated', () => {
    const news = pageNews({
      type: 'joined',
      process: '1',
      picture: picture({ sessions: [noted] }),
    });
    expect(news).toEqual({
      type: 'joined',
      process: '1',
      picture: picture({ sessions: [record({ extra: GENERATED })] }),
    });
  });

  it('holds no note of a change, neither before nor after it', () => {
    const plain = record({ extra: { codex_sessions: { thread: 'secret' } } });
    const change = { type: 'changed', record: noted, previous: plain } as const;
    const news = pageNews({
      type: 'news',
      process: '1',
      news: { type: 'session', at: AT, change },
    });
    expect(news).toEqual({
      type: 'news',
      process: '1',
      news: {
        type: 'session',
        at: AT,
        change: {
          type: 'changed',
          record: record({ extra: GENERATED }),
          previous: record({ extra: {} }),
        },
      },
    });
  });

  it.each<FleetNews>([
    { type: 'left', process: '1', at: AT },
    { type: 'news', process: '1', news: { type: 'approvals', at: AT, approvals: [] } },
    {
      type: 'news',
      process: '1',
      news: {
        type: 'session',
        at: AT,
        change: {
          type: 'refused',
          command: 'register',
          refusal: { code: 'shutting_down', message: 'it ends' },
        },
      },
    },
  ])('is everything else as it is', (news) => {
    expect(pageNews(news)).toBe(news);
  });
});
