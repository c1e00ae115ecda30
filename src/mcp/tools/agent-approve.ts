import type { Tool } from '@modelcontextprotocol/server';
import { DECISIONS } from '../arguments/agent-tools.js';

export const AGENT_APPROVE_TOOL: Tool = {
  name: 'agent_approve',
  title: 'Answer an approval',
  description:
    'Answer what a session asks: to run a command, change files, get more rights, use a tool, or a question. Open approvals are in `agent_sessions`, `agent_status` and `agent_result`. Read what is asked before you accept, and ask your user when in doubt. `decline` refuses and lets the agent go on, `cancel` refuses and interrupts its turn, `accept_for_session` accepts the same again, `accept_with_rule` writes a lasting rule for such commands. The first answer counts.',
  inputSchema: {
    additionalProperties: false,
    properties: {
      approval_id: { description: 'The approval to answer.', type: 'string' },
      decision: { description: 'The answer.', type: 'string', enum: [...DECISIONS] },
      content: {
        description: 'For questions and forms: the answers by their ids.',
        type: 'object',
        additionalProperties: true,
      },
    },
    required: ['approval_id', 'decision'],
    type: 'object',
  },
  annotations: { destructiveHint: true, openWorldHint: false },
};
