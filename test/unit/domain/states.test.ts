import { describe, expect, it } from 'vitest';
import {
  isLegalPair,
  LEGAL_PAIRS,
  repairPair,
  SESSION_STATUSES,
  sessionStatusSchema,
  THREAD_STATES,
  threadStateSchema,
} from '../../../src/domain/index.js';

const PAIRS = SESSION_STATUSES.flatMap((status) =>
  THREAD_STATES.map((threadState) => ({ status, threadState })),
);

describe('the pairs of states', () => {
  it('are legal when closed in both regions or in neither: five of nine', () => {
    const legal = PAIRS.filter(isLegalPair);
    expect(legal).toEqual(LEGAL_PAIRS);
    expect(legal).toHaveLength(5);
    for (const { status, threadState } of legal) {
      expect(status === 'closed').toBe(threadState === 'closed');
    }
  });

  it.each(PAIRS)('repairs $status and $threadState: closed in either region wins', (pair) => {
    const closed = { status: 'closed', threadState: 'closed' };
    expect(repairPair(pair)).toEqual(isLegalPair(pair) ? pair : closed);
    expect(repairPair(repairPair(pair))).toEqual(repairPair(pair));
  });

  it('cannot be added to', () => {
    expect(Object.isFrozen(LEGAL_PAIRS)).toBe(true);
  });
});

describe('the words for states', () => {
  it.each(['Active', 'ACTIVE', 'open', '', null, undefined, 0, '__proto__', 'constructor'])(
    'do not include %j',
    (word) => {
      expect(sessionStatusSchema.safeParse(word).success).toBe(false);
      expect(threadStateSchema.safeParse(word).success).toBe(false);
    },
  );

  it('are those of the file', () => {
    expect(sessionStatusSchema.options).toEqual(['active', 'stale', 'closed']);
    expect(threadStateSchema.options).toEqual(['busy', 'idle', 'closed']);
  });
});
