import { describe, expect, it } from 'vitest';
import { decisionOf, decisionOfCall } from '../../../../src/mcp/elicitation/answer.js';
import { approvalOf, recordedRequest } from '../approvals.js';

const command = { kind: 'command' } as const;
const RULE = ['touch', 'outside-the-sandbox'];

describe('the answer of a client', () => {
  it.each([
    [{ decision: 'approved' }, { decision: 'accept' }],
    [{ decision: 'approved_for_session' }, { decision: 'accept_for_session' }],
    [
      { decision: { approved_execpolicy_amendment: { proposed_execpolicy_amendment: RULE } } },
      { decision: 'accept_with_rule', rule: RULE },
    ],
    [{ decision: { denied: { rejection: 'no' } } }, { decision: 'decline' }],
    [{ decision: { denied: {} } }, { decision: 'decline' }],
    [{ decision: 'denied' }, { decision: 'decline' }],
    [{ decision: 'timed_out' }, { decision: 'decline' }],
    [{ decision: 'abort' }, { decision: 'cancel' }],
  ])('!! %j in the old words is %j', (answer, decision) => {
    expect(decisionOf(answer, command)).toEqual(decision);
  });

  it.each([
    [{ action: 'accept' }, 'accept'],
    [{ action: 'accept', content: {} }, 'accept'],
    [{ action: 'accept', content: { decision: 'approved' } }, 'accept'],
    [{ action: 'accept', content: { decision: 'denied' } }, 'decline'],
    [{ action: 'decline' }, 'decline'],
    [{ action: 'cancel' }, 'decline'],
  ])('!! %j in the words of MCP is %s', (answer, decision) => {
    expect(decisionOf(answer, command)).toEqual({ decision });
  });

  it('!! follows the old word where both are there', () => {
    expect(decisionOf({ action: 'accept', decision: 'denied' }, command)).toEqual({
      decision: 'decline',
    });
    expect(decisionOf({ action: 'cancel', decision: 'approved' }, command)).toEqual({
      decision: 'accept',
    });
  });

  it.each([
    {},
    null,
    undefined,
    'approved',
    ['approved'],
    { decision: 'nonsense' },
    { decision: 'toString' },
    { decision: 5 },
    { decision: null, action: 'accept' },
    { decision: { approved: {} } },
    { decision: { approved_execpolicy_amendment: { proposed_execpolicy_amendment: [] } } },
    { decision: { approved_execpolicy_amendment: { proposed_execpolicy_amendment: ['a', 1] } } },
    { action: 'yes' },
    { action: 'Accept' },
  ])('%j is no yes, so it declines', (answer) => {
    expect(decisionOf(answer, command)).toEqual({ decision: 'decline' });
  });

  it.each(['question', 'mcp_elicitation'] as const)(
    'to a %s carries what was filled in',
    (kind) => {
      const content = { sure: true, decision: 'denied' };
      expect(decisionOf({ action: 'accept', content }, { kind })).toEqual({
        decision: 'accept',
        content,
      });
      expect(decisionOf({ action: 'accept' }, { kind })).toEqual({ decision: 'accept' });
    },
  );
});

describe('a call of agent_approve', () => {
  const approval = approvalOf('command', recordedRequest('item/commandExecution/requestApproval'));
  const call = { approvalId: 'approval-1' };

  it.each(['accept_for_session', 'decline', 'cancel'] as const)(
    '%s is taken as it is',
    (decision) => {
      expect(decisionOfCall({ ...call, decision }, approval)).toEqual({ decision: { decision } });
    },
  );

  it('with accept carries what was filled in', () => {
    const content = { colour: 'red' };
    expect(decisionOfCall({ ...call, decision: 'accept', content }, approval)).toEqual({
      decision: { decision: 'accept', content },
    });
  });

  it('with a rule takes the one that was proposed', () => {
    expect(decisionOfCall({ ...call, decision: 'accept_with_rule' }, approval)).toEqual({
      decision: { decision: 'accept_with_rule', rule: RULE },
    });
  });

  it('with a rule says so where none was proposed', () => {
    const without = approvalOf('file_change', {});
    expect(decisionOfCall({ ...call, decision: 'accept_with_rule' }, without)).toEqual({
      fault: 'This approval proposes no rule; answer it with accept or accept_for_session.',
    });
  });
});
