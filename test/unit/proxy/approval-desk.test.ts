import { describe, expect, it, vi } from 'vitest';
import type { ApprovalDecision } from '../../../src/domain/ports/codex.js';
import { ApprovalDesk } from '../../../src/proxy/approval-desk.js';
import { timeStandsStill } from '../../support/proxy-unit.js';

timeStandsStill();

const ACCEPT = { decision: 'accept' } as const;

function deskWith(fallback: ApprovalDecision = { decision: 'decline' }) {
  const desk = new ApprovalDesk({ timeoutMs: 1_000, fallback }, () => Date.now());
  const told: string[] = [];
  const lay = (requestId: string, agentId = 'codex:1', threadId = 'thread-1') =>
    desk.lay({
      agentId,
      request: {
        ...{ type: 'approval.requested', requestId, kind: 'command', threadId },
        ...{ turnId: 't1', itemId: null, question: 'may I?', changes: [], params: {} },
      },
      answer: ({ decision }) => told.push(`${requestId} ${decision}`),
      settled: () => told.push(`${requestId} settled`),
    });
  return { desk, told, lay };
}

describe('the approval desk', () => {
  it('passes the first answer on, and only that, before it tells that it is settled', () => {
    const { desk, told, lay } = deskWith();
    const { approvalId } = lay('a');
    expect(desk.answer(approvalId, ACCEPT)).toMatchObject({ approvalId });
    expect(desk.answer(approvalId, { decision: 'decline' })).toBeUndefined();
    expect([told, desk.open]).toEqual([['a accept', 'a settled'], []]);
  });

  it('answers by the default in time, and says when that will be', () => {
    const { desk, told, lay } = deskWith({ decision: 'accept_for_session' });
    expect(lay('a').expiresAt).toBe(Date.now() + 1_000);
    vi.advanceTimersByTime(999);
    expect([told, desk.open.length]).toEqual([[], 1]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['a accept_for_session', 'a settled']);
  });

  it('withdraws without an answer: the request of that thread, and no other', () => {
    const { desk, told, lay } = deskWith();
    lay('a');
    lay('a', 'codex:2', 'thread-2');
    desk.withdraw('thread-3', 'a');
    desk.withdraw('thread-1', 'b');
    expect(told).toEqual([]);
    desk.withdraw('thread-1', 'a');
    expect(told).toEqual(['a settled']);
    expect(desk.open).toMatchObject([{ agentId: 'codex:2' }]);
  });

  it('answers all of one session at once', () => {
    const { desk, told, lay } = deskWith();
    lay('a');
    lay('b', 'codex:2');
    lay('c');
    desk.clear('codex:1', { decision: 'cancel' });
    expect(told).toEqual(['a cancel', 'a settled', 'c cancel', 'c settled']);
    expect(desk.open).toHaveLength(1);
  });

  it('shows what is open, oldest first, under ids of its own', () => {
    const { desk, lay } = deskWith();
    const ids = ['a', 'a', 'b'].map((requestId) => lay(requestId).approvalId);
    expect(new Set(ids).size).toBe(3);
    expect(desk.open.map(({ approvalId }) => approvalId)).toEqual(ids);
  });

  it('that is closed answers what is open by the default, and what comes at once', () => {
    const { desk, told, lay } = deskWith();
    lay('a');
    desk.close();
    expect(told).toEqual(['a decline', 'a settled']);
    lay('b');
    vi.advanceTimersByTime(0);
    expect(told.slice(2)).toEqual(['b decline', 'b settled']);
  });

  it('keeps no timer of what is settled', () => {
    const { desk, lay } = deskWith();
    desk.answer(lay('a').approvalId, ACCEPT);
    lay('b');
    desk.withdraw('thread-1', 'b');
    expect(vi.getTimerCount()).toBe(0);
  });
});
