import type { Tool } from '@modelcontextprotocol/server';
import { ANSWER_SCHEMA } from './output-schema.js';

/** The properties of the old server, as it listed them (0.153.4). */
const OLD_PROPERTIES = {
  conversationId: {
    description: 'DEPRECATED: use threadId instead.',
    type: 'string',
  },
  prompt: {
    description: 'The *next user prompt* to continue the Codex conversation.',
    type: 'string',
  },
  threadId: {
    description:
      'The thread id for this Codex session. This field is required, but we keep it optional here for backward compatibility for clients that still use conversationId.',
    type: 'string',
  },
};

const OUR_PROPERTIES = {
  agent_id: {
    description: 'The session by its agent id, where no threadId is given.',
    type: 'string',
  },
  wait: {
    description:
      'Default true: answer when Codex has finished. With false, answer at once; read the outcome with `agent_result`.',
    type: 'boolean',
  },
};

export const CODEX_REPLY_TOOL: Tool = {
  name: 'codex-reply',
  title: 'Codex Reply',
  description:
    'Continue a Codex conversation by providing the thread id and prompt. The conversation keeps its history, directory and settings, also after a restart; while a turn of it runs, the prompt waits in line.',
  inputSchema: {
    properties: { ...OLD_PROPERTIES, ...OUR_PROPERTIES },
    required: ['prompt'],
    type: 'object',
  },
  outputSchema: ANSWER_SCHEMA,
};
