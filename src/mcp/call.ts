import { ProtocolError, type Result } from '@modelcontextprotocol/server';
import type { Caller } from './caller.js';
import { callAgentApprove } from './calls/agent-approve.js';
import { callAgentClose } from './calls/agent-close.js';
import { callAgentResult } from './calls/agent-result.js';
import { callAgentSessions } from './calls/agent-sessions.js';
import { callAgentStatus } from './calls/agent-status.js';
import { callCodex } from './calls/codex.js';
import { callCodexReply } from './calls/codex-reply.js';
import { thrownResult, unknownToolResult } from './errors.js';
import type { House, ToolCall } from './house.js';

const CALLS: Readonly<Record<string, ToolCall>> = {
  codex: callCodex,
  'codex-reply': callCodexReply,
  agent_sessions: callAgentSessions,
  agent_status: callAgentStatus,
  agent_result: callAgentResult,
  agent_approve: callAgentApprove,
  agent_close: callAgentClose,
};

/**
 * Calls a tool by its name. Whatever fails is a result that says so.
 *
 * @param names the tools that may be called here.
 * @throws ProtocolError for arguments that are no arguments, as the old server did.
 */
export async function callTool(
  house: House,
  caller: Caller,
  names: readonly string[],
  { name, arguments: given }: { readonly name: string; readonly arguments?: unknown },
): Promise<Result> {
  const call = names.includes(name) ? CALLS[name] : undefined;
  if (call === undefined) return unknownToolResult(name);
  try {
    return await call(house, caller, given);
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    return thrownResult(error);
  }
}
