import { describe, expect, it } from 'vitest';
import {
  parseRegistrySnapshot,
  SESSION_STATUSES,
  serializeRegistrySnapshot,
  THREAD_STATES,
} from '../../../src/domain/index.js';
import { entry, entryWithout } from '../../support/records.js';

const parse = (...sessions: readonly unknown[]) => parseRegistrySnapshot({ sessions });

function reparsed(result: ReturnType<typeof parse>) {
  return parseRegistrySnapshot(JSON.parse(serializeRegistrySnapshot(result.snapshot)));
}

const ILLEGAL = SESSION_STATUSES.flatMap((status) =>
  THREAD_STATES.map((thread_state) => ({ status, thread_state })),
).filter(({ status, thread_state }) => (status === 'closed') !== (thread_state === 'closed'));

describe('repair', () => {
  it.each(ILLEGAL)('closes a session that is $status and $thread_state', (states) => {
    const result = parse(entry(states));
    expect(result.snapshot.sessions).toMatchObject([{ status: 'closed', threadState: 'closed' }]);
    expect(result.issues).toMatchObject([
      { path: 'sessions[0].thread_state', code: 'illegal_pair' },
    ]);
    expect(result.issues[0]?.repair).toContain('closed');
  });

  it('closes a closed session of an old file that names no thread state', () => {
    const result = parse({ ...entryWithout('thread_state'), status: 'closed' });
    expect(result.snapshot.sessions).toMatchObject([{ status: 'closed', threadState: 'closed' }]);
    expect(result.issues).toMatchObject([{ code: 'illegal_pair' }]);
  });

  it('takes the last of duplicate agent ids and reports each replacement', () => {
    const result = parse(
      entry({ identity: 'first' }),
      entry({ agent_id: 'codex:b' }),
      entry({ identity: 'second' }),
      entry({ identity: 'third' }),
    );
    expect(result.snapshot.sessions.map(({ agentId, identity }) => [agentId, identity])).toEqual([
      ['codex:a', 'third'],
      ['codex:b', 'arch-ctm'],
    ]);
    expect(result.issues.map(({ path, code }) => [path, code])).toEqual([
      ['sessions[2].agent_id', 'duplicate_agent_id'],
      ['sessions[3].agent_id', 'duplicate_agent_id'],
    ]);
  });

  it('does not let a faulty duplicate replace a good entry', () => {
    const result = parse(entry({ identity: 'good' }), entry({ identity: 7 }));
    expect(result.snapshot.sessions).toMatchObject([{ identity: 'good' }]);
    expect(result.snapshot.faulty).toHaveLength(1);
  });

  it('leaves several active sessions of one identity as they are: they are legal', () => {
    const active = { status: 'active', thread_state: 'busy' };
    const result = parse(entry(active), entry({ ...active, agent_id: 'codex:b' }));
    expect(result.issues).toEqual([]);
    expect(result.snapshot.sessions.map(({ status }) => status)).toEqual(['active', 'active']);
  });

  it.each([
    '2026-01-01t00:00:00.123456789z',
    '2026-01-01T01:00:00+01:00',
    '2016-12-31T23:59:60Z',
    '0001-01-01T00:00:00Z',
  ])('keeps the time %s as it is written', (time) => {
    const result = parse(entry({ started_at: time, last_active: time }));
    expect(result.issues).toEqual([]);
    expect(reparsed(result).snapshot.sessions).toMatchObject([
      { startedAt: time, lastActive: time },
    ]);
  });

  it('is idempotent: what was repaired needs no repair again', () => {
    const result = parse(
      entry({ status: 'closed' }),
      entry({ identity: 'later', status: 'active', thread_state: 'closed' }),
      entry({ agent_id: 'codex:b', ['__proto__']: { polluted: true }, big: 1e308 * 10 }),
    );
    expect(result.issues.length).toBeGreaterThan(3);
    expect(reparsed(result)).toEqual({ snapshot: result.snapshot, issues: [] });
  });

  it('is idempotent for a number too large for JSON where a text should be', () => {
    for (const field of ['thread_id', 'branch', 'tag', 'started_at']) {
      const text = JSON.stringify({ sessions: [entry(), entry({ [field]: '?' })] });
      const result = parseRegistrySnapshot(JSON.parse(text.replace('"?"', '1e999')));
      expect(result.issues).not.toEqual([]);
      expect(reparsed(result).snapshot).toEqual(result.snapshot);
    }
  });

  it('is idempotent for values whose JSON is of another type', () => {
    for (const fields of [{ started_at: new Date(0) }, { thread_id: () => 1 }]) {
      const result = parse(entry({ identity: 'first' }), entry(fields));
      expect(result.issues).not.toEqual([]);
      expect(reparsed(result).snapshot).toEqual(result.snapshot);
    }
  });
});

describe('an entry that only its JSON makes good', () => {
  it('is reported by the field', () => {
    const { issues } = parse(entry({ started_at: new Date('2026-01-01T00:00:00Z') }));
    expect(issues[0]).toMatchObject({ code: 'not_json', path: 'sessions[0].started_at' });
  });
});
