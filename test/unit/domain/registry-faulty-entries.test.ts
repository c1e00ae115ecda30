import { describe, expect, it } from 'vitest';
import {
  type Json,
  parseRegistrySnapshot,
  serializeRegistrySnapshot,
} from '../../../src/domain/index.js';
import { entry, entryWithout } from '../../support/records.js';

const REQUIRED = ['agent_id', 'identity', 'team', 'cwd', 'started_at', 'last_active', 'status'];
const NULLABLE = ['thread_id', 'repo_root', 'repo_name', 'branch', 'tag', 'agent_source'];
const ALWAYS = REQUIRED.concat('thread_state');

/** What becomes of one entry beside a good one. */
function parsed(json: unknown) {
  const good = entry({ agent_id: 'codex:good' });
  const { snapshot, issues } = parseRegistrySnapshot({ sessions: [json, good] });
  expect(snapshot.sessions.at(-1)?.agentId).toBe('codex:good');
  const [first] = issues;
  return { snapshot, issues, first, used: snapshot.sessions.length === 2 };
}

function expectFaulty(json: unknown, path: string) {
  const { snapshot, first, used } = parsed(json);
  expect(used).toBe(false);
  expect(first).toMatchObject({ code: 'faulty_entry', path });
  expect(first?.repair).toMatch(/\S+ .*kept/);
  expect(snapshot.faulty).toEqual([json]);
}

describe('an entry', () => {
  it.each([[null], [1], ['text'], [true], [[]], [[[entry()]]]])(
    'is faulty when it is no object: %j',
    (json) => expectFaulty(json, 'sessions[0]'),
  );

  it.each(REQUIRED)('is faulty without %s', (field) => {
    expectFaulty(entryWithout(field), `sessions[0].${field}`);
  });

  it.each(REQUIRED.concat('thread_state'))('is faulty when %s is null', (field) => {
    expectFaulty(entry({ [field]: null }), `sessions[0].${field}`);
  });

  it.each(ALWAYS.concat(NULLABLE))('is faulty when %s is of another type', (field) => {
    for (const value of [1, true, [], {}, ['x']]) {
      expectFaulty(entry({ [field]: value }), `sessions[0].${field}`);
    }
  });

  it.each(NULLABLE)('is good without %s and when it is null', (field) => {
    expect(parsed(entryWithout(field))).toMatchObject({ used: true, issues: [] });
    expect(parsed(entry({ [field]: null }))).toMatchObject({ used: true, issues: [] });
  });

  it.each(['', 'Active', 'STALE', 'busy', 'running', '__proto__', 'toString'])(
    'is faulty in the unknown state %j',
    (state) => {
      expectFaulty(entry({ status: state }), 'sessions[0].status');
      const thread = state === 'busy' ? 'active' : state;
      expectFaulty(entry({ thread_state: thread }), 'sessions[0].thread_state');
    },
  );

  it.each(['', 'now', '2026-02-30T00:00:00Z', '2026-01-01'])(
    'is faulty with the time %j',
    (time) => {
      expectFaulty(entry({ started_at: time }), 'sessions[0].started_at');
      expectFaulty(entry({ last_active: time }), 'sessions[0].last_active');
    },
  );

  it.each(['identity', 'team', 'cwd', ...NULLABLE])('is faulty when %s is too long', (field) => {
    expectFaulty(entry({ [field]: 'x'.repeat(1025) }), `sessions[0].${field}`);
    expect(parsed(entry({ [field]: 'x'.repeat(1024) })).used).toBe(true);
  });

  it.each(['a\0b', '\ud800'])('is faulty when a name is %j', (name) => {
    expectFaulty(entry({ identity: name }), 'sessions[0].identity');
    expectFaulty(entry({ agent_id: name }), 'sessions[0].agent_id');
  });

  it('is faulty when its agent id is empty or longer than 256', () => {
    expectFaulty(entry({ agent_id: '' }), 'sessions[0].agent_id');
    expectFaulty(entry({ agent_id: 'x'.repeat(257) }), 'sessions[0].agent_id');
  });

  it.each(['identity', 'team', 'cwd', ...NULLABLE])('may have an empty %s', (field) => {
    expect(parsed(entry({ [field]: '' }))).toMatchObject({ used: true, issues: [] });
  });
});

describe('faulty entries', () => {
  const faulty: readonly Json[] = [
    { agent_id: 'codex:a', status: 'unknown', nested: { keep: [1, null, 'x'] } },
    null,
    'text',
    [1, [2]],
    { z: 1, a: 2 },
  ];

  it('are kept verbatim after the sessions, in their order, and found again', () => {
    const sessions = [faulty[0], entry(), ...faulty.slice(1)];
    const { snapshot, issues } = parseRegistrySnapshot({ sessions });
    expect(snapshot.sessions).toHaveLength(1);
    expect(JSON.stringify(snapshot.faulty)).toBe(JSON.stringify(faulty));
    const again = parseRegistrySnapshot(JSON.parse(serializeRegistrySnapshot(snapshot)));
    expect(again.snapshot).toEqual(snapshot);
    expect(JSON.stringify(again.snapshot.faulty)).toBe(JSON.stringify(faulty));
    expect(again.issues.map(({ code }) => code)).toEqual(issues.map(({ code }) => code));
  });

  it('are reported with the place of each fault', () => {
    const { issues } = parseRegistrySnapshot({
      sessions: [entry(), entry({ status: 1, cwd: null })],
    });
    expect(issues.map(({ path }) => path).sort()).toEqual([
      'sessions[1].cwd',
      'sessions[1].status',
    ]);
  });

  it('share nothing with what was handed in, and are frozen', () => {
    const mine = { nested: { list: [1] } };
    const { snapshot } = parseRegistrySnapshot({ sessions: [mine] });
    mine.nested.list.push(2);
    expect(snapshot.faulty).toEqual([{ nested: { list: [1] } }]);
    const [kept] = snapshot.faulty as [typeof mine];
    expect(() => kept.nested.list.push(3)).toThrow(TypeError);
    expect(() => Object.assign(snapshot.faulty, { 0: 1 })).toThrow(TypeError);
  });

  it.each([
    ['a function', () => 1],
    ['undefined', undefined],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
  ])('that are %s cannot be kept, and that is reported', (_, value) => {
    const { snapshot, issues } = parseRegistrySnapshot({ sessions: [value, entry()] });
    expect(snapshot.faulty).toEqual([]);
    expect(snapshot.sessions).toHaveLength(1);
    expect(issues.map(({ code }) => code)).toContain('not_json');
  });

  it('that contain themselves do not end the reading of the others', () => {
    const ring: Record<string, unknown> = {};
    ring.self = ring;
    const { snapshot, issues } = parseRegistrySnapshot({ sessions: [ring, entry()] });
    expect(snapshot.sessions).toHaveLength(1);
    expect(issues.map(({ code }) => code)).toContain('not_json');
  });
});
