import type { CallToolResult } from '@modelcontextprotocol/server';
import type { ServiceRefusal, ServiceRefusalCode } from '../proxy/api.js';
import { refusalOf } from '../proxy/refusals.js';
import { type Ids, idsBlocks, idsFields, textBlock } from './ids.js';

/** The words for a refusal on the wire. */
const CODES = {
  identity_conflict: 'IDENTITY_CONFLICT',
  max_sessions_exceeded: 'MAX_SESSIONS_EXCEEDED',
  session_not_found: 'SESSION_NOT_FOUND',
  session_active: 'SESSION_ACTIVE',
  session_closed: 'SESSION_CLOSED',
  session_failed: 'SESSION_FAILED',
  shutting_down: 'SHUTTING_DOWN',
  thread_held: 'THREAD_HELD',
  thread_not_found: 'THREAD_NOT_FOUND',
  codex_refused: 'CODEX_REFUSED',
  child_process_dead: 'CHILD_PROCESS_DEAD',
  request_timeout: 'REQUEST_TIMEOUT',
  invalid_session_params: 'INVALID_SESSION_PARAMS',
  agent_file_not_found: 'AGENT_FILE_NOT_FOUND',
  approval_not_found: 'APPROVAL_NOT_FOUND',
  store_failed: 'STORE_FAILED',
} as const satisfies Record<ServiceRefusalCode, string>;

/** How an error is named on the wire. */
export type WireCode = (typeof CODES)[ServiceRefusalCode] | 'TURN_FAILED' | 'TURN_INTERRUPTED';

/** The error of a tool call: a sentence, a stable code, and the facts. */
export interface WireError extends Ids {
  readonly code: WireCode;
  readonly content: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * The result of a call that failed. `threadId` and `content` are texts whatever happened: 1.x clients
 * throw on an error that does not match the listed output schema.
 */
export function errorResult({ code, content, facts = {}, ...ids }: WireError): CallToolResult {
  const { threadId, ...names } = idsFields(ids);
  return {
    isError: true,
    content: [textBlock(content), ...idsBlocks(ids)],
    structuredContent: { threadId, content, code, ...names, ...facts },
  };
}

/**
 * The result of a call that was refused.
 *
 * @param ids the session the call was about, where the refusal does not name one.
 */
export function refusalResult(refusal: ServiceRefusal, ids: Ids = {}): CallToolResult {
  const { threadId = ids.threadId, agentId = ids.agentId, identity = ids.identity } = refusal;
  return errorResult({
    ...{ threadId, agentId, identity },
    code: CODES[refusal.code],
    content: sentenceOf(refusal),
    facts: factsOf(refusal),
  });
}

/** The result of a call in which something was thrown. */
export function thrownResult(thrown: unknown, ids: Ids = {}): CallToolResult {
  return refusalResult(refusalOf(thrown, ids.threadId ?? undefined), ids);
}

/** The result of a call with wrong arguments, as the old server wrote it: the text alone. */
export function argumentsResult(text: string): CallToolResult {
  return { isError: true, content: [textBlock(text)] };
}

/** The result of a call of a tool that does not exist. */
export function unknownToolResult(name: string): CallToolResult {
  return argumentsResult(`Unknown tool '${name}'`);
}

const START_FAILURE = 'error creating thread: ';

/** Callers match on the texts of the old server. */
function sentenceOf({ code, message, threadId }: ServiceRefusal): string {
  if (code === 'thread_not_found' && threadId !== undefined) {
    return `Session not found for thread_id: ${threadId}`;
  }
  if (code === 'codex_refused' && message.startsWith(START_FAILURE)) {
    return `Failed to start Codex session: ${message.slice(START_FAILURE.length)}`;
  }
  return message;
}

function factsOf({ max, owner, exitCode, signal, stderr }: ServiceRefusal) {
  return {
    ...(max !== undefined && { max }),
    ...(owner !== undefined && { owner: { ...owner } }),
    ...(exitCode !== undefined && { exit_code: exitCode }),
    ...(signal !== undefined && { signal }),
    ...(stderr !== undefined && { stderr: [...stderr] }),
  };
}
