import { describe, expect, it } from 'vitest';
import { isChange } from '../../../src/control/shapes.js';
import { refusals } from '../../../src/domain/index.js';
import { record } from '../../support/records.js';

const owner = { pid: 4711, host: 'here', since: '2026-01-01T00:00:00Z' };
const written = (value: object): unknown => JSON.parse(JSON.stringify(value));
const refused = (refusal: object, command = 'register') =>
  written({ type: 'refused', command, refusal });

describe('a change on its way', () => {
  it.each(['registered', 'changed', 'resumed', 'stale', 'closed', 'inserted', 'forgotten'])(
    'is known by its type: %s',
    (type) => expect(isChange(written({ type, record: record() }))).toBe(true),
  );

  it.each(['lost', 'parked', 'stopped', 'failed'])('may have a reason: %s', (reason) => {
    const error = { message: 'boom' };
    const change = { type: 'stale', record: record(), previous: record(), reason, error };
    expect(isChange(written(change))).toBe(true);
  });

  it.each([
    refusals.identityConflict('planner', 'codex:a'),
    refusals.maxSessionsExceeded(3),
    refusals.sessionNotFound('codex:a'),
    refusals.sessionActive('codex:a'),
    refusals.sessionClosed('codex:a'),
    refusals.threadHeld('thread', 'codex:a'),
    refusals.shuttingDown(),
  ])('may be a refusal with all its facts: $code', (refusal) => {
    expect(isChange(refused(refusal))).toBe(true);
    expect(isChange(refused({ ...refusal, owner }, 'resume'))).toBe(true);
    for (const fact of Object.keys(refusal)) {
      expect(isChange(refused({ ...refusal, [fact]: undefined }))).toBe(false);
    }
  });

  it.each([
    ['is no object', 'registered'],
    ['is null', null],
    ['is a list', []],
    ['has no type', { record: record() }],
    ['has a type of another kind', { type: 'toString', record: record() }],
    ['has no record', { type: 'closed' }],
    ['has a record without states', { type: 'closed', record: { ...record(), status: undefined } }],
    [
      'has states that exclude each other',
      { type: 'closed', record: record({ status: 'closed' }) },
    ],
    ['has a record before it that is none', { type: 'closed', record: record(), previous: {} }],
    ['has no good reason', { type: 'stale', record: record(), reason: 'bored' }],
    ['has an error without a message', { type: 'stale', record: record(), error: {} }],
    ['refuses another command', refused(refusals.shuttingDown(), 'close')],
    ['refuses without a reason', refused({})],
    ['refuses for an unknown reason', refused({ code: 'toString', message: 'no' })],
    ['refuses without a sentence', refused({ code: 'shutting_down' })],
    [
      'refuses for an owner without a process',
      refused({ ...refusals.sessionActive('a'), owner: { ...owner, pid: '1' } }),
    ],
    [
      'refuses for an owner without a host',
      refused({ ...refusals.sessionActive('a'), owner: { ...owner, host: 1 } }),
    ],
    [
      'refuses for an owner without a time',
      refused({ ...refusals.sessionActive('a'), owner: { ...owner, since: null } }),
    ],
    ['refuses at a maximum of none', refused({ ...refusals.maxSessionsExceeded(1), max: 0 })],
  ])('is none when it %s', (_, change) => {
    expect(isChange(change)).toBe(false);
  });
});
