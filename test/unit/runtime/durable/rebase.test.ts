import { describe, expect, it } from 'vitest';
import type { Json, SessionRecord } from '../../../../src/index.js';
import { rebased } from '../../../../src/runtime/durable/rebase.js';
import { record } from '../../../support/records.js';

const notes = (codex_sessions: Record<string, Json>) => ({ extra: { codex_sessions } });
const base = record({ tag: 'first', ...notes({ kept: 1, mine: 1, theirs: 1, gone: 1 }) });

/** What becomes of the session when each of the two has changed it so. */
const both = (mine: Partial<SessionRecord>, theirs: Partial<SessionRecord>) =>
  rebased(base, { ...base, ...mine }, { ...base, ...theirs });

describe('a session that two processes have changed', () => {
  it('is theirs, with what was changed here', () => {
    const theirs = { identity: 'theirs', threadState: 'busy', branch: 'main' } as const;
    expect(both({ tag: 'mine', threadId: 'thread-1' }, theirs)).toEqual({
      ...base,
      ...theirs,
      tag: 'mine',
      threadId: 'thread-1',
    });
  });

  it('is what was changed here where both have changed the same', () => {
    const { cwd, tag } = both({ cwd: '/mine' }, { cwd: '/theirs', tag: 'theirs' });
    expect([cwd, tag]).toEqual(['/mine', 'theirs']);
  });

  it('is closed if it was closed here', () => {
    const closed = { status: 'closed', threadState: 'closed' } as const;
    expect(both(closed, { tag: 'theirs' })).toMatchObject({ ...closed, tag: 'theirs' });
  });

  it.each([
    ['2026-03-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['2026-02-01T00:00:00+01:00', '2026-01-31T23:30:00Z', '2026-01-31T23:30:00Z'],
  ])('was last active when it was last: %s or %s', (mine, theirs, last) => {
    expect(both({ lastActive: mine }, { lastActive: theirs }).lastActive).toBe(last);
  });

  it('has the notes of both, without what one of them has removed', () => {
    const mine = notes({ kept: 1, mine: 2, theirs: 1, more: 'mine' });
    const theirs = {
      extra: { unknown: true, codex_sessions: { kept: 1, mine: 1, theirs: 2, gone: 1 } },
    };
    expect(both(mine, theirs).extra).toEqual({
      unknown: true,
      codex_sessions: { kept: 1, mine: 2, theirs: 2, more: 'mine' },
    });
  });

  it('has the first notes of one, where there were none', () => {
    const bare = record();
    const noted = { ...bare, ...notes({ mine: 1 }) };
    expect(rebased(bare, noted, { ...bare, cwd: '/theirs' })).toEqual({ ...noted, cwd: '/theirs' });
  });

  it('is frozen', () => {
    expect(Object.isFrozen(both({ tag: 'mine' }, {}))).toBe(true);
  });
});
