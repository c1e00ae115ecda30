import { ProtocolError, type Result } from '@modelcontextprotocol/server';
import type { AgentService, OpenApproval, Outcome, Turn, TurnWatcher } from '../../proxy/api.js';
import type { Caller } from '../caller.js';
import { Conversation } from '../conversation.js';
import { decisionOf } from '../elicitation/answer.js';
import { elicitationParams } from '../elicitation/params.js';
import { refusalResult } from '../errors.js';
import type { House } from '../house.js';
import type { Ids } from '../ids.js';
import { createRequestStates } from '../request-state.js';
import { endResult, type ResultContext, startedResult } from '../results.js';

const INVALID_PARAMS = -32602;

/** One key for the life of this process: tickets do not outlive it. */
const states = createRequestStates();

/** How a prompt comes to its session. */
export interface Beginning {
  /** False: the call ends when the turn is on its way. */
  readonly waits: boolean;
  /** Whether the old server told of the session's configuration in this call. */
  readonly announces: boolean;
  /** What the caller named: told in a refusal, too. */
  readonly ids: Ids;
  readonly begin: (service: AgentService, watcher: TurnWatcher) => Promise<Outcome<Turn>>;
}

/** Begins a turn, and ends with it. */
export async function beginTurn(
  house: House,
  caller: Caller,
  { waits, announces, ids, begin }: Beginning,
): Promise<Result> {
  const service = await house.service();
  const conversation = new Conversation(house, caller, service, announces);
  try {
    const outcome = await begin(service, conversation.watcher);
    if (!outcome.ok) return refusalResult(outcome.refusal, ids);
    const turn = outcome.value;
    conversation.follow(turn);
    if (waits) return await lastingTurn({ house, caller, turn, conversation });
    const threadId = await turn.opened;
    if (threadId === null) return endResult(await turn.ended, contextOf(house, turn));
    return startedResult(turn.progress.state, contextOf(house, turn));
  } finally {
    conversation.stop();
  }
}

/**
 * A call of the 2026 revision that is repeated with the answer to an approval: it attaches to the
 * turn that runs, and starts nothing.
 *
 * @returns undefined if it is no such call.
 * @throws ProtocolError for a state that is not ours, or whose turn is long over.
 */
export async function resumeCall(house: House, caller: Caller): Promise<Result | undefined> {
  if (caller.requestState === undefined) return undefined;
  const service = await house.service();
  const state = states.decode(caller.requestState);
  const turn = state && service.turn(state.ticket);
  if (state === undefined || turn === undefined) {
    throw new ProtocolError(INVALID_PARAMS, 'Invalid or expired requestState', {
      reason: 'invalid_request_state',
    });
  }
  const approval = turn.approvals.find(({ approvalId }) => approvalId === state.approvalId);
  const answer = caller.inputResponses[APPROVAL];
  // without an answer it is asked again below; one that somebody else answered is settled
  if (approval !== undefined && answer !== undefined) {
    service.approve(approval.approvalId, decisionOf(answer, approval));
  }
  const conversation = new Conversation(house, caller, service, false);
  try {
    conversation.follow(turn);
    turn.watch(conversation.watcher);
    return await lastingTurn({ house, caller, turn, conversation });
  } finally {
    conversation.stop();
  }
}

const APPROVAL = 'approval';

interface Lasting {
  readonly house: House;
  readonly caller: Caller;
  readonly turn: Turn;
  readonly conversation: Conversation;
}

/** Lasts as long as the turn, or until its client has to be asked by ending the call. */
async function lastingTurn({ house, caller, turn, conversation }: Lasting): Promise<Result> {
  const cancel = () => turn.cancel();
  caller.signal.addEventListener('abort', cancel, { once: true });
  if (caller.signal.aborted) cancel();
  try {
    const end = turn.ended.then((ended) => endResult(ended, contextOf(house, turn)));
    const question = conversation.interrupted.then((approval) =>
      askingResult(caller, turn, approval),
    );
    return await Promise.race([end, question]);
  } finally {
    caller.signal.removeEventListener('abort', cancel);
  }
}

function askingResult(caller: Caller, { agentId, ticket }: Turn, approval: OpenApproval): Result {
  const { approvalId } = approval;
  const params = { mode: 'form', ...elicitationParams(approval, caller.id) };
  return {
    resultType: 'input_required',
    inputRequests: { [APPROVAL]: { method: 'elicitation/create', params } },
    requestState: states.encode({ agentId, ticket, approvalId }),
  };
}

function contextOf({ maxResultChars }: House, turn: Turn): ResultContext {
  const { threadId, agentId, identity, predecessor } = turn;
  // a session whose thread was never open is gone with its turn: nobody can go on with it
  const names = threadId === null ? {} : { threadId, agentId, identity };
  return { ...names, predecessor, maxChars: maxResultChars };
}
