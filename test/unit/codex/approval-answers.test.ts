import { describe, expect, it } from 'vitest';
import { answerOf } from '../../../src/codex/approval-answers.js';
import type { JsonObject } from '../../../src/domain/json.js';
import type { ApprovalDecision, ApprovalKind } from '../../../src/domain/ports/codex.js';
import { asks } from '../../support/codex-asks.js';

const DECISIONS: readonly ApprovalDecision[] = [
  { decision: 'accept' },
  { decision: 'accept_for_session' },
  { decision: 'accept_with_rule', rule: ['npm', 'test'] },
  { decision: 'decline' },
  { decision: 'cancel' },
];

/** The answers to all decisions, in their order. */
const answers = (kind: ApprovalKind, params: JsonObject = {}) =>
  DECISIONS.map((decision) => answerOf(kind, decision, params));

describe('the answer to a request', () => {
  it('to run a command', () => {
    expect(answers('command')).toEqual([
      { decision: 'accept' },
      { decision: 'acceptForSession' },
      { decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: ['npm', 'test'] } } },
      { decision: 'decline' },
      { decision: 'cancel' },
    ]);
  });

  it('to change files: knows no rules, and accepts once instead', () => {
    expect(answers('file_change')).toEqual([
      { decision: 'accept' },
      { decision: 'acceptForSession' },
      { decision: 'accept' },
      { decision: 'decline' },
      { decision: 'cancel' },
    ]);
  });

  it('for permissions: gives what was asked for, or nothing', () => {
    const permissions = { network: { enabled: true } };
    expect(answers('permissions', asks.permissions.params)).toEqual([
      { permissions, scope: 'turn' },
      { permissions, scope: 'session' },
      { permissions, scope: 'turn' },
      { permissions: {}, scope: 'turn' },
      { permissions: {}, scope: 'turn' },
    ]);
    expect(answerOf('permissions', { decision: 'accept' }, {})).toEqual({
      permissions: {},
      scope: 'turn',
    });
  });

  it('H5: of an MCP server: an action, content and _meta, never a decision', () => {
    const refusal = { content: null, _meta: null };
    expect(answers('mcp_elicitation')).toEqual([
      { action: 'accept', content: {}, _meta: null },
      { action: 'accept', content: {}, _meta: { persist: 'session' } },
      { action: 'accept', content: {}, _meta: null },
      { action: 'decline', ...refusal },
      { action: 'cancel', ...refusal },
    ]);
    const filled = { decision: 'accept', content: { sure: true } } as const;
    expect(answerOf('mcp_elicitation', filled, {})).toEqual({
      action: 'accept',
      content: { sure: true },
      _meta: null,
    });
  });

  it('to a question: each answer as a list of texts', () => {
    const content = { q1: 'Blue', q2: ['a', 'b'], q3: 7, q4: true, q5: null, q6: { deep: 1 } };
    expect(answerOf('question', { decision: 'accept', content }, {})).toEqual({
      answers: {
        q1: { answers: ['Blue'] },
        q2: { answers: ['a', 'b'] },
        q3: { answers: ['7'] },
        q4: { answers: ['true'] },
        q5: { answers: [] },
        q6: { answers: [] },
      },
    });
  });

  it('to a question: no answers are a refusal', () => {
    expect(answers('question')).toEqual(Array(5).fill({ answers: {} }));
  });
});
