import type { AgentResult, AgentService, Outcome } from '../../proxy/api.js';
import { approvalFields, turnFields } from '../agent-view.js';
import { parseAgentResult, type ResultCall } from '../arguments/agent-tools.js';
import type { Caller } from '../caller.js';
import { refusalResult } from '../errors.js';
import type { House, ToolCall } from '../house.js';
import { idsBlocks, textBlock } from '../ids.js';
import { pageOf } from '../pages.js';
import { createProgress } from '../progress.js';
import { progressMessage } from '../progress-message.js';
import { resultOfOwnFault } from './faults.js';

/** `agent_result`: what a session is doing, and its last result, page by page. */
export const callAgentResult: ToolCall = async (house, caller, given) => {
  const parsed = parseAgentResult(given);
  if (!parsed.ok) return resultOfOwnFault(parsed);
  const service = await house.service();
  const found = await awaited(service, caller, parsed.value);
  return found.ok ? shown(house, found.value, parsed.value) : refusalResult(found.refusal);
};

/** Waits for the end of the running turn, as long as the caller wants to. */
async function awaited(
  service: AgentService,
  caller: Caller,
  { address, waitSeconds }: ResultCall,
): Promise<Outcome<AgentResult>> {
  const now = await service.result(address);
  if (!now.ok || waitSeconds === 0) return now;
  const { agentId } = now.value.record;
  const turn = service.currentTurn(agentId);
  if (turn === undefined) return now;
  const progress = createProgress({
    token: caller.progressToken,
    send: (params) => caller.notify('notifications/progress', { ...params }),
    message: () => progressMessage(turn.progress),
  });
  const unwatch = turn.watch({ progressed: () => progress.changed() });
  try {
    await endOrTimeout(turn.ended, waitSeconds * 1000, caller.signal);
  } finally {
    unwatch();
    progress.stop();
  }
  return service.result({ agentId });
}

function endOrTimeout(ended: Promise<unknown>, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
    void ended.then(done);
  });
}

function shown(
  { maxResultChars }: House,
  { record, turn, approvals, last }: AgentResult,
  { offset, limit = maxResultChars }: ResultCall,
) {
  const { agentId, identity, threadId, status } = record;
  const page = last && pageOf(last.text, offset, limit);
  const state = turn.state === 'idle' ? '' : `The session is ${progressMessage(turn)}. `;
  const rest = page?.next_offset == null ? '' : `\n\n[Read on with offset ${page.next_offset}.]`;
  const lines = last === null ? `${state}No turn has ended yet.` : `${page?.text ?? ''}${rest}`;
  return {
    content: [
      textBlock(lines),
      ...(last !== null && state !== '' ? [textBlock(`${state}Above is its last result.`)] : []),
      ...idsBlocks({ threadId, agentId, identity }),
    ],
    structuredContent: {
      threadId: threadId ?? '',
      agent_id: agentId,
      identity,
      status,
      turn: turnFields(turn),
      ...(approvals.length > 0 && { approvals: approvals.map(approvalFields) }),
      ...(last !== null && { turn_id: last.turnId, turn_status: last.status }),
      ...(page !== null && {
        content: page.text,
        offset: page.offset,
        total: page.total,
        next_offset: page.next_offset,
      }),
    },
  };
}
