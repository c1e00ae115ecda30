import type { CallToolResult } from '@modelcontextprotocol/server';
import type { SessionRecord } from '../domain/index.js';
import type { TurnEnd } from '../proxy/api.js';
import { errorResult, refusalResult, type WireCode } from './errors.js';
import { type Ids, idsBlocks, idsFields, textBlock } from './ids.js';
import { pageOf } from './pages.js';

type InterruptReason = Extract<TurnEnd, { readonly type: 'interrupted' }>['reason'];

/** The turn a result is about. */
export interface ResultContext extends Ids {
  /** The longest answer given in one piece, in characters. */
  readonly maxChars: number;
  /** A stale session of the same identity that could have been resumed instead. */
  readonly predecessor?: SessionRecord | null;
}

/**
 * The result of a turn, however it ended. The text is letter for letter the old server's; one beyond
 * `maxChars` is cut and says how to read on.
 */
export function endResult(end: TurnEnd, context: ResultContext): CallToolResult {
  switch (end.type) {
    case 'completed':
      return answerResult(end.text, context);
    case 'failed':
      return errorResult({ ...namesOf(context), code: 'TURN_FAILED', content: end.message });
    case 'interrupted':
      return interruptedResult(end.reason, end.text, context);
    case 'refused':
      return refusalResult(end.refusal, context);
  }
}

/** The result of a call with `wait: false`: the turn goes on by itself. */
export function startedResult(state: string, context: ResultContext): CallToolResult {
  const name = JSON.stringify({ agent_id: context.agentId ?? '' });
  const content = `The turn is ${state}; read its outcome with agent_result ${name}.`;
  return okResult(content, context, { state });
}

function answerResult(text: string, context: ResultContext): CallToolResult {
  const { shown, truncated } = bounded(text, context);
  return okResult(shown, context, truncated && { truncated });
}

function okResult(content: string, context: ResultContext, facts: object = {}): CallToolResult {
  const { threadId, ...names } = idsFields(context);
  return {
    content: [textBlock(content), ...idsBlocks(context)],
    structuredContent: {
      ...{ threadId, content },
      ...names,
      ...resumableOf(context.predecessor),
      ...facts,
    },
  };
}

/** The code, what happened, and what to do where the session is still there. */
type Interruption = readonly [WireCode, string, string?];

const INTERRUPTIONS: Readonly<Record<InterruptReason, Interruption>> = {
  cancelled: [
    'TURN_INTERRUPTED',
    'The turn was cancelled before it ended',
    'go on with codex-reply',
  ],
  closed: ['SESSION_CLOSED', 'The session was closed while this turn ran'],
  timeout: [
    'REQUEST_TIMEOUT',
    'The turn was interrupted because it took longer than it may',
    'go on with codex-reply',
  ],
  shutdown: [
    'SHUTTING_DOWN',
    'The service was shut down while this turn ran',
    'go on with codex-reply when it is back',
  ],
  elsewhere: [
    'TURN_INTERRUPTED',
    'The turn was interrupted before it ended, by an approval answered with cancel or from elsewhere',
    'go on with codex-reply',
  ],
};

function interruptedResult(
  reason: InterruptReason,
  said: string,
  context: ResultContext,
): CallToolResult {
  const [code, what, advice] = INTERRUPTIONS[reason];
  const isThere = typeof context.threadId === 'string';
  const sentence = isThere && advice !== undefined ? `${what}; ${advice}.` : `${what}.`;
  const { shown, truncated } = bounded(said, context);
  const content = said === '' ? sentence : `${sentence}\n\nIt had said so far:\n${shown}`;
  const facts = { reason, ...(truncated && { truncated }) };
  return errorResult({ ...namesOf(context), code, content, facts });
}

function bounded(text: string, { agentId, maxChars }: ResultContext) {
  if (text.length <= maxChars) return { shown: text };
  const page = pageOf(text, 0, maxChars);
  const next = page.next_offset ?? page.total;
  const call = JSON.stringify({ agent_id: agentId ?? '', offset: next });
  const notice = `[Cut after ${next} of ${page.total} characters. Read on with agent_result ${call}.]`;
  const truncated = { next_offset: next, total: page.total };
  return { shown: `${page.text}\n\n${notice}`, truncated };
}

function namesOf({ threadId, agentId, identity }: Ids): Ids {
  return { threadId, agentId, identity };
}

function resumableOf(predecessor: SessionRecord | null | undefined): object {
  if (predecessor === null || predecessor === undefined) return {};
  const { agentId, threadId, lastActive } = predecessor;
  return { resumable: { agent_id: agentId, thread_id: threadId, last_active: lastActive } };
}
