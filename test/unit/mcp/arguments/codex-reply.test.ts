import { describe, expect, it } from 'vitest';
import { parseCodexReply } from '../../../../src/mcp/arguments/codex-reply.js';

const ID = '01a202de-1f56-77f1-99a1-8e8c6e658b30';

describe('the arguments of codex-reply', () => {
  it('name the thread', () => {
    expect(parseCodexReply({ prompt: 'p', threadId: ID })).toEqual({
      ok: true,
      value: { wait: true, request: { prompt: 'p', threadId: ID } },
    });
  });

  it('name it by the deprecated conversationId, too; threadId wins, and the other is not read', () => {
    const byOld = parseCodexReply({ prompt: 'p', conversationId: ID });
    const byBoth = parseCodexReply({ prompt: 'p', threadId: ID, conversationId: 'nonsense' });
    expect(byOld).toEqual(byBoth);
    expect(byBoth).toMatchObject({ value: { request: { threadId: ID } } });
  });

  it('name a session by its agent id where no thread is given', () => {
    expect(parseCodexReply({ prompt: 'p', agent_id: 'codex:1', wait: false })).toEqual({
      ok: true,
      value: { wait: false, request: { prompt: 'p', agentId: 'codex:1' } },
    });
    expect(parseCodexReply({ prompt: 'p', agent_id: 'codex:1', threadId: ID })).toMatchObject({
      text: 'Failed to parse thread_id: agent_id names a session of its own; give one of the two',
    });
  });

  it('write the thread id in lower case with hyphens, as the old server did', () => {
    const threadId = ID.replaceAll('-', '').toUpperCase();
    expect(parseCodexReply({ prompt: 'p', threadId })).toMatchObject({
      value: { request: { threadId: ID } },
    });
  });

  it('may be unknown', () => {
    const parsed = parseCodexReply({ prompt: 'p', threadId: ID, nosuch: 1 });
    expect(parsed).toMatchObject({ ok: true });
  });

  it('refuse a prompt that is too long', () => {
    const parsed = parseCodexReply({ prompt: 'x'.repeat(1_048_577), threadId: ID });
    expect(parsed).toMatchObject({ ok: false, text: expect.stringContaining('1,048,576') });
  });

  it.each([[[]], ['text']])('%j in their place is no tool call at all', (args) => {
    expect(parseCodexReply(args)).toEqual({ ok: false, kind: 'method_not_found' });
  });
});
