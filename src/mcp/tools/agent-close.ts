import type { Tool } from '@modelcontextprotocol/server';

export const AGENT_CLOSE_TOOL: Tool = {
  name: 'agent_close',
  title: 'Close an agent session',
  description:
    'End a session by `agent_id`, or by the `identity` that its active holder has: a running turn is interrupted, its commands are ended, waiting prompts and open approvals are refused, and its name and place become free. Files it wrote stay. Closing twice does no harm; `codex` with `agent_id` reopens it.',
  inputSchema: {
    additionalProperties: false,
    properties: {
      agent_id: { description: 'The session to close.', type: 'string' },
      identity: { description: 'Its name instead.', type: 'string' },
    },
    type: 'object',
  },
  annotations: { destructiveHint: true, idempotentHint: true, openWorldHint: false },
};
