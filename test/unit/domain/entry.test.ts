import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  checkBySchema,
  checkEntry,
  entryOf,
  NO_EXTRA,
  recordOf,
  registrySnapshotSchema,
  sessionRecordSchema,
} from '../../../src/domain/index.js';
import { entry, entryWithout, record } from '../../support/records.js';

describe('the codec of a record', () => {
  it('decodes an entry and encodes it again', () => {
    const json = entry({ tag: 't', agent_source: 'a.md', thread_id: 'thread-1', future: [1] });
    const decoded = z.decode(sessionRecordSchema, json as never);
    expect(decoded).toEqual(
      record({ tag: 't', agentSource: 'a.md', threadId: 'thread-1', extra: { future: [1] } }),
    );
    expect(z.encode(sessionRecordSchema, decoded)).toEqual(json);
  });

  it('leaves an unset tag and agent source out, on both sides', () => {
    const decoded = z.decode(
      sessionRecordSchema,
      entry({ tag: null, agent_source: null }) as never,
    );
    expect('tag' in decoded || 'agentSource' in decoded).toBe(false);
    const encoded = z.encode(sessionRecordSchema, decoded);
    expect('tag' in encoded || 'agent_source' in encoded).toBe(false);
  });

  it('repairs an illegal pair', () => {
    const decoded = z.decode(sessionRecordSchema, entry({ status: 'closed' }) as never);
    expect(decoded).toMatchObject({ status: 'closed', threadState: 'closed' });
  });

  it.each([
    ['nothing', undefined],
    ['no object', 'x'],
    ['a missing field', entryWithout('cwd')],
    ['an unknown state', entry({ status: 'open' })],
  ])('refuses to decode %s', (_, json) => {
    expect(sessionRecordSchema.safeParse(json).success).toBe(false);
  });

  it.each([
    ['nothing', undefined],
    ['an unknown state', record({ status: 'open' as never })],
    ['no time', record({ lastActive: 'now' })],
    ['a name too long', record({ identity: 'x'.repeat(1025) })],
    ['an illegal pair', record({ status: 'closed', threadState: 'idle' })],
    ['an unknown field that would become a tag', record({ extra: { tag: 'x' } })],
  ])('refuses to encode %s', (_, value) => {
    expect(z.safeEncode(sessionRecordSchema, value as never).success).toBe(false);
  });
});

describe('the entry of a record', () => {
  it('has the fields in the order of the original', () => {
    expect(Object.keys(entryOf(record({ tag: 't', agentSource: 'a', extra: { x: 1 } })))).toEqual([
      ...Object.keys(entry()),
      'tag',
      'agent_source',
      'x',
    ]);
  });

  it('is not shadowed by an unknown field', () => {
    const shadow = { agent_id: 'x', status: 'active', thread_state: 'busy', identity: 'x' };
    expect(entryOf(record({ extra: shadow }))).toEqual(entry());
    expect(entryOf(record({ extra: NO_EXTRA }))).toEqual(entry());
  });
});

describe('the codec of a registry', () => {
  it('decodes a file and encodes it again', () => {
    const file = { version: 1, sessions: [entry(), { faulty: true }], more: 1 };
    const snapshot = z.decode(registrySnapshotSchema, file);
    expect(snapshot).toMatchObject({ faulty: [{ faulty: true }], extra: { more: 1 } });
    expect(z.encode(registrySnapshotSchema, snapshot)).toEqual(file);
  });

  it('answers what is no registry as zod does: safeDecode does not throw', () => {
    expect(z.safeDecode(registrySnapshotSchema, 5).success).toBe(false);
    expect(z.safeDecode(registrySnapshotSchema, { version: 2, sessions: [] }).success).toBe(false);
  });
});

describe('the codecs', () => {
  it('report a field that cannot be kept instead of dropping it', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(3000)}${']'.repeat(3000)}`);
    expect(sessionRecordSchema.safeParse(entry({ deep })).success).toBe(false);
    expect(sessionRecordSchema.safeParse(entry({ hole: [undefined] })).success).toBe(false);
  });

  it.each([[{}], [{ sessions: [{}], faulty: [], extra: {} }], [null], [5]])(
    'refuse to encode %j as zod does',
    (value) => {
      expect(z.safeEncode(registrySnapshotSchema, value as never).success).toBe(false);
    },
  );
});

describe('the short way of checking an entry', () => {
  const odd = fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    1,
    'x\0',
    'x'.repeat(1025),
    {},
    [],
    'busy',
    'closed',
  );
  const good = entry({ tag: 't', agent_source: 'a', codex_sessions: {} });
  const fields = Object.keys(good).map((key) => fc.record({ key: fc.constant(key), value: odd }));

  it('agrees with the schema about every entry', () => {
    const faults = fc.array(fc.oneof(...fields), { maxLength: 3 });
    fc.assert(
      fc.property(faults, (changes) => {
        const changed = Object.fromEntries(changes.map(({ key, value }) => [key, value]));
        const value = { ...good, ...changed };
        const [short, long] = [checkEntry(value), checkBySchema(value)];
        expect('fields' in short).toBe('fields' in long);
        if ('fields' in short && 'fields' in long) {
          expect(recordOf(short.fields, NO_EXTRA)).toEqual(recordOf(long.fields, NO_EXTRA));
        } else expect(short).toEqual(long);
      }),
      { seed: 7, numRuns: 3000 },
    );
  });
});
