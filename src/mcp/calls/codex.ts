import { parseCodex } from '../arguments/codex.js';
import type { ToolCall } from '../house.js';
import { resultOfFault } from './faults.js';
import { beginTurn, resumeCall } from './turn-call.js';

/** `codex`: a prompt for a new session, or for one that is named. */
export const callCodex: ToolCall = async (house, caller, given) => {
  const again = await resumeCall(house, caller);
  if (again !== undefined) return again;
  const parsed = parseCodex(given);
  if (!parsed.ok) return resultOfFault(parsed);
  const { request, wait } = parsed.value;
  return beginTurn(house, caller, {
    waits: wait,
    announces: true,
    ids: { agentId: request.agentId, identity: request.identity },
    begin: (service, watcher) => service.start(request, watcher),
  });
};
