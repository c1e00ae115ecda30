import { describe, expect, it } from 'vitest';
import {
  createSessionSupervisor,
  InvalidArgumentError,
  type SessionSupervisorOptions,
} from '../../../src/index.js';
import { changesOf, register, request, supervisorWith } from '../../support/supervisors.js';

const LONG = 'x'.repeat(1025);
const NO_NAMES: readonly unknown[] = ['', 'a\0b', '\ud800', LONG, null, 1, {}, ['x']];
const NO_TEXTS = NO_NAMES.filter((value) => value !== '' && value !== null);

const badArgument = (field: string) =>
  expect.objectContaining({ name: 'InvalidArgumentError', code: 'invalid_argument', field });

describe('the arguments of register', () => {
  const cases: readonly [string, readonly unknown[]][] = [
    ['identity', [...NO_NAMES, undefined]],
    ['team', [...NO_NAMES, undefined]],
    ['cwd', [...NO_NAMES, undefined]],
    ['tag', NO_NAMES],
    ['agentSource', NO_NAMES],
    ['repoRoot', NO_TEXTS],
    ['repoName', NO_TEXTS],
    ['branch', NO_TEXTS],
    ['extra', [null, 'x', 1, [], new Map(), () => 1]],
  ];

  it.each(cases)('names %s when it is no good, and changes nothing', (field, values) => {
    const supervisor = supervisorWith();
    register(supervisor, 'other');
    const before = supervisor.toSnapshot();
    const changes = changesOf(supervisor);
    for (const value of values) {
      const call = () => supervisor.register({ ...request('arch-ctm'), [field]: value });
      expect(call).toThrow(InvalidArgumentError);
      expect(call).toThrow(TypeError);
      expect(call).toThrow(badArgument(field));
    }
    expect(supervisor.toSnapshot()).toEqual(before);
    expect(supervisor.activeCount).toBe(1);
    expect(changes).toEqual([]);
  });

  it.each([[undefined], [null], ['x'], [1]])('must be an object, not %j', (value) => {
    const supervisor = supervisorWith();
    expect(() => supervisor.register(value as never)).toThrow(badArgument('request'));
  });

  it('names the note that is no JSON', () => {
    const supervisor = supervisorWith();
    const cases: readonly [string, Record<string, unknown>][] = [
      ['extra.a', { a: undefined }],
      ['extra.a.b', { a: { b: () => 1 } }],
      ['extra.a.0', { a: [Number.NaN] }],
      ['extra.a', { a: '\ud800' }],
      ['extra.a', { a: new Date(0) }],
      ['extra.__proto__', JSON.parse('{"__proto__":1}')],
      ['extra.a.__proto__', JSON.parse('{"a":{"__proto__":1}}')],
    ];
    for (const [field, extra] of cases) {
      const call = () => supervisor.register(request('arch-ctm', { extra: extra as never }));
      expect(call).toThrow(badArgument(field));
    }
    expect(supervisor.list()).toEqual([]);
  });

  it('are taken to the limit', () => {
    const name = 'x'.repeat(1024);
    const git = { repoRoot: name, repoName: '', branch: null };
    const given = { identity: name, team: name, cwd: name, tag: name, agentSource: name, ...git };
    const record = register(supervisorWith(), name, given);
    expect(record).toMatchObject(given);
  });

  it('are compared by code unit: neither case nor composition is folded', () => {
    const supervisor = supervisorWith();
    for (const name of ['a', 'A', 'a ', '\u00e9', 'e\u0301', '__proto__', 'constructor']) {
      expect(supervisor.findByIdentity(name)).toBeUndefined();
      const { agentId } = register(supervisor, name);
      expect(supervisor.findByIdentity(name)).toBe(agentId);
    }
    expect(supervisor.activeCount).toBe(7);
  });

  it('may be an instance of a class', () => {
    class Request {
      identity = 'arch-ctm';
      team = 't';
      get cwd() {
        return '/tmp';
      }
    }
    expect(supervisorWith().register(new Request()).ok).toBe(true);
  });
});

describe('the options of a supervisor', () => {
  const cases: readonly [keyof SessionSupervisorOptions, readonly unknown[]][] = [
    ['maxConcurrent', [0, -1, 1.5, '3', null, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]],
    ['clock', [1, 'now', {}, new Date(), null]],
    ['createAgentId', [1, 'codex:1', {}, null]],
    ['inspect', [1, 'x', {}, null, 0]],
    ['snapshot', [null, 1, '{}', [], {}, { version: 1 }]],
  ];

  it.each(cases)('names %s when it is no good', (field, values) => {
    for (const value of values) {
      const call = () => createSessionSupervisor({ [field]: value } as never);
      expect(call, `${field}: ${String(value)}`).toThrow(badArgument(field));
    }
  });

  it.each([[null], ['x'], [1]])('must be an object, not %j', (value) => {
    expect(() => createSessionSupervisor(value as never)).toThrow(badArgument('options'));
  });

  it('may all be left out, or be undefined', () => {
    expect(createSessionSupervisor().maxConcurrent).toBe(10);
    const options = {
      maxConcurrent: undefined,
      snapshot: undefined,
      clock: undefined,
      createAgentId: undefined,
      inspect: undefined,
    };
    expect(createSessionSupervisor(options).maxConcurrent).toBe(10);
  });
});
