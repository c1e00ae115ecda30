import { afterEach, describe, expect, it } from 'vitest';
import { parseRegistrySnapshot, serializeRegistrySnapshot } from '../../../src/domain/index.js';
import { entry } from '../../support/records.js';

const ENTRY = JSON.stringify(entry());
const POISON = '"__proto__":{"polluted":true,"status":"active"}';
const PROTOTYPE_BEFORE = Object.getOwnPropertyNames(Object.prototype);

const parseText = (text: string) => parseRegistrySnapshot(JSON.parse(text));
const poisoned = ENTRY.replace('{', `{${POISON},`);

afterEach(() => {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(PROTOTYPE_BEFORE);
});

describe('`__proto__` as a key', () => {
  it('of an entry is dropped and reported, and the entry is used', () => {
    const { snapshot, issues } = parseText(`{"sessions":[${poisoned}]}`);
    expect(issues).toMatchObject([{ path: 'sessions[0].__proto__', code: 'dropped_key' }]);
    const [record] = snapshot.sessions;
    expect(record).toMatchObject({ status: 'stale', extra: {} });
    expect(Object.getPrototypeOf(record?.extra)).toBe(Object.prototype);
    expect(serializeRegistrySnapshot(snapshot)).not.toContain('__proto__');
  });

  it('of the file is dropped and reported', () => {
    const { snapshot, issues } = parseText(`{${POISON},"sessions":[],"keep":1}`);
    expect(issues).toMatchObject([{ path: '__proto__', code: 'dropped_key' }]);
    expect(Object.entries(snapshot.extra)).toEqual([['keep', 1]]);
    expect(Object.getPrototypeOf(snapshot.extra)).toBe(Object.prototype);
  });

  it('deep in an unknown field is dropped and reported', () => {
    const text = ENTRY.replace('{', `{"codex_sessions":{"a":[{${POISON},"b":1}]},`);
    const { snapshot, issues } = parseText(`{"sessions":[${text}]}`);
    expect(issues).toMatchObject([
      { path: 'sessions[0].codex_sessions.a[0].__proto__', code: 'dropped_key' },
    ]);
    expect(JSON.stringify(snapshot.sessions[0]?.extra)).toBe('{"codex_sessions":{"a":[{"b":1}]}}');
  });

  it('of a faulty entry stays in the file, verbatim', () => {
    const faulty = `{${POISON},"status":7}`;
    const { snapshot } = parseText(`{"sessions":[${faulty}]}`);
    expect(JSON.stringify(snapshot.faulty)).toBe(`[${faulty}]`);
    expect(serializeRegistrySnapshot(snapshot)).toContain(faulty);
  });

  it('brings no field to an entry that lacks it', () => {
    const fields = `"__proto__":${ENTRY}`;
    const { snapshot } = parseText(`{"sessions":[{${fields}}]}`);
    expect(snapshot.sessions).toEqual([]);
    expect(snapshot.faulty).toHaveLength(1);
  });
});

describe.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])(
  '%s as a name',
  (name) => {
    it('is a name as any other', () => {
      const fields = { agent_id: name, identity: name, team: name, thread_id: name, tag: name };
      const { snapshot, issues } = parseRegistrySnapshot({ sessions: [entry(fields)] });
      expect(issues).toEqual([]);
      expect(snapshot.sessions).toMatchObject([
        { agentId: name, identity: name, team: name, threadId: name, tag: name },
      ]);
      const text = serializeRegistrySnapshot(snapshot);
      expect(parseText(text).snapshot).toEqual(snapshot);
    });
  },
);
