import { describe, expect, it } from 'vitest';
import { annotated, NO_EXTRA, sameRecord } from '../../../src/domain/index.js';
import { record } from '../../support/records.js';

describe('annotating', () => {
  it('merges one level deep and leaves the other unknown fields alone', () => {
    const extra = { other: 1, codex_sessions: { keep: 1, change: { old: true } } };
    expect(annotated(extra, { change: { new: true }, add: 'x' })).toEqual({
      other: 1,
      codex_sessions: { keep: 1, change: { new: true }, add: 'x' },
    });
  });

  it('removes a key by null, and the whole object with its last key', () => {
    const extra = { other: 1, codex_sessions: { a: 1, b: 2 } };
    expect(annotated(extra, { a: null })).toEqual({ other: 1, codex_sessions: { b: 2 } });
    expect(annotated(extra, { a: null, b: null })).toEqual({ other: 1 });
    expect(annotated(NO_EXTRA, { a: null })).toBe(NO_EXTRA);
  });

  it('keeps a null inside a value: only the first level removes', () => {
    expect(annotated(NO_EXTRA, { a: { b: null } })).toEqual({ codex_sessions: { a: { b: null } } });
  });

  it('gives the same object back when nothing changes', () => {
    const extra = { codex_sessions: { a: { b: 1 } } };
    expect(annotated(extra, { a: { b: 1 } })).toBe(extra);
    expect(annotated(extra, {})).toBe(extra);
  });

  it('freezes what it makes', () => {
    const extra = annotated({ codex_sessions: { a: 1 } }, { b: 2 });
    expect(Object.isFrozen(extra)).toBe(true);
    expect(Object.isFrozen(extra.codex_sessions)).toBe(true);
  });
});

describe('comparing records', () => {
  it('finds two equal field by field', () => {
    expect(sameRecord(record({ extra: { a: [1] } }), record({ extra: { a: [1] } }))).toBe(true);
  });

  it('tells an unset tag from a set one, whichever comes first', () => {
    expect(sameRecord(record(), record({ tag: 't' }))).toBe(false);
    expect(sameRecord(record({ tag: 't' }), record())).toBe(false);
    expect(sameRecord(record({ tag: 't' }), record({ agentSource: 't' }))).toBe(false);
  });

  it('tells records apart by any field', () => {
    const other = record({ agentId: 'codex:b', identity: 'x', team: 'x', threadId: 'x' });
    for (const key of ['agentId', 'identity', 'team', 'threadId'] as const) {
      expect(sameRecord(record(), { ...record(), [key]: other[key] })).toBe(false);
    }
    expect(sameRecord(record(), record({ extra: { a: 1 } }))).toBe(false);
  });
});
