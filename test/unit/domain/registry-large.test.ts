import { describe, expect, it } from 'vitest';
import { parseRegistrySnapshot } from '../../../src/domain/index.js';
import { entry } from '../../support/records.js';

const MILLION = 1_000_000;
const MANY = 50_000;

const good = (index: number) => entry({ agent_id: `codex:${index}` });

describe('a million entries', () => {
  it('are read', () => {
    const sessions = Array.from({ length: MILLION }, (_, index) => good(index));
    const { snapshot, issues } = parseRegistrySnapshot({ sessions });
    expect(issues).toHaveLength(0);
    expect(snapshot.sessions).toHaveLength(MILLION);
    expect(snapshot.sessions.at(-1)?.agentId).toBe('codex:999999');
  });
});

describe('very many entries', () => {
  it('of the same agent id are one session and a report of each replacement', () => {
    const sessions = Array.from({ length: MANY }, () => entry());
    const { snapshot, issues } = parseRegistrySnapshot({ sessions });
    expect(snapshot.sessions).toHaveLength(1);
    expect(issues).toHaveLength(MANY - 1);
  });

  it.each([
    ['null', () => null],
    ['empty objects', () => ({})],
    ['in an unknown state', (index: number) => ({ ...good(index), status: 'unknown' })],
  ])('that are %s are all kept and reported', (_, make) => {
    const sessions = Array.from({ length: MANY }, (__, index) => make(index));
    const { snapshot, issues } = parseRegistrySnapshot({ sessions });
    expect(snapshot.sessions).toHaveLength(0);
    expect(snapshot.faulty).toHaveLength(MANY);
    expect(issues.length).toBeGreaterThanOrEqual(MANY);
  });
});

describe('two hundred thousand faults in unknown fields', () => {
  const poison = (text: string): unknown => JSON.parse(text);
  const many = `[${Array.from({ length: MILLION / 5 }, () => '{"__proto__":1}').join()}]`;

  it('are reported each, in an entry and in the file', () => {
    const inEntry = parseRegistrySnapshot({ sessions: [entry({ notes: poison(many) })] });
    expect(inEntry.issues).toHaveLength(MILLION / 5);
    expect(inEntry.snapshot.sessions).toHaveLength(1);
    const inFile = parseRegistrySnapshot({ sessions: [], notes: poison(many) });
    expect(inFile.issues).toHaveLength(MILLION / 5);
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
