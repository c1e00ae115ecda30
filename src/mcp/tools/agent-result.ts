import type { Tool } from '@modelcontextprotocol/server';
import { MAX_PAGE_CHARACTERS, MAX_WAIT_SECONDS } from '../arguments/agent-tools.js';

export const AGENT_RESULT_TOOL: Tool = {
  name: 'agent_result',
  title: 'Read the result of a session',
  description:
    'Read what a session is doing, or the answer of its last turn: after `wait: false`, after a lost or cancelled call, after a restart, or to read a cut answer on. Name it by `agent_id`, `thread_id` or `identity`. A long answer comes in pages: go on with `next_offset` as `offset`. With `wait_seconds` it waits for the end of a running turn, at most that long.',
  inputSchema: {
    additionalProperties: false,
    properties: {
      agent_id: { description: 'The session.', type: 'string' },
      thread_id: { description: 'Its thread instead.', type: 'string' },
      threadId: { description: 'The same as thread_id.', type: 'string' },
      identity: { description: 'Its name instead.', type: 'string' },
      offset: {
        description: 'Where to begin, in characters; default 0.',
        type: 'integer',
        minimum: 0,
      },
      limit: {
        description: 'How many characters at most.',
        type: 'integer',
        minimum: 1,
        maximum: MAX_PAGE_CHARACTERS,
      },
      wait_seconds: {
        description: 'How long to wait for a running turn; default 0.',
        type: 'integer',
        minimum: 0,
        maximum: MAX_WAIT_SECONDS,
      },
    },
    type: 'object',
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
};
