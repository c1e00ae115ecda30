import { describe, expect, it } from 'vitest';
import { findToClose } from '../../../src/cli/find.js';
import type { Team } from '../../../src/cli/teams.js';
import type { SessionRecord } from '../../../src/index.js';
import { record } from '../../support/records.js';

const OWNER = { pid: 1, host: 'here', since: '2026-03-01T11:00:00Z' };

type Kind = SessionRecord['status'] | 'live';

/** A team with sessions, each an agent id, an identity and what it is. */
function team(name: string, ...sessions: readonly (readonly [string, string, Kind])[]): Team {
  const seen = sessions.map(([agentId, identity, kind]) => ({
    record: record({ agentId, identity, status: kind === 'live' ? 'active' : kind }),
    owner: kind === 'live' ? OWNER : null,
    control: null,
  }));
  return { type: 'good', team: name, folder: `/${name}`, sessions: seen, issues: [] };
}

function searched(name: string, ...teams: readonly Team[]): string {
  const search = findToClose(teams, name);
  const idOf = ({ seen, team: { team } }: { seen: Team['sessions'][number]; team: Team }) =>
    `${team}/${seen.record.agentId}`;
  if (search.type === 'several') return `several ${search.matches.map(idOf).join(' ')}`;
  return search.type === 'none' ? 'none' : `${search.type} ${idOf(search.match)}`;
}

describe('the session that somebody wants closed', () => {
  it.each([
    ['by its agent id', 'codex:b', 'found docs/codex:b'],
    ['by the name of its live holder, whoever had it before', 'x', 'found docs/codex:live'],
    ['by a name only one stale session has', 'y', 'found docs/codex:only'],
    ['by a name only one lost session has', 'w', 'found docs/codex:lost'],
    ['not by a name that several stale ones have', 'z', 'several docs/codex:1 docs/codex:2'],
    ['not if it is closed already', 'codex:closed', 'closed docs/codex:closed'],
    ['not if all of its name are closed', 'v', 'closed docs/codex:closed'],
    ['by the beginning of its agent id', 'codex:li', 'found docs/codex:live'],
    ['not by a beginning that several have', 'codex:lo', 'several docs/codex:lost docs/codex:long'],
    ['not by a beginning that is too short', 'codex:b'.slice(0, 6), 'none'],
    ['not by nothing', '', 'none'],
    ['not if there is none', 'codex:unknown', 'none'],
  ])('is found %s', (_, name, expected) => {
    const docs = team(
      'docs',
      ['codex:b', 'a', 'stale'],
      ['codex:old', 'x', 'stale'],
      ['codex:live', 'x', 'live'],
      ['codex:only', 'y', 'stale'],
      ['codex:once', 'y', 'closed'],
      ['codex:1', 'z', 'stale'],
      ['codex:2', 'z', 'active'],
      ['codex:closed', 'v', 'closed'],
      ['codex:lost', 'w', 'active'],
      ['codex:long', 'u', 'stale'],
    );
    expect(searched(name, docs)).toBe(expected);
  });

  it('is never chosen between two teams', () => {
    const one = team('one', ['codex:1', 'x', 'live'], ['same', 'y', 'stale']);
    const two = team('two', ['codex:2', 'x', 'stale'], ['same', 'z', 'stale']);
    expect(searched('x', one, two)).toBe('several one/codex:1 two/codex:2');
    expect(searched('same', one, two)).toBe('several one/same two/same');
  });

  it('is not hidden by closed ones of its name in another team', () => {
    const one = team('one', ['codex:1', 'x', 'closed']);
    const two = team('two', ['codex:2', 'x', 'stale']);
    expect(searched('x', one, two)).toBe('found two/codex:2');
  });

  it('is found by its agent id even if another has that for a name', () => {
    const one = team('one', ['codex:1', 'codex:2', 'live'], ['codex:2', 'x', 'stale']);
    expect(searched('codex:2', one)).toBe('found one/codex:2');
  });
});
