import fc from 'fast-check';
import { aRecord } from '../model/session-steps.js';
import type { Step } from '../support/scripted-store.js';
import { IDENTITIES, type Operation, THREADS } from './operations.js';

/** A command whose promise tells when it is on disk. */
export type Durable =
  | Extract<Operation, { op: 'register' | 'resume' }>
  | { op: 'close' | 'park'; agentId: string; fails: boolean }
  | { op: 'forget'; agentId: string }
  | { op: 'bindThread'; agentId: string; value: string; fails: boolean }
  | { op: 'locate'; by: 'agentId' | 'identity'; value: string };

/** A call that is written behind. */
export type Behind =
  | Extract<Operation, { op: 'report' | 'setThreadState' | 'touch' }>
  | { op: 'markLost'; agentId: string; fails: boolean }
  | { op: 'setThreadId' | 'setTag'; agentId: string; value: string };

/** What happens in a world of two processes that share a disk. */
export type WorldOperation =
  /** A command begins; unless it is awaited, the next operation may come before its end. */
  | { op: 'begin'; process: Side; command: Durable; awaited: boolean }
  | { op: 'behind'; process: Side; call: Behind }
  /** So many steps of the stores happen, of either process. */
  | { op: 'steps'; count: number }
  /** Everything under way comes to its end. */
  | { op: 'settle' }
  /** Time passes, as long as a change may wait to be written. */
  | { op: 'later' }
  | { op: 'break'; process: Side; step: Step; times: 'once' | 'always' }
  | { op: 'mend'; process: Side }
  | { op: 'flush' | 'restart' | 'crash'; process: Side }
  | { op: 'clock'; now: string };

/** Which of the two processes. */
export type Side = 0 | 1;

const side = fc.constantFrom<Side>(0, 1);
const agentId = fc.constantFrom('s1', 's2', 's3', '__proto__');
const identity = fc.constantFrom(...IDENTITIES);
const threadId = fc.constantFrom(...THREADS);
const seldom = fc.integer({ min: 0, max: 19 }).map((n) => n === 0);
const now = fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z');

/** An operation with all its fields. */
const a = <Op extends string, Rest extends object>(
  op: Op,
  rest: { [Key in keyof Rest]: fc.Arbitrary<Rest[Key]> },
): fc.Arbitrary<{ op: Op } & Rest> =>
  fc.record<object>(rest).map((fields) => ({ op, ...fields }) as { op: Op } & Rest);

const command: fc.Arbitrary<Durable> = fc.oneof(
  { weight: 8, arbitrary: a('register', { agentId, identity, fails: seldom }) },
  {
    weight: 8,
    arbitrary: fc.record(
      {
        op: fc.constant('resume' as const),
        agentId,
        identity,
        reopen: fc.boolean(),
        fails: seldom,
      },
      { requiredKeys: ['op', 'agentId', 'reopen', 'fails'] },
    ),
  },
  { weight: 3, arbitrary: a('close', { agentId, fails: seldom }) },
  { weight: 5, arbitrary: a('park', { agentId, fails: seldom }) },
  { weight: 2, arbitrary: a('forget', { agentId }) },
  { weight: 2, arbitrary: a('bindThread', { agentId, value: threadId, fails: seldom }) },
  { weight: 1, arbitrary: a('locate', { by: fc.constant('agentId' as const), value: agentId }) },
  { weight: 1, arbitrary: a('locate', { by: fc.constant('identity' as const), value: identity }) },
);

const call: fc.Arbitrary<Behind> = fc.oneof(
  {
    weight: 4,
    arbitrary: a('report', {
      agentId,
      type: fc.constantFrom('turn.completed' as const, 'turn.started' as const),
      fails: seldom,
    }),
  },
  {
    weight: 1,
    arbitrary: a('setThreadState', {
      agentId,
      state: fc.constantFrom('idle' as const, 'closed' as const),
    }),
  },
  { weight: 1, arbitrary: a('setThreadId', { agentId, value: threadId }) },
  { weight: 4, arbitrary: a('setTag', { agentId, value: fc.constantFrom('red', 'blue') }) },
  { weight: 2, arbitrary: a('touch', { agentId, branch: fc.constantFrom(null, 'main') }) },
  { weight: 1, arbitrary: a('markLost', { agentId, fails: seldom }) },
);

const operation: fc.Arbitrary<WorldOperation> = fc.oneof(
  { weight: 30, arbitrary: a('begin', { process: side, command, awaited: fc.boolean() }) },
  { weight: 12, arbitrary: a('behind', { process: side, call }) },
  { weight: 12, arbitrary: a('steps', { count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: a('settle', {}) },
  { weight: 3, arbitrary: a('later', {}) },
  {
    weight: 3,
    arbitrary: a('break', {
      process: side,
      step: fc.constantFrom<Step>('lock', 'write', 'sync'),
      times: fc.constantFrom('once' as const, 'always' as const),
    }),
  },
  { weight: 2, arbitrary: a('mend', { process: side }) },
  { weight: 2, arbitrary: a('flush', { process: side }) },
  { weight: 1, arbitrary: a('restart', { process: side }) },
  { weight: 2, arbitrary: a('crash', { process: side }) },
  { weight: 2, arbitrary: a('clock', { now }) },
);

export const worldOperations = fc.array(operation, { maxLength: 80, size: 'max' });

/** What is in the file before the processes come. */
export const firstRecords = fc.array(
  fc
    .record({ agentId, identity, threadId: fc.option(threadId), isClosed: fc.boolean() })
    .map(({ agentId: id, identity: name, isClosed, ...fields }) =>
      aRecord(id, name, {
        ...fields,
        status: isClosed ? 'closed' : 'stale',
        threadState: isClosed ? 'closed' : 'idle',
      }),
    ),
  { maxLength: 3 },
);
