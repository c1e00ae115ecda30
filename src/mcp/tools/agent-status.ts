import type { Tool } from '@modelcontextprotocol/server';

export const AGENT_STATUS_TOOL: Tool = {
  name: 'agent_status',
  title: 'Health of the agent service',
  description:
    'Tell how the service is: active sessions and the maximum, turns running and waiting, the state and version of the Codex process and its last error, who holds which identity, and every open approval. Use it when calls fail or take long, or to find an approval to answer.',
  inputSchema: { additionalProperties: false, properties: {}, type: 'object' },
  annotations: { readOnlyHint: true, openWorldHint: false },
};
