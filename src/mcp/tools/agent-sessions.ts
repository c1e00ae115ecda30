import type { Tool } from '@modelcontextprotocol/server';

export const AGENT_SESSIONS_TOOL: Tool = {
  name: 'agent_sessions',
  title: 'List agent sessions',
  description:
    'List the Codex sessions of this team: agent id, identity, thread id, status (active, stale: resumable, closed), what each is doing, and its open approvals. Use it to find a session to continue with `codex-reply`, or before you start one more. Sessions of other processes are listed with their owner and can only be looked at.',
  inputSchema: {
    additionalProperties: false,
    properties: {
      status: {
        description: 'Only sessions of this status.',
        type: 'string',
        enum: ['active', 'stale', 'closed'],
      },
      identity: { description: 'Only sessions of this name.', type: 'string' },
      repo_name: { description: 'Only sessions in this repository.', type: 'string' },
      tag: { description: 'Only sessions with this label.', type: 'string' },
    },
    type: 'object',
  },
  annotations: { readOnlyHint: true, openWorldHint: false },
};
