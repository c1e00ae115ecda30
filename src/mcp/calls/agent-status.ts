import type { ServiceStatus } from '../../proxy/api.js';
import { approvalFields } from '../agent-view.js';
import { parseAgentStatus } from '../arguments/agent-tools.js';
import type { ToolCall } from '../house.js';
import { textBlock } from '../ids.js';
import { resultOfOwnFault } from './faults.js';

/** `agent_status`: the health of the service, and the approvals that are open. */
export const callAgentStatus: ToolCall = async (house, _caller, given) => {
  const parsed = parseAgentStatus(given);
  if (!parsed.ok) return resultOfOwnFault(parsed);
  const service = await house.service();
  const status = service.status();
  const approvals = service.approvals().map(({ agentId, ...approval }) => ({
    agent_id: agentId,
    ...approvalFields({ agentId, ...approval }),
  }));
  const lines = [
    ...linesOn(status),
    ...approvals.map(({ approval_id, question }) => `${approval_id} is open: ${question}`),
  ];
  return {
    content: [textBlock(lines.join('\n'))],
    structuredContent: { ...fieldsOf(status), approvals },
  };
};

function linesOn(status: ServiceStatus): string[] {
  const { team, pid, active, maxConcurrent, turnsRunning, turnsWaiting, maxTurns, backend } =
    status;
  const limit = maxTurns === null ? '' : ` of ${maxTurns}`;
  const version = backend.version === null ? '' : ` ${backend.version}`;
  const error = backend.lastError === null ? '' : `; last error: ${backend.lastError}`;
  return [
    `team ${team}, process ${pid}`,
    `sessions: ${active} of ${maxConcurrent} active`,
    `turns: ${turnsRunning}${limit} running, ${turnsWaiting} waiting`,
    `codex${version}: ${backend.state}${error}`,
  ];
}

function fieldsOf({ backend, identities, ...status }: ServiceStatus) {
  return {
    team: status.team,
    pid: status.pid,
    uptime_seconds: Math.round(status.uptimeMs / 1000),
    active: status.active,
    max_sessions: status.maxConcurrent,
    turns_running: status.turnsRunning,
    turns_waiting: status.turnsWaiting,
    max_turns: status.maxTurns,
    codex: {
      state: backend.state,
      pid: backend.pid,
      version: backend.version,
      restarts: backend.restarts,
      last_error: backend.lastError,
    },
    identities: { ...identities },
  };
}
