import { describe, expect, it } from 'vitest';
import { questionOf } from '../../../src/codex/approval-requests.js';
import { Approvals } from '../../../src/codex/approvals.js';
import { unread } from '../../../src/codex/unread.js';
import type { FileChange } from '../../../src/domain/ports/codex.js';
import { asks } from '../../support/codex-asks.js';
import { lines } from '../../support/codex-lines.js';

function openApprovals() {
  const sent: [unknown, object][] = [];
  const approvals = new Approvals((id, answer) => sent.push([id, answer]));
  const ask = (
    id: number | string,
    line: { method: string; params: object } = asks.command,
    changes: readonly FileChange[] = [],
  ) => {
    const question = questionOf(line.method, line.params, () => changes);
    if (question === undefined) throw new Error('no question');
    return approvals.ask(id, question);
  };
  const resolve = (id: number | string) => approvals.resolve(unread(lines.resolved(id).params));
  return { approvals, sent, ask, resolve };
}

const accept = { decision: 'accept' } as const;

describe('the requests of Codex that a person answers', () => {
  it('are answered once, by the id Codex gave', () => {
    const { approvals, sent, ask } = openApprovals();
    const { requestId } = ask(0);
    expect(approvals.answer(requestId, accept)).toBe(true);
    expect(approvals.answer(requestId, { decision: 'decline' })).toBe(false);
    expect(sent).toEqual([[0, { decision: 'accept' }]]);
  });

  it('are kept apart when one has a number and one the same number as text', () => {
    const { approvals, sent, ask } = openApprovals();
    const [number, text] = [ask(7), ask('7')];
    expect(number.requestId).not.toBe(text.requestId);
    approvals.answer(text.requestId, accept);
    approvals.answer(number.requestId, accept);
    expect(sent.map(([id]) => id)).toEqual(['7', 7]);
  });

  it('are not answered when nobody asked', () => {
    const { approvals, sent } = openApprovals();
    expect(approvals.answer('0', accept)).toBe(false);
    expect(sent).toEqual([]);
  });

  it('are not answered when Codex has withdrawn them', () => {
    const { approvals, sent, ask, resolve } = openApprovals();
    const { requestId } = ask(0);
    expect(resolve(0)).toEqual({ type: 'approval.resolved', threadId: 'thread-1', requestId });
    expect(approvals.answer(requestId, accept)).toBe(false);
    expect(sent).toEqual([]);
  });

  it('are resolved once, after an answer too', () => {
    const { approvals, ask, resolve } = openApprovals();
    const { requestId } = ask(0);
    approvals.answer(requestId, accept);
    expect(resolve(0)).toMatchObject({ requestId });
    expect(resolve(0)).toBeUndefined();
    expect(resolve(1)).toBeUndefined();
  });

  it('may be repeated while they are open: the id and the changes stay, one answer counts', () => {
    const { approvals, sent, ask } = openApprovals();
    const changes = [{ path: 'a', kind: 'add', diff: '' }] as const;
    const first = ask(0, asks.changes, changes);
    const again = ask(0, asks.changes, []);
    expect(again).toEqual(first);
    expect(again.changes).toEqual(changes);
    expect(approvals.answer(again.requestId, accept)).toBe(true);
    expect(approvals.answer(first.requestId, accept)).toBe(false);
    expect(sent).toHaveLength(1);
  });

  it('are forgotten when the process is gone', () => {
    const { approvals, sent, ask, resolve } = openApprovals();
    const { requestId } = ask(0);
    approvals.clear();
    expect(approvals.answer(requestId, accept)).toBe(false);
    expect(resolve(0)).toBeUndefined();
    expect(sent).toEqual([]);
  });
});
