import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isLegalPair,
  parseRegistrySnapshot,
  RegistryFormatError,
  serializeRegistrySnapshot,
} from '../../../src/domain/index.js';
import { refusedByOriginal } from '../../support/original-file.js';
import { entry } from '../../support/records.js';

const RUNS = { seed: 20260218, numRuns: 500 };

const key = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', 'tag', '0', 'codex_sessions'),
);
const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.constant('\ud800'));
const anything: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value;

/** An entry with some fields of it replaced, dropped or added. */
const mutated = fc
  .tuple(
    fc.constantFrom('codex:a', 'codex:b', 'codex:c'),
    fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(entry())), key), anything, {
      maxKeys: 3,
    }),
    fc.subarray(['thread_id', 'branch', 'thread_state', 'repo_root']),
    fc.constantFrom('active', 'stale', 'closed'),
  )
  .map(([agent_id, fields, dropped, status]) => {
    const whole = { ...entry({ agent_id, status }), ...fields };
    return Object.fromEntries(Object.entries(whole).filter(([name]) => !dropped.includes(name)));
  });

const file = fc
  .tuple(
    fc.array(fc.oneof({ weight: 4, arbitrary: mutated }, anything), { maxLength: 6 }),
    fc.dictionary(key, anything, { maxKeys: 3 }),
  )
  .map(([sessions, extra]) => ({ ...extra, version: 1, sessions }));

/** As it comes out of a file: JSON.parse makes numbers, strings and own `__proto__` keys. */
const fromText = (json: unknown): unknown => JSON.parse(JSON.stringify(json));

describe('any registry file', () => {
  it('is read, repaired once and for all, and comes back the same', () => {
    fc.assert(
      fc.property(file, (json) => {
        const { snapshot, issues } = parseRegistrySnapshot(fromText(json));
        const written = serializeRegistrySnapshot(snapshot);
        const again = parseRegistrySnapshot(JSON.parse(written));
        expect(again.snapshot).toEqual(snapshot);
        expect(serializeRegistrySnapshot(again.snapshot)).toBe(written);
        expect(again.issues.every(({ code }) => code === 'faulty_entry')).toBe(true);
        if (issues.length === 0) expect(again.issues).toEqual([]);
      }),
      RUNS,
    );
  });

  it('yields sessions of legal pairs and distinct agent ids only, and loses no faulty entry', () => {
    fc.assert(
      fc.property(file, (json) => {
        const { snapshot, issues } = parseRegistrySnapshot(fromText(json));
        const { sessions, faulty } = snapshot;
        expect(sessions.every(isLegalPair)).toBe(true);
        expect(new Set(sessions.map(({ agentId }) => agentId)).size).toBe(sessions.length);
        const replaced = issues.filter(({ code }) => code === 'duplicate_agent_id').length;
        expect(sessions.length + faulty.length + replaced).toBe(json.sessions.length);
      }),
      RUNS,
    );
  });

  it('without faulty entries is written so that the original reads it', () => {
    fc.assert(
      fc.property(file, (json) => {
        const { snapshot } = parseRegistrySnapshot(fromText(json));
        const written = serializeRegistrySnapshot({ ...snapshot, faulty: [] });
        expect(refusedByOriginal(written)).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('any value at all', () => {
  it('is read or refused with a RegistryFormatError, and pollutes no prototype', () => {
    const names = Object.getOwnPropertyNames(Object.prototype);
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
        (x) => {
          for (const json of [x, { sessions: x }, { sessions: [x] }, { sessions: [], x }]) {
            try {
              parseRegistrySnapshot(json);
            } catch (error) {
              expect(error).toBeInstanceOf(RegistryFormatError);
            }
          }
        },
      ),
      RUNS,
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(names);
  });
});

describe('an empty text', () => {
  it.each(['tag', 'agent_source'])('as %s is kept, as the original writes it', (field) => {
    const { snapshot } = parseRegistrySnapshot({ sessions: [entry({ [field]: '' })] });
    const written = JSON.parse(serializeRegistrySnapshot(snapshot));
    expect(written.sessions[0]).toHaveProperty(field, '');
  });
});
