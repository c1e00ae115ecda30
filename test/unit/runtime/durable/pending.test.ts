import { describe, expect, it } from 'vitest';
import type { LockedRegistry } from '../../../../src/domain/ports/store.js';
import type { SessionRecord } from '../../../../src/index.js';
import { Pending } from '../../../../src/runtime/durable/pending.js';
import { record } from '../../../support/records.js';

const OWNER = { pid: 7, host: 'here', since: '2026-01-01T00:00:00Z' };
const [first, second, third] = ['first', 'second', 'third'].map((tag) => record({ tag })) as [
  SessionRecord,
  SessionRecord,
  SessionRecord,
];

/** A file that says so of every session. */
const file = (written: SessionRecord | undefined, more: Partial<LockedRegistry> = {}) => ({
  get: () => written,
  records: () => (written === undefined ? [] : [written]),
  owns: () => false,
  ownerOf: () => undefined,
  holderOf: () => undefined,
  ...more,
});

describe('what is pending', () => {
  it('is what was marked, until it is dropped or taken', () => {
    const pending = new Pending();
    expect(pending.isEmpty).toBe(true);
    pending.mark('a', first);
    pending.mark('b', undefined);
    pending.drop('a');
    expect(pending.expected('a')).toBeUndefined();
    expect(pending.expected('b')).toEqual([undefined]);
    expect(pending.isEmpty).toBe(false);
    expect([...pending.take().keys()]).toEqual(['b']);
    expect(pending.isEmpty).toBe(true);
  });

  it('is outdated when the file says something else than before the first change', () => {
    const pending = new Pending();
    pending.mark('a', first);
    pending.mark('a', second);
    expect(pending.isOutdated(file({ ...first }), 'a')).toBe(false);
    expect(pending.isOutdated(file(second), 'a')).toBe(true);
    expect(pending.isOutdated(file(undefined), 'a')).toBe(true);
  });

  it('is outdated, for a session that was born since, when the file knows it', () => {
    const pending = new Pending();
    pending.mark('a', undefined);
    expect(pending.isOutdated(file(undefined), 'a')).toBe(false);
    expect(pending.isOutdated(file(first), 'a')).toBe(true);
  });

  it('is never outdated while this process holds the session', () => {
    const pending = new Pending();
    pending.mark('a', first);
    expect(pending.isOutdated(file(second, { owns: () => true }), 'a')).toBe(false);
  });

  it('is outdated while another process holds the session', () => {
    const pending = new Pending();
    pending.mark('a', first);
    expect(pending.isOutdated(file(first, { ownerOf: () => OWNER }), 'a')).toBe(true);
    expect(pending.isOutdated(file(first, { ownerOf: () => OWNER }), 'unmarked')).toBe(true);
  });
});

describe('what was taken and not written', () => {
  it('is pending again, with what was marked since', () => {
    const pending = new Pending();
    pending.mark('a', first);
    const taken = pending.take();
    pending.mark('b', second);
    pending.restore(taken);
    expect([...pending.take().keys()].sort()).toEqual(['a', 'b']);
  });

  it('knows the file as it was before, and as the failed write may have left it', () => {
    const pending = new Pending();
    pending.restore(new Map([['a', [first, second]]]));
    expect(pending.isOutdated(file(first), 'a')).toBe(false);
    expect(pending.isOutdated(file(second), 'a')).toBe(false);
    expect(pending.isOutdated(file(third), 'a')).toBe(true);
  });

  it('keeps what it knows of the file when the session has changed since', () => {
    const pending = new Pending();
    pending.mark('a', second);
    pending.restore(new Map([['a', [first, second]]]));
    pending.mark('a', third);
    expect(pending.isOutdated(file(first), 'a')).toBe(false);
    expect(pending.isOutdated(file(third), 'a')).toBe(true);
  });

  it('knows the last of several writes that failed together', () => {
    const pending = new Pending();
    pending.restore(new Map([['a', [first, second]]]));
    pending.restore(new Map([['a', [second, third]]]));
    for (const written of [first, second, third]) {
      expect(pending.isOutdated(file(written), 'a')).toBe(false);
    }
  });
});
