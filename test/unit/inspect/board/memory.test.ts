import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NewsMemory } from '../../../../src/inspect/board/memory.js';
import type { BoardMessage, TimedNews } from '../../../../src/inspect/board/messages.js';
import type { FleetNews } from '../../../../src/inspect/fleet/api.js';
import { EMPTY_VIEW, type View, viewAfter } from '../../../../src/inspect/view/view.js';
import { fleetNews } from '../../../support/fleet-news.js';
import { record } from '../../../support/records.js';
import { AT, picture, sight } from '../../../support/sights.js';

const SEED = 20_261_122;
const ROOMY = { count: 1_000, length: 1_000_000 };

type Start = Extract<BoardMessage, { readonly type: 'start' }>;
const startOf = (memory: NewsMemory): Start => JSON.parse(memory.start()) as Start;

/** What whoever comes now sees. */
const seenBy = ({ base, news }: Start): View =>
  [...base, ...news.map(({ news: one }) => one)].reduce(viewAfter, EMPTY_VIEW);

const joined = (...agents: string[]): FleetNews => ({
  type: 'joined',
  process: '1',
  picture: picture({ sessions: agents.map((agentId) => record({ agentId })) }),
});

const queued = (count: number, agentId = 'codex:a'): FleetNews => ({
  type: 'news',
  process: '1',
  news: { type: 'sight', at: AT, sight: sight({ agentId, queued: count }) },
});

describe('what a board remembers', () => {
  it(`together is always what is seen, however little is remembered (seed ${SEED})`, () => {
    let forgotten = 0;
    fc.assert(
      fc.property(
        fc.array(fleetNews, { minLength: 20, maxLength: 80 }),
        fc.record({ count: fc.nat({ max: 20 }), length: fc.constantFrom(0, 2_000, 100_000) }),
        (told, limits) => {
          const memory = new NewsMemory(limits);
          let view = EMPTY_VIEW;
          for (const news of told) {
            memory.add(news);
            view = viewAfter(view, news);
            expect(seenBy(startOf(memory))).toEqual(view);
          }
          forgotten += told.length - startOf(memory).news.length;
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
    expect(forgotten).toBeGreaterThan(1_000);
  });

  it('is the latest news in their order, counted from 1 and never again', () => {
    const memory = new NewsMemory({ ...ROOMY, count: 3 });
    const texts = [joined('codex:a'), queued(1), queued(2), queued(3), queued(4)].map((news) =>
      memory.add(news),
    );
    const { mode, base, news } = startOf(memory);
    expect(mode).toBe('live');
    expect(news.map(({ n }) => n)).toEqual([3, 4, 5]);
    expect(news).toEqual(texts.slice(2).map((text) => JSON.parse(text) as TimedNews));
    expect(base).toMatchObject([{ type: 'joined', picture: { sights: [{ queued: 1 }] } }]);
  });

  it('is each with the time it tells itself', () => {
    const memory = new NewsMemory(ROOMY);
    memory.add({ type: 'joined', process: '1', picture: picture({ at: 'first' }) });
    memory.add({
      type: 'news',
      process: '1',
      news: { type: 'approvals', at: 'second', approvals: [] },
    });
    memory.add({ type: 'left', process: '1', at: 'third' });
    expect(startOf(memory).news.map(({ at }) => at)).toEqual(['first', 'second', 'third']);
  });

  it('is no more than so much text, and nothing of what is too long alone', () => {
    const memory = new NewsMemory({ ...ROOMY, length: 2_000 });
    memory.add(joined('codex:a', 'codex:b'));
    for (let count = 0; count < 50; count += 1) memory.add(queued(count));
    expect(JSON.stringify(startOf(memory).news).length).toBeLessThan(2_100);
    expect(startOf(memory).news.length).toBeGreaterThan(2);
    memory.add(queued(51, 'b'.repeat(3_000)));
    expect(startOf(memory).news).toEqual([]);
    expect(startOf(memory).base).toMatchObject([{ picture: { sights: [{ queued: 49 }] } }]);
  });

  it('is a thousand pieces of news when 200 sessions have told 20,000', () => {
    const memory = new NewsMemory();
    const agents = Array.from({ length: 200 }, (_, index) => `codex:${index}`);
    memory.add(joined(...agents));
    for (let count = 1; count <= 100; count += 1) {
      for (const agentId of agents) memory.add(queued(count, agentId));
    }
    const { base, news } = startOf(memory);
    expect(news).toHaveLength(1_000);
    expect(news.at(-1)?.n).toBe(20_001);
    expect(base).toMatchObject([{ picture: { sights: agents.map(() => ({ queued: 95 })) } }]);
  });
});
