import { agentFields, agentLine } from '../agent-view.js';
import { parseAgentSessions } from '../arguments/agent-tools.js';
import type { ToolCall } from '../house.js';
import { textBlock } from '../ids.js';
import { resultOfOwnFault } from './faults.js';

/** The most sessions listed at once: a list is read by a model. */
const MAX_LISTED = 100;

/** `agent_sessions`: the sessions of the team, the newest last. */
export const callAgentSessions: ToolCall = async (house, _caller, given) => {
  const parsed = parseAgentSessions(given);
  if (!parsed.ok) return resultOfOwnFault(parsed);
  const service = await house.service();
  const all = await service.list(parsed.value);
  // closed ones are history: they are listed when they are asked for
  const isHistory = parsed.value.status === undefined;
  const wanted = isHistory ? all.filter(({ record }) => record.status !== 'closed') : all;
  const shown = wanted.slice(-MAX_LISTED);
  const hidden = wanted.length - shown.length;
  const closed = all.length - wanted.length;
  const notes = [
    ...(shown.length === 0 ? ['No sessions.'] : []),
    ...(hidden > 0 ? [`${hidden} older ones are not shown; use the filters.`] : []),
    ...(closed > 0 ? [`${closed} closed ones are listed with status: "closed".`] : []),
  ];
  return {
    content: [textBlock([...shown.map(agentLine), ...notes].join('\n'))],
    structuredContent: {
      agents: shown.map(agentFields),
      total: all.length,
      not_shown: hidden,
      closed,
    },
  };
};
