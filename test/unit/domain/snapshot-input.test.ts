import { describe, expect, it } from 'vitest';
import {
  InvalidArgumentError,
  parseRegistrySnapshot,
  RegistryFormatError,
  recordFrom,
  serializeRegistrySnapshot,
  snapshotFrom,
} from '../../../src/domain/index.js';
import { entry, record } from '../../support/records.js';

const fieldOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error.field;
    throw error;
  }
  return 'accepted';
};

describe('a snapshot that is handed in', () => {
  it('is used as it is when it was parsed: it is frozen', () => {
    const { snapshot } = parseRegistrySnapshot({ sessions: [entry(), 7] });
    expect(snapshotFrom(snapshot)).toEqual({ snapshot, issues: [] });
    expect(snapshotFrom(snapshot).snapshot).toBe(snapshot);
  });

  it('is checked and repaired as a file is when it comes from elsewhere', () => {
    const handmade = {
      version: 1,
      sessions: [record({ status: 'closed' }), record({ agentId: '' }), null],
      faulty: [{ old: 'fault' }],
      extra: { future: 1 },
    };
    const { snapshot, issues } = snapshotFrom(handmade);
    expect(snapshot.sessions).toEqual([record({ status: 'closed', threadState: 'closed' })]);
    expect(snapshot.faulty).toHaveLength(3);
    expect(snapshot.extra).toEqual({ future: 1 });
    const codes = new Set(issues.map(({ code }) => code));
    expect(codes).toEqual(new Set(['illegal_pair', 'faulty_entry']));
  });

  it('survives a way through JSON', () => {
    const { snapshot } = parseRegistrySnapshot({
      sessions: [entry({ future: { a: 1 }, tag: 't' }), { broken: true }],
      more: [1],
    });
    expect(snapshotFrom(JSON.parse(JSON.stringify(snapshot))).snapshot).toEqual(snapshot);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', '{"sessions":[]}'],
    ['a list', []],
    ['no sessions', { version: 1 }],
    ['sessions that are no list', { sessions: {} }],
    ['faulty entries that are no list', { sessions: [], faulty: {} }],
    ['the JSON of a file', { version: 1, sessions: [entry()] }],
    ['unknown fields that are a text', { sessions: [], faulty: [], extra: 'abc' }],
    ['unknown fields that are a list', { sessions: [], faulty: [], extra: [1] }],
    ['unknown fields that are null', { sessions: [], faulty: [], extra: null }],
  ])('is refused when it is %s', (_, value) => {
    expect(fieldOf(() => snapshotFrom(value))).toBe('snapshot');
  });

  it('is refused when it is of a newer version', () => {
    expect(() => snapshotFrom({ version: 2, sessions: [] })).toThrow(RegistryFormatError);
  });
});

describe('a record that is handed in', () => {
  it('is copied, frozen and keeps its unknown fields', () => {
    const mine = record({ tag: 't', agentSource: 'a.md', extra: { future: { deep: [1] } } });
    const { record: taken, issues } = recordFrom(mine);
    expect(issues).toEqual([]);
    expect(taken).toEqual(mine);
    expect(taken).not.toBe(mine);
    expect(Object.isFrozen(taken)).toBe(true);
    expect(Object.isFrozen((taken.extra.future as { deep: unknown }).deep)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['record', null],
    ['record', 'text'],
    ['record', []],
    ['record', undefined],
    ['record.agentId', {}],
    ['record.agentId', record({ agentId: '' })],
    ['record.identity', record({ identity: 1 as never })],
    ['record.team', record({ team: 'a\0' })],
    ['record.threadId', record({ threadId: 'x'.repeat(1025) })],
    ['record.cwd', record({ cwd: null as never })],
    ['record.repoRoot', record({ repoRoot: 1 as never })],
    ['record.repoName', record({ repoName: 1 as never })],
    ['record.branch', record({ branch: 1 as never })],
    ['record.startedAt', record({ startedAt: 'now' })],
    ['record.lastActive', record({ lastActive: '2026-02-30T00:00:00Z' })],
    ['record.status', record({ status: 'open' as never })],
    ['record.threadState', record({ threadState: 'Busy' as never })],
    ['record.tag', record({ tag: 1 as never })],
    ['record.agentSource', record({ agentSource: [] as never })],
  ])('is refused by the name of its first fault: %s', (field, value) => {
    expect(fieldOf(() => recordFrom(value))).toBe(field);
  });

  it.each([['x'], [1], [null], [[1]], [new Map()]])(
    'is refused when its unknown fields are %j',
    (extra) => {
      expect(fieldOf(() => recordFrom(record({ extra: extra as never })))).toBe('record.extra');
    },
  );

  it.each(['tag', 'agent_source', 'status', 'identity', 'thread_state'])(
    'cannot shadow the field %s of the entry by an unknown field',
    (field) => {
      const call = () => recordFrom(record({ extra: { [field]: 'closed' } }));
      expect(fieldOf(call)).toBe(`record.extra.${field}`);
    },
  );

  it('comes with what was repaired in it', () => {
    const extra = JSON.parse('{"__proto__":1,"keep":1}');
    const { record: taken, issues } = recordFrom(record({ status: 'closed', extra }));
    expect(taken).toEqual(record({ status: 'closed', threadState: 'closed', extra: { keep: 1 } }));
    expect(issues.map(({ code }) => code).sort()).toEqual(['dropped_key', 'illegal_pair']);
  });
});

describe('unknown fields that would take the place of others', () => {
  it('make a record of a snapshot faulty', () => {
    const sessions = [record({ extra: { agent_id: 'x' } })];
    const { snapshot, issues } = snapshotFrom({ version: 1, sessions, faulty: [], extra: {} });
    expect([snapshot.sessions, snapshot.faulty.length]).toEqual([[], 1]);
    expect(issues[0]?.code).toBe('faulty_entry');
  });

  it('are left out of a file where they are called version or sessions', () => {
    const extra = { version: 7, sessions: [] };
    const handmade = { version: 1, sessions: [record()], faulty: [], extra } as const;
    expect(snapshotFrom(handmade).snapshot.sessions).toHaveLength(1);
    expect(serializeRegistrySnapshot(handmade).match(/"version":/g)).toHaveLength(1);
  });
});
