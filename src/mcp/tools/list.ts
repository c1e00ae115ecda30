import type { Tool } from '@modelcontextprotocol/server';
import { AGENT_APPROVE_TOOL } from './agent-approve.js';
import { AGENT_CLOSE_TOOL } from './agent-close.js';
import { AGENT_RESULT_TOOL } from './agent-result.js';
import { AGENT_SESSIONS_TOOL } from './agent-sessions.js';
import { AGENT_STATUS_TOOL } from './agent-status.js';
import { CODEX_TOOL } from './codex.js';
import { CODEX_REPLY_TOOL } from './codex-reply.js';

/** All tools, those of the old server first. */
export const TOOLS: readonly Tool[] = [
  CODEX_TOOL,
  CODEX_REPLY_TOOL,
  AGENT_SESSIONS_TOOL,
  AGENT_STATUS_TOOL,
  AGENT_RESULT_TOOL,
  AGENT_APPROVE_TOOL,
  AGENT_CLOSE_TOOL,
];

/** What is left inside a Codex that we started ourselves: it may look, but start nothing. */
export const LISTING_TOOLS: readonly Tool[] = [AGENT_SESSIONS_TOOL, AGENT_STATUS_TOOL];
