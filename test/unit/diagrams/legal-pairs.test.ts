import { expect, it } from 'vitest';
import { initialTransition, type SnapshotFrom, transition } from 'xstate';
import { type SessionEvent, sessionMachine, statesOf } from '../../../machines/index.js';
import { LEGAL_PAIRS, NO_EXTRA, type StatePair } from '../../../src/domain/index.js';

const AT = '2026-01-01T00:00:00Z';
const BORN = {
  ...{ agentId: 'codex:1', identity: 'reviewer', team: 'default', cwd: '/repo' },
  ...{ threadId: null, repoRoot: null, repoName: null, branch: null },
  ...{ startedAt: AT, lastActive: AT, extra: NO_EXTRA },
};

const EVENTS = sessionMachine.events
  .filter((type) => /^(session|turn)\./.test(type))
  .flatMap((type) => [{ type }, { type, turnId: 'a' }, { type, turnId: 'b' }])
  .map((event) => ({ identity: 'reviewer', at: AT, ...event }) as SessionEvent);

/** Every pair of states that the session machine reaches, by whatever events. */
function reachablePairs(): StatePair[] {
  const [born] = initialTransition(sessionMachine, BORN);
  const seen = new Map<string, SnapshotFrom<typeof sessionMachine>>([[keyOf(born), born]]);
  for (const snapshot of seen.values()) {
    for (const event of EVENTS) {
      const [next] = transition(sessionMachine, snapshot, event);
      if (!seen.has(keyOf(next))) seen.set(keyOf(next), next);
    }
  }
  const values = [...seen.values()].map(({ value }) => JSON.stringify(statesOf(value)));
  return [...new Set(values)].map((pair) => JSON.parse(pair));
}

function keyOf({ value, context }: SnapshotFrom<typeof sessionMachine>): string {
  return JSON.stringify([value, context.turnId, context.lastEndedTurnId]);
}

it('the pairs named legal are exactly those that the two regions reach together', () => {
  const sorted = (pairs: readonly StatePair[]) => pairs.map((pair) => JSON.stringify(pair)).sort();
  expect(sorted(reachablePairs())).toEqual(sorted(LEGAL_PAIRS));
});
