import { describe, expect, it } from 'vitest';
import {
  parseAgentApprove,
  parseAgentClose,
  parseAgentResult,
  parseAgentSessions,
  parseAgentStatus,
} from '../../../../src/mcp/arguments/agent-tools.js';
import type { Parsed } from '../../../../src/mcp/arguments/parsed.js';

const ID = '01a202de-1f56-77f1-99a1-8e8c6e658b30';

function faultOf(parsed: Parsed<unknown>): string {
  if (parsed.ok || parsed.kind !== 'text') throw new Error('it was not refused with a text');
  return parsed.text;
}

describe('the arguments of agent_sessions', () => {
  it('are a filter, and may be absent', () => {
    const given = { status: 'stale', identity: 'i', repo_name: 'r', tag: null };
    expect(parseAgentSessions(given)).toEqual({
      ok: true,
      value: { status: 'stale', identity: 'i', repoName: 'r' },
    });
    expect(parseAgentSessions(undefined)).toEqual({ ok: true, value: {} });
  });

  it('are refused in one sentence', () => {
    expect(faultOf(parseAgentSessions({ status: 'gone' }))).toBe(
      '`status` of agent_sessions must be one of active, stale, closed.',
    );
    expect(faultOf(parseAgentSessions({ team: 'x' }))).toBe(
      'agent_sessions does not know `team`; it takes status, identity, repo_name, tag.',
    );
    expect(faultOf(parseAgentSessions({ tag: '' }))).toBe(
      '`tag` of agent_sessions must be a text that is not empty.',
    );
  });
});

describe('the arguments of agent_status', () => {
  it('are none', () => {
    expect(parseAgentStatus({})).toEqual({ ok: true, value: {} });
    expect(faultOf(parseAgentStatus({ x: 1 }))).toBe(
      'agent_status takes no arguments, but `x` was given.',
    );
    expect(parseAgentStatus([])).toEqual({ ok: false, kind: 'method_not_found' });
  });
});

describe('the arguments of agent_close', () => {
  it('name one session', () => {
    expect(parseAgentClose({ agent_id: 'a' })).toEqual({ ok: true, value: { agentId: 'a' } });
    expect(parseAgentClose({ identity: 'i' })).toEqual({ ok: true, value: { identity: 'i' } });
  });

  it('name neither none nor two', () => {
    expect(faultOf(parseAgentClose({}))).toBe('agent_close needs agent_id or identity.');
    expect(faultOf(parseAgentClose({ agent_id: 'a', identity: 'i' }))).toBe(
      'agent_close takes only one of agent_id or identity.',
    );
  });
});

describe('the arguments of agent_result', () => {
  it('name a session and a page', () => {
    expect(parseAgentResult({ thread_id: ID.toUpperCase() })).toEqual({
      ok: true,
      value: { address: { threadId: ID }, offset: 0, waitSeconds: 0 },
    });
    const page = { identity: 'i', offset: 5, limit: 7, wait_seconds: 30 };
    expect(parseAgentResult(page)).toEqual({
      ok: true,
      value: { address: { identity: 'i' }, offset: 5, limit: 7, waitSeconds: 30 },
    });
  });

  it.each([
    [{}, 'agent_result needs agent_id, thread_id or identity.'],
    [{ agent_id: 'a', offset: -1 }, /^`offset` of agent_result must be a whole number from 0 /],
    [
      { agent_id: 'a', limit: 0 },
      '`limit` of agent_result must be a whole number from 1 to 1000000.',
    ],
    [
      { agent_id: 'a', wait_seconds: 1.5 },
      /^`wait_seconds` of agent_result must be a whole number/,
    ],
    [{ thread_id: 'x' }, /^`thread_id` of agent_result is no thread id: invalid character/],
  ])('%j is refused in one sentence', (args, sentence) => {
    expect(faultOf(parseAgentResult(args))).toMatch(sentence);
  });
});

describe('the arguments of agent_approve', () => {
  it('are the approval, the decision and what was filled in', () => {
    const given = { approval_id: 'ap-1', decision: 'accept', content: { q: 'yes' } };
    expect(parseAgentApprove(given)).toEqual({
      ok: true,
      value: { approvalId: 'ap-1', decision: 'accept', content: { q: 'yes' } },
    });
  });

  it.each([
    [{}, 'agent_approve needs approval_id; agent_status lists the open approvals.'],
    [{ approval_id: 'a' }, /^agent_approve needs decision: one of accept, /],
    [{ approval_id: 'a', decision: 'yes' }, /^`decision` of agent_approve must be one of accept, /],
    [
      { approval_id: 'a', decision: 'accept', content: 'x' },
      '`content` of agent_approve must be an object.',
    ],
  ])('%j is refused in one sentence', (args, sentence) => {
    expect(faultOf(parseAgentApprove(args))).toMatch(sentence);
  });
});
