import { type CallToolResult, isSpecType } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import type { SessionRecord } from '../../../src/domain/index.js';
import { endResult, startedResult } from '../../../src/mcp/results.js';
import type { TurnEnd } from '../../../src/proxy/api.js';

const CONTEXT = { threadId: 't-1', agentId: 'codex:1', identity: 'reviewer', maxChars: 100 };
const IDS = 'threadId: t-1 · agent_id: codex:1 · identity: reviewer';
const NAMES = { agent_id: 'codex:1', identity: 'reviewer' };

function completed(text: string): TurnEnd {
  return { type: 'completed', turnId: 'turn', text };
}

function interrupted(reason: 'cancelled' | 'closed' | 'shutdown', text = ''): TurnEnd {
  return { type: 'interrupted', turnId: 'turn', reason, text };
}

function textsOf({ content }: CallToolResult): unknown[] {
  return content.map((block) => ('text' in block ? block.text : block));
}

describe('the result of a turn', () => {
  it.each(['hello', '', 'two\nlines\n'])('is the old text letter for letter: %j', (text) => {
    const result = endResult(completed(text), CONTEXT);
    expect(result).toEqual({
      content: [
        { type: 'text', text },
        { type: 'text', text: IDS },
      ],
      structuredContent: { threadId: 't-1', content: text, ...NAMES },
    });
    expect(isSpecType.CallToolResult(result)).toBe(true);
  });

  it('names a session that could be resumed', () => {
    const predecessor = {
      agentId: 'codex:0',
      threadId: 't-0',
      lastActive: '2026-01-01T00:00:00Z',
    } as SessionRecord;
    const { structuredContent } = endResult(completed('x'), { ...CONTEXT, predecessor });
    expect(structuredContent).toMatchObject({
      resumable: { agent_id: 'codex:0', thread_id: 't-0', last_active: '2026-01-01T00:00:00Z' },
    });
  });

  it('is cut beyond the limit, with a notice that says how to read on', () => {
    const text = `${'x'.repeat(99)}🦉${'y'.repeat(50)}`;
    const result = endResult(completed(text), CONTEXT);
    const shown = `${'x'.repeat(99)}\n\n[Cut after 99 of 151 characters. Read on with agent_result {"agent_id":"codex:1","offset":99}.]`;
    expect(textsOf(result)).toEqual([shown, IDS]);
    expect(result.structuredContent).toEqual({
      ...{ threadId: 't-1', content: shown, truncated: { next_offset: 99, total: 151 } },
      ...NAMES,
    });
  });

  it('is not cut at the limit', () => {
    const result = endResult(completed('x'.repeat(100)), CONTEXT);
    expect(textsOf(result)[0]).toBe('x'.repeat(100));
  });

  it('is the sentence of Codex where the turn failed', () => {
    const result = endResult(
      { type: 'failed', turnId: 'turn', message: 'Quota exceeded.' },
      CONTEXT,
    );
    expect(result).toEqual({
      isError: true,
      content: [
        { type: 'text', text: 'Quota exceeded.' },
        { type: 'text', text: IDS },
      ],
      structuredContent: {
        ...{ threadId: 't-1', content: 'Quota exceeded.', code: 'TURN_FAILED' },
        ...NAMES,
      },
    });
  });

  it.each([
    ['cancelled', 'TURN_INTERRUPTED'],
    ['closed', 'SESSION_CLOSED'],
    ['shutdown', 'SHUTTING_DOWN'],
  ] as const)('!! is an answer where it was interrupted (%s), too', (reason, code) => {
    const result = endResult(interrupted(reason), CONTEXT);
    expect(result).toMatchObject({ isError: true, structuredContent: { code, reason } });
    expect(result.structuredContent).toMatchObject({ content: textsOf(result)[0] });
  });

  it('tells what was said before an interrupt, within the limit', () => {
    const short = endResult(interrupted('cancelled', 'half a'), CONTEXT);
    expect(textsOf(short)[0]).toMatch(/It had said so far:\nhalf a$/);
    const long = endResult(interrupted('cancelled', 'x'.repeat(101)), CONTEXT);
    expect(long.structuredContent).toMatchObject({ truncated: { next_offset: 100, total: 101 } });
  });

  it('is the refusal where it never began', () => {
    const refusal = {
      code: 'session_closed',
      message: 'it is closed',
      agentId: 'codex:9',
    } as const;
    const result = endResult({ type: 'refused', refusal }, CONTEXT);
    expect(result.structuredContent).toMatchObject({
      ...{ threadId: 't-1', agent_id: 'codex:9', code: 'SESSION_CLOSED', content: 'it is closed' },
    });
  });
});

describe('the result of a call that does not wait', () => {
  it('says what the turn is doing and where its outcome will be', () => {
    const result = startedResult('queued', { ...CONTEXT, threadId: null });
    const content =
      'The turn is queued; read its outcome with agent_result {"agent_id":"codex:1"}.';
    expect(textsOf(result)).toEqual([content, 'agent_id: codex:1 · identity: reviewer']);
    expect(result.structuredContent).toEqual({ threadId: '', content, state: 'queued', ...NAMES });
  });
});
