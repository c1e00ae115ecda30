import { describe, expect, it } from 'vitest';
import type { SessionSupervisor } from '../../../src/index.js';
import { record } from '../../support/records.js';
import { changesOf, register, supervisorWith } from '../../support/supervisors.js';

const NO_NAMES: readonly unknown[] = [
  '',
  'a\0b',
  '\ud800',
  'x'.repeat(1025),
  'x'.repeat(10_000_000),
  undefined,
  null,
  1,
  {},
];
const NO_TEXTS = NO_NAMES.filter((value) => value !== '' && value !== null && value !== undefined);
const NO_OBJECTS: readonly unknown[] = [undefined, null, 'x', 1];

type Call = (supervisor: SessionSupervisor, agentId: string, value: never) => unknown;
const GIT: readonly ['repoRoot' | 'repoName' | 'branch', readonly unknown[]][] = [
  ['repoRoot', NO_TEXTS],
  ['repoName', NO_TEXTS],
  ['branch', NO_TEXTS],
];

const CASES: readonly [string, string, readonly unknown[], Call][] = [
  ['setThreadId', 'threadId', NO_NAMES, (s, id, value) => s.setThreadId(id, value)],
  ['setAgentSource', 'agentSource', NO_NAMES, (s, id, value) => s.setAgentSource(id, value)],
  ['setCwd', 'cwd', NO_NAMES, (s, id, value) => s.setCwd(id, value)],
  ['setTag', 'tag', NO_NAMES, (s, id, value) => s.setTag(id, value)],
  [
    'setThreadState',
    'state',
    ['', 'Busy', 'active', null, undefined, 1, '__proto__'],
    (s, id, value) => s.setThreadState(id, value),
  ],
  ['touch', 'context', NO_OBJECTS, (s, id, value) => s.touch(id, value)],
  ...GIT.map(([field, values]): [string, string, readonly unknown[], Call] => [
    'touch',
    field,
    values,
    (s, id, value) => s.touch(id, { [field]: value }),
  ]),
  ['annotate', 'patch', [...NO_OBJECTS, []], (s, id, value) => s.annotate(id, value)],
  ['annotate', 'patch.a', [undefined, () => 1, 1n], (s, id, a) => s.annotate(id, { a })],
  ['report', 'fact', NO_OBJECTS, (s, id, value) => s.report(id, value)],
  [
    'report',
    'fact.type',
    [undefined, '', 'turn.begun', 'session.lost', 'session.close', '__proto__', 1],
    (s, id, type) => s.report(id, { type } as never),
  ],
  ...(['started', 'completed', 'failed', 'interrupted'] as const).map(
    (end): [string, string, readonly unknown[], Call] => [
      `report turn.${end}`,
      'turnId',
      NO_NAMES.filter((value) => value !== undefined),
      (s, id, turnId) => s.report(id, { type: `turn.${end}`, turnId }),
    ],
  ),
  [
    'report thread.bound',
    'threadId',
    NO_NAMES,
    (s, id, threadId) => s.report(id, { type: 'thread.bound', threadId }),
  ],
  [
    'report context.refreshed',
    'branch',
    NO_TEXTS,
    (s, id, branch) => s.report(id, { type: 'context.refreshed', branch }),
  ],
  [
    'report cwd.changed',
    'cwd',
    NO_NAMES,
    (s, id, cwd) => s.report(id, { type: 'cwd.changed', cwd }),
  ],
  [
    'report source.recorded',
    'agentSource',
    NO_NAMES,
    (s, id, agentSource) => s.report(id, { type: 'source.recorded', agentSource }),
  ],
  [
    'report tag.changed',
    'tag',
    NO_NAMES,
    (s, id, tag) => s.report(id, { type: 'tag.changed', tag }),
  ],
  [
    'report extra.merged',
    'patch',
    NO_OBJECTS,
    (s, id, patch) => s.report(id, { type: 'extra.merged', patch }),
  ],
  ['resume', 'options', [null, 'x', 1], (s, id, value) => s.resume(id, value)],
  [
    'resume',
    'identity',
    NO_NAMES.filter((value) => value !== undefined),
    (s, id, identity) => s.resume(id, { identity }),
  ],
  ['resume', 'reopen', [null, 1, 'yes'], (s, id, reopen) => s.resume(id, { reopen })],
  ['insertStale', 'record', NO_OBJECTS, (s, _, value) => s.insertStale(value)],
  [
    'insertStale',
    'record.identity',
    [1, 'a\0', undefined],
    (s, _, identity) => s.insertStale(record({ identity })),
  ],
  ['subscribe', 'listener', [undefined, null, {}, 'x'], (s, _, value) => s.subscribe(value)],
  [
    'session().subscribe',
    'listener',
    [undefined, null, {}, 'x'],
    (s, id, value) => s.session(id)?.subscribe(value),
  ],
  ['list', 'filter', [null, 'x', 1], (s, _, value) => s.list(value)],
];

describe('a bad argument', () => {
  it.each(CASES)(
    'of %s is refused by the name %s, and changes nothing',
    (_, field, values, call) => {
      const supervisor = supervisorWith();
      const { agentId } = register(supervisor, 'arch-ctm', { tag: 't', branch: 'main' });
      const before = supervisor.toSnapshot();
      const changes = changesOf(supervisor);
      for (const value of values) {
        for (const id of [agentId, 'codex:unknown']) {
          if (field === 'listener' && id !== agentId) continue;
          expect(() => call(supervisor, id, value as never), String(value).slice(0, 50)).toThrow(
            expect.objectContaining({ name: 'InvalidArgumentError', field }),
          );
        }
      }
      expect(supervisor.toSnapshot()).toEqual(before);
      expect(changes).toEqual([]);
    },
  );
});

describe('an agent id', () => {
  const NO_IDS: readonly unknown[] = [
    '',
    'codex:unknown',
    '__proto__',
    'constructor',
    'x'.repeat(10_000_000),
    '\ud800',
    undefined,
    null,
    1,
    {},
    Symbol('id'),
  ];

  it.each(NO_IDS.map((id) => [id]))('makes no look-up and no setter throw', (value) => {
    const id = value as string;
    const supervisor = supervisorWith();
    register(supervisor, 'arch-ctm');
    const before = supervisor.toSnapshot();
    expect([
      supervisor.get(id),
      supervisor.getThreadState(id),
      supervisor.findByIdentity(id),
      supervisor.findByThreadId(id),
      supervisor.session(id),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect([
      supervisor.close(id),
      supervisor.park(id),
      supervisor.markLost(id),
      supervisor.forget(id),
      supervisor.report(id, { type: 'turn.started' }),
      supervisor.setThreadId(id, 'thread-1'),
      supervisor.setThreadState(id, 'idle'),
      supervisor.setThreadState(id, 'closed'),
      supervisor.setAgentSource(id, 'a.md'),
      supervisor.setCwd(id, '/'),
      supervisor.setTag(id, 't'),
      supervisor.touch(id, {}),
      supervisor.annotate(id, { a: 1 }),
    ]).not.toContain(true);
    expect(supervisor.resume(id)).toMatchObject({
      ok: false,
      refusal: { code: 'session_not_found' },
    });
    expect(supervisor.toSnapshot()).toEqual(before);
  });
});
