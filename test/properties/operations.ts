import fc from 'fast-check';
import type { Json, SessionRecord, ThreadState } from '../../src/index.js';
import { aRecord } from '../model/session-steps.js';

/** One call of the public API, an eviction, or a turn of the world around it. */
export type Operation =
  | {
      op: 'register';
      agentId: string;
      identity: string;
      tag?: string;
      extra?: Patch;
      fails: boolean;
    }
  | { op: 'resume'; agentId: string; identity?: string; reopen: boolean; fails: boolean }
  | { op: 'close' | 'park' | 'markLost'; agentId: string; fails: boolean }
  | { op: 'forget' | 'evict'; agentId: string }
  | { op: 'report'; agentId: string; type: TurnType; turnId?: string; fails: boolean }
  | { op: 'setThreadState'; agentId: string; state: ThreadState }
  | { op: 'setThreadId' | 'setCwd' | 'setTag' | 'setAgentSource'; agentId: string; value: string }
  | { op: 'touch'; agentId: string; branch: string | null }
  | { op: 'annotate'; agentId: string; patch: Patch }
  | { op: 'insertStale'; record: SessionRecord }
  | { op: 'markAllStale' | 'drain' | 'restart' }
  /** The session's actor fails by itself. */
  | { op: 'failure'; agentId: string }
  | { op: 'clock'; now: string }
  /** The next change that is heard of makes its listener do this. */
  | { op: 'react'; operation: Operation };

export type TurnType = 'turn.started' | 'turn.completed' | 'turn.failed' | 'turn.interrupted';
export type Patch = Record<string, Json>;

export const IDENTITIES = ['planner', 'coder', '__proto__'];
export const THREADS = ['t1', 't2'];

const agentId = fc.constantFrom('s1', 's2', 's3', 's4', 's5', 'constructor', '__proto__');
const identity = fc.constantFrom(...IDENTITIES);
const seldom = fc.integer({ min: 0, max: 9 }).map((n) => n === 0);
const turnId = fc.option(fc.constantFrom('turn-1', 'turn-2', 'turn-3'), { nil: undefined });
const time = fc
  .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
const now = fc.oneof(time, fc.constantFrom('1969-07-20T20:17:40Z', '2026-01-01T00:00:00Z'));
/** Any JSON but the one key that is refused. */
const json = (maxDepth: number) =>
  fc
    .jsonValue({ maxDepth })
    .filter((value) => !JSON.stringify(value).includes('__proto__')) as fc.Arbitrary<Json>;
const patch: fc.Arbitrary<Patch> = fc.dictionary(
  fc.constantFrom('a', 'b', 'constructor'),
  fc.oneof(fc.constant(null), json(2)),
  { maxKeys: 3, noNullPrototype: true },
);

const pairs = fc.constantFrom(
  { status: 'active', threadState: 'idle' } as const,
  { status: 'stale', threadState: 'busy' } as const,
  { status: 'stale', threadState: 'idle' } as const,
  { status: 'closed', threadState: 'closed' } as const,
);
const record: fc.Arbitrary<SessionRecord> = fc
  .record({
    agentId,
    identity,
    pair: pairs,
    threadId: fc.constantFrom(null, ...THREADS),
    lastActive: time,
    unknown: fc.option(json(1), { nil: undefined }),
  })
  .map(({ agentId: id, identity: name, pair, unknown, ...fields }) =>
    aRecord(id, name, {
      ...fields,
      ...pair,
      extra: unknown === undefined ? {} : { from_the_future: withoutMinusZero(unknown) },
    }),
  );

const plain: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        op: fc.constant('register' as const),
        agentId,
        identity,
        fails: seldom,
        tag: fc.constantFrom('red', 'blue'),
        extra: patch,
      },
      { requiredKeys: ['op', 'agentId', 'identity', 'fails'] },
    ),
  },
  {
    weight: 4,
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
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constantFrom('close' as const, 'park' as const, 'markLost' as const),
      agentId,
      fails: seldom,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constantFrom('forget' as const, 'evict' as const), agentId }),
  },
  {
    weight: 8,
    arbitrary: fc
      .record({
        op: fc.constant('report' as const),
        agentId,
        type: fc.constantFrom<TurnType>(
          'turn.started',
          'turn.completed',
          'turn.failed',
          'turn.interrupted',
        ),
        turnId,
        fails: seldom,
      })
      .map(({ turnId: id, ...rest }) => ({ ...rest, ...(id !== undefined && { turnId: id }) })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('setThreadState' as const),
      agentId,
      state: fc.constantFrom<ThreadState>('busy', 'idle', 'closed'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('setThreadId' as const),
      agentId,
      value: fc.constantFrom(...THREADS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constantFrom('setCwd' as const, 'setTag' as const, 'setAgentSource' as const),
      agentId,
      value: fc.constantFrom('/one', '/two'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('touch' as const),
      agentId,
      branch: fc.constantFrom(null, 'main'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('annotate' as const), agentId, patch }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('insertStale' as const), record }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constantFrom('markAllStale' as const) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constantFrom('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('failure' as const), agentId }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('clock' as const), now }) },
);

/** Draining ends what can happen: it is rare. */
const drain = fc.constant<Operation>({ op: 'drain' });
const react = plain.map((operation): Operation => ({ op: 'react', operation }));

export const operations = fc.array(
  fc.oneof(
    { weight: 30, arbitrary: plain },
    { weight: 3, arbitrary: react },
    { weight: 1, arbitrary: drain },
  ),
  { maxLength: 60, size: 'max' },
);

/** JSON text has no -0: a registry reads it as 0. */
function withoutMinusZero(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
