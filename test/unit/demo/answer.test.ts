import { describe, expect, it } from 'vitest';
import { answerOf } from '../../../src/demo/answer.js';

describe('the answer of a tool', () => {
  it('is its first text and its fields', () => {
    const content = [
      { type: 'text' as const, text: 'done' },
      { type: 'text' as const, text: 'threadId: 1' },
    ];
    expect(answerOf({ content, structuredContent: { threadId: '1' } })).toEqual({
      code: undefined,
      text: 'done',
      fields: { threadId: '1' },
    });
  });

  it('has the code of an error, also of one that tells none', () => {
    const structuredContent = { code: 'SESSION_CLOSED' };
    expect(answerOf({ content: [], structuredContent, isError: true }).code).toBe('SESSION_CLOSED');
    expect(answerOf({ content: [], isError: true })).toEqual({
      code: 'error',
      text: '',
      fields: {},
    });
  });
});
