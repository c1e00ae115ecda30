import { parseCodexReply } from '../arguments/codex-reply.js';
import type { ToolCall } from '../house.js';
import { resultOfFault } from './faults.js';
import { beginTurn, resumeCall } from './turn-call.js';

/** `codex-reply`: a further prompt for a session. */
export const callCodexReply: ToolCall = async (house, caller, given) => {
  const again = await resumeCall(house, caller);
  if (again !== undefined) return again;
  const parsed = parseCodexReply(given);
  if (!parsed.ok) return resultOfFault(parsed);
  const { request, wait } = parsed.value;
  return beginTurn(house, caller, {
    waits: wait,
    announces: false,
    ids: 'threadId' in request ? { threadId: request.threadId } : { agentId: request.agentId },
    begin: (service, watcher) => service.reply(request, watcher),
  });
};
