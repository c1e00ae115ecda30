import type { Tool } from '@modelcontextprotocol/server';

/**
 * What `codex` and `codex-reply` answer, as the old server lists it. Without
 * `additionalProperties: false`: clients check results against it, and ours have more fields.
 */
export const ANSWER_SCHEMA: NonNullable<Tool['outputSchema']> = {
  type: 'object',
  properties: {
    threadId: { type: 'string' },
    content: { type: 'string' },
  },
  required: ['threadId', 'content'],
};
