import { describe, expect, it } from 'vitest';
import { parseRegistrySnapshot, serializeRegistrySnapshot } from '../../../src/domain/index.js';
import { entry } from '../../support/records.js';

const MILLION = 1_000_000;

/** How many times as long as JSON takes over the text of it. */
function timesAsLongAsJson(json: unknown, body: () => void): number {
  const text = JSON.stringify(json);
  const start = performance.now();
  JSON.parse(text);
  const parsed = performance.now();
  body();
  return (performance.now() - parsed) / (parsed - start);
}

describe('a million entries', () => {
  it('are read and written', () => {
    const sessions = Array.from({ length: MILLION }, (_, index) =>
      entry({ agent_id: `codex:${index}` }),
    );
    const { snapshot, issues } = parseRegistrySnapshot({ sessions });
    expect(issues).toHaveLength(0);
    expect(snapshot.sessions).toHaveLength(MILLION);
    expect(serializeRegistrySnapshot(snapshot).length).toBeGreaterThan(MILLION * 200);
  });

  it('that are all the same agent id are one session and a report of each', () => {
    const sessions = Array.from({ length: MILLION }, () => entry());
    const { snapshot, issues } = parseRegistrySnapshot({ sessions });
    expect(snapshot.sessions).toHaveLength(1);
    expect(issues).toHaveLength(MILLION - 1);
  });

  it.each([
    ['null', null],
    ['empty objects', {}],
  ])('that are %s are kept as faulty in a small multiple of the time of JSON.parse', (_, value) => {
    const sessions = Array.from({ length: MILLION / 10 }, () => value);
    const ratio = timesAsLongAsJson(
      Array.from({ length: MILLION / 10 }, () => entry()),
      () => {
        const { snapshot, issues } = parseRegistrySnapshot({ sessions });
        expect(snapshot.faulty).toHaveLength(MILLION / 10);
        expect(issues.length).toBeGreaterThanOrEqual(MILLION / 10);
      },
    );
    expect(ratio).toBeLessThan(10);
  });
});

describe('a name of 10 MB', () => {
  const HUGE = 'x'.repeat(10_000_000);

  it.each(['agent_id', 'identity', 'cwd', 'thread_id', 'status', 'started_at'])(
    'as %s makes the entry faulty and no report long',
    (field) => {
      const { snapshot, issues } = parseRegistrySnapshot({
        sessions: [entry({ [field]: HUGE }), entry({ agent_id: 'codex:b' })],
      });
      expect(snapshot.sessions).toHaveLength(1);
      expect(snapshot.faulty).toEqual([entry({ [field]: HUGE })]);
      expect(JSON.stringify(issues).length).toBeLessThan(1000);
    },
  );

  it('as an unknown field, key or value, is kept', () => {
    const file = { sessions: [entry({ [HUGE]: HUGE })], [HUGE]: HUGE };
    const { snapshot, issues } = parseRegistrySnapshot(file);
    expect(issues).toEqual([]);
    expect(snapshot.extra[HUGE]).toBe(HUGE);
    expect(snapshot.sessions[0]?.extra[HUGE]).toBe(HUGE);
  });
});
