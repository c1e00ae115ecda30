import { describe, expect, it } from 'vitest';
import {
  inOrder,
  type Listed,
  listingLines,
  type Setting,
  shortLength,
  statusOf,
} from '../../../src/cli/listing.js';
import { widthOf } from '../../../src/cli/text.js';
import type { SessionRecord } from '../../../src/index.js';
import { record } from '../../support/records.js';
import { NOW } from './world.js';

const HERE = { pid: 4711, host: 'here', since: '2026-03-01T11:00:00Z' };
const ELSEWHERE = { ...HERE, host: 'elsewhere' };

function listed(fields: Partial<SessionRecord>, extra: Partial<Listed> = {}): Listed {
  const seen = { owner: null, control: null, isVerified: true, team: 'docs' };
  return { record: record(fields), ...seen, ...extra };
}

const id = (digit: string) => `codex:${digit.repeat(8)}-1111-4111-8111-111111111111`;

const SESSIONS: readonly Listed[] = [
  listed(
    {
      agentId: id('a'),
      identity: 'planner',
      status: 'active',
      threadState: 'busy',
      repoName: 'docs',
      branch: 'main',
      lastActive: '2026-03-01T11:57:00Z',
      startedAt: '2026-02-27T12:00:00Z',
    },
    { owner: HERE },
  ),
  listed({ agentId: id('b'), identity: 'far', status: 'active' }, { owner: ELSEWHERE }),
  listed({ agentId: id('c'), identity: 'lost', status: 'active', branch: 'main' }),
  listed({ agentId: id('d'), identity: 'gone', status: 'closed', threadState: 'closed' }),
];

const SETTING: Setting = {
  now: NOW.getTime(),
  host: 'here',
  showsTeams: false,
  columns: null,
  colours: false,
};

function linesOf(setting: Partial<Setting> = {}, sessions = SESSIONS): string[] {
  const known = sessions.map(({ record: { agentId } }) => agentId);
  return listingLines(sessions, known, { ...SETTING, ...setting });
}

describe('the table of sessions', () => {
  it('shows everything in full where lines may be any length', () => {
    expect(linesOf()).toEqual([
      'STATUS          IDENTITY  AGENT                                       THREAD  OWNER           REPO@BRANCH  LAST ACTIVE  STARTED',
      '● active        planner   codex:aaaaaaaa-1111-4111-8111-111111111111  busy    4711            docs@main    3 min ago    2 days ago',
      '○ active        far       codex:bbbbbbbb-1111-4111-8111-111111111111  idle    elsewhere:4711  -            8 weeks ago  8 weeks ago',
      '  stale (lost)  lost      codex:cccccccc-1111-4111-8111-111111111111  idle    -               @main        8 weeks ago  8 weeks ago',
      '  closed        gone      codex:dddddddd-1111-4111-8111-111111111111  closed  -               -            8 weeks ago  8 weeks ago',
    ]);
  });

  it('shortens agent ids, then leaves out columns, before it cuts what tells sessions apart', () => {
    expect(linesOf({ columns: 140 })).toEqual(linesOf());
    expect(linesOf({ columns: 110 })[1]).toBe(
      '● active        planner   codex:aaaaaaaa  busy    4711            docs@main    3 min ago    2 days ago',
    );
    expect(linesOf({ columns: 90 })[1]).toBe(
      '● active        planner   codex:aaaaaaaa  busy    4711            docs@main    3 min ago',
    );
    expect(linesOf({ columns: 86 })[2]).toBe(
      '○ active        far       codex:bbbbbbbb  idle    elsewhere…  -            8 weeks ago',
    );
    expect(linesOf({ columns: 70 })[1]).toBe(
      '● active        planner   codex:aaaaaaaa  4711            3 min ago',
    );
  });

  it.each([1, 5, 20, 40, 60, 80, 100, 120, 200])('fits %i columns', (columns) => {
    const wide = listed({ identity: '日本語'.repeat(20), agentId: 'x'.repeat(256) });
    for (const line of linesOf({ columns, showsTeams: true }, [...SESSIONS, wide])) {
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('marks by colours who lives, who lives elsewhere, and who is lost', () => {
    const [, here, elsewhere, lost, closed] = linesOf({ colours: true });
    expect(here).toContain('\x1b[32m● active\x1b[0m');
    expect(elsewhere).toContain('\x1b[36m○ active\x1b[0m');
    expect(lost).toContain('\x1b[33m  stale (lost)\x1b[0m');
    expect(closed).toContain('\x1b[2m  closed\x1b[0m');
  });

  it('has a column of teams when there are several', () => {
    expect(linesOf({ showsTeams: true })[0]).toMatch(/ TEAM +THREAD /);
  });

  it('says so where nobody can tell who has a session, or the claim cannot be read', () => {
    const unread = { owner: { pid: 0, host: 'unknown', since: 'unknown' } };
    const lines = linesOf({}, [
      listed({ status: 'active' }, { isVerified: false }),
      listed({ agentId: 'codex:b', status: 'active' }, unread),
    ]);
    expect(lines[1]).toMatch(/^ {2}active .* unknown /);
    expect(lines[2]).toMatch(/^○ active .* unreadable /);
  });
});

describe('the order of sessions', () => {
  it('has active ones first, then those used last', () => {
    const at = (agentId: string, lastActive: string, extra: Partial<Listed> = {}) =>
      listed({ agentId, lastActive, status: 'active' }, extra);
    const sessions = [
      at('lost and old', '2026-01-01T00:00:00Z'),
      at('lost', '2026-01-03T00:00:00Z'),
      at('live and old', '2026-01-01T00:00:00Z', { owner: HERE }),
      // half an hour later than the next, whatever it looks like
      at('live', '2026-01-02T01:00:00+02:00', { owner: HERE }),
      at('second', '2026-01-01T22:30:00Z', { owner: HERE }),
    ];
    const order = inOrder(sessions).map(({ record: { agentId } }) => agentId);
    expect(order).toEqual(['live', 'second', 'live and old', 'lost', 'lost and old']);
  });
});

describe('the status of a session', () => {
  it.each([
    ['active', { owner: HERE }, 'active'],
    ['active', { owner: null }, 'stale'],
    ['active', { owner: null, isVerified: false }, 'active'],
    ['stale', { owner: null }, 'stale'],
    ['closed', { owner: null }, 'closed'],
  ] as const)('%s with %j is %s', (status, extra, expected) => {
    expect(statusOf(listed({ status }, extra))).toBe(expected);
  });
});

describe('the length of short agent ids', () => {
  it.each([
    [[], 14],
    [[id('a'), id('b')], 14],
    [[`${id('a')}1`, `${id('a')}2`], id('a').length + 1],
    [['x', 'xy', 'x'], 14],
    [['x'.repeat(20), 'x'.repeat(21)], 21],
  ])('of %j is %i', (ids, length) => {
    expect(shortLength(ids)).toBe(length);
    const short = new Set(ids.map((one) => one.slice(0, length)));
    expect(short.size).toBe(new Set(ids).size);
  });
});
