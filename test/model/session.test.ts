import { describe, expect, it } from 'vitest';
import {
  fieldsOf,
  recordOf,
  type SessionEvent,
  type SessionSnapshot,
  sessionMachine,
  statesOf,
} from '../../machines/index.js';
import { isLegalPair, LEGAL_PAIRS } from '../../src/index.js';
import { type ReferenceCommand, referenceStep } from '../support/reference-model.js';
import { pureStepper } from './pure-step.js';
import { AT, aRecord } from './session-steps.js';

const LATER = '2026-01-01T00:00:01Z';
const TURN_IDS = ['turn-1', 'turn-2', 'turn-3'];
const FACTS = ['turn.started', 'turn.completed', 'turn.failed', 'turn.interrupted'] as const;

/** Every event there is, with every turn id and without, and what the reference calls it. */
const EVENTS: readonly { event: SessionEvent; command: ReferenceCommand }[] = [
  { event: { type: 'session.lost' }, command: { type: 'lost', agentId: 's' } },
  { event: { type: 'session.parked' }, command: { type: 'park', agentId: 's' } },
  { event: { type: 'session.close' }, command: { type: 'close', agentId: 's' } },
  ...['i', 'j'].map((identity) => ({
    event: { type: 'session.resume', identity, at: AT } as const,
    command: { type: 'resume', agentId: 's', identity, reopen: false, at: AT } as const,
  })),
  ...FACTS.flatMap((type) =>
    [undefined, ...TURN_IDS].map((turnId) => {
      const fact = { type, ...(turnId !== undefined && { turnId }) };
      return { event: fact, command: { type: 'report', agentId: 's', fact } as const };
    }),
  ),
  {
    event: { type: 'thread.bound', threadId: 't' },
    command: { type: 'report', agentId: 's', fact: { type: 'thread.bound', threadId: 't' } },
  },
  field({ type: 'cwd.changed', cwd: '/else' }, { cwd: '/else' }),
  field({ type: 'tag.changed', tag: 'red' }, { tag: 'red' }),
  field({ type: 'source.recorded', agentSource: 'a.md' }, { agentSource: 'a.md' }),
  field({ type: 'extra.merged', patch: { n: 1 } }, { extra: { codex_sessions: { n: 1 } } }),
  ...[AT, LATER].map((at) =>
    field(
      { type: 'context.refreshed', repoRoot: '/r', repoName: 'r', branch: 'b', at },
      { repoRoot: '/r', repoName: 'r', branch: 'b' },
      at,
    ),
  ),
];

function field(event: SessionEvent, fields: object, at?: string) {
  const fact = { type: 'fields.changed', fields, ...(at !== undefined && { at }) } as const;
  return { event, command: { type: 'report', agentId: 's', fact } as const };
}

const { initial, step } = pureStepper(sessionMachine, fieldsOf(aRecord('s', 'i')));

const recordIn = ({ context, value }: SessionSnapshot) => recordOf(context, statesOf(value));
const sessionIn = (snapshot: SessionSnapshot) => ({
  record: recordIn(snapshot),
  turnId: snapshot.context.turnId,
  lastEndedTurnId: snapshot.context.lastEndedTurnId,
});
const keyOf = (snapshot: SessionSnapshot) => JSON.stringify(sessionIn(snapshot));

/** What the reference makes of a session alone in a supervisor with room. */
function expected(snapshot: SessionSnapshot, command: ReferenceCommand) {
  const model = { max: 1, draining: false, sessions: [sessionIn(snapshot)], threads: {} };
  return JSON.stringify(referenceStep(model, command)[0].sessions[0], sortedKeys);
}

const sortedKeys = (_: string, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

describe('the session machine, explored completely', () => {
  const seen = new Map([[keyOf(initial), initial]]);
  const faults: string[] = [];
  const pairs = new Set<string>();
  let edges = 0;
  // a Map goes on with what is added while it is walked
  for (const [key, snapshot] of seen) {
    pairs.add(`${snapshot.value.status} × ${snapshot.value.thread}`);
    if (!isLegalPair(statesOf(snapshot.value))) faults.push(`illegal: ${key}`);
    for (const { event, command } of EVENTS) {
      const [next] = step(snapshot, event);
      edges += 1;
      const is = JSON.stringify(sessionIn(next), sortedKeys);
      const must = expected(snapshot, command);
      if (is !== must) faults.push(`${key} ${JSON.stringify(event)}: is ${is}, must be ${must}`);
      if (recordIn(next).lastActive < recordIn(snapshot).lastActive) faults.push(`I11: ${key}`);
      seen.set(keyOf(next), seen.get(keyOf(next)) ?? next);
    }
  }

  it('takes in every state exactly the steps the reference takes', () => {
    console.log(`session machine: ${seen.size} states, ${edges} edges`);
    expect(faults).toEqual([]);
    expect(seen.size).toBeGreaterThan(1000);
  });

  it('reaches the five legal pairs of states and no other', () => {
    const legal = LEGAL_PAIRS.map(({ status, threadState }) => `${status} × ${threadState}`);
    expect([...pairs].sort()).toEqual(legal.sort());
  });

  it('is done exactly when it is closed', () => {
    for (const snapshot of seen.values()) {
      expect(snapshot.status).toBe(snapshot.value.status === 'closed' ? 'done' : 'active');
    }
  });
});
