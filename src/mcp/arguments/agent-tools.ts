import type { JsonObject } from '../../domain/index.js';
import type { Address, AgentFilter } from '../../proxy/api.js';
import { type Parsed, taken, wrong } from './parsed.js';
import { object, oneOf, readPlain, text, wholeNumber } from './plain.js';
import { readThreadId } from './thread-id.js';

/** The longest wait of `agent_result`, in seconds. */
export const MAX_WAIT_SECONDS = 3600;
/** The most `agent_result` gives at once, in characters. */
export const MAX_PAGE_CHARACTERS = 1_000_000;

/** A call of `agent_result`. */
export interface ResultCall {
  readonly address: Address;
  /** Where to begin, in characters. */
  readonly offset: number;
  /** How many characters at most; absent: as the configuration says. */
  readonly limit?: number;
  /** How long to wait for the turn's end, in seconds. */
  readonly waitSeconds: number;
}

export const DECISIONS = [
  'accept',
  'accept_for_session',
  'accept_with_rule',
  'decline',
  'cancel',
] as const;

/** A call of `agent_approve`. */
export interface ApproveCall {
  readonly approvalId: string;
  readonly decision: (typeof DECISIONS)[number];
  /** The answers to questions, by their ids, or the filled-in form. */
  readonly content?: JsonObject;
}

export function parseAgentSessions(given: unknown): Parsed<AgentFilter> {
  const shape = {
    status: oneOf('active', 'stale', 'closed'),
    identity: text,
    repo_name: text,
    tag: text,
  };
  const read = readPlain('agent_sessions', given, shape);
  if (!read.ok) return read;
  const { repo_name: repoName, ...filter } = read.value;
  return taken({ ...filter, ...(repoName !== undefined && { repoName }) });
}

export function parseAgentStatus(given: unknown): Parsed<Record<never, never>> {
  return readPlain('agent_status', given, {});
}

export function parseAgentClose(given: unknown): Parsed<Address> {
  const read = readPlain('agent_close', given, { agent_id: text, identity: text });
  return read.ok ? addressOf('agent_close', 'agent_id or identity', read.value) : read;
}

export function parseAgentResult(given: unknown): Parsed<ResultCall> {
  const read = readPlain('agent_result', given, {
    agent_id: text,
    thread_id: text,
    threadId: text,
    identity: text,
    offset: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    limit: wholeNumber(1, MAX_PAGE_CHARACTERS),
    wait_seconds: wholeNumber(0, MAX_WAIT_SECONDS),
  });
  if (!read.ok) return read;
  const { offset = 0, limit, wait_seconds: waitSeconds = 0, threadId, ...names } = read.value;
  const named = { ...names, thread_id: names.thread_id ?? threadId };
  const address = addressOf('agent_result', 'agent_id, thread_id or identity', named);
  if (!address.ok) return address;
  const page = { offset, waitSeconds, ...(limit !== undefined && { limit }) };
  return taken({ address: address.value, ...page });
}

export function parseAgentApprove(given: unknown): Parsed<ApproveCall> {
  const read = readPlain('agent_approve', given, {
    approval_id: text,
    decision: oneOf(...DECISIONS),
    content: object,
  });
  if (!read.ok) return read;
  const { approval_id: approvalId, decision, content } = read.value;
  if (approvalId === undefined) {
    return wrong('agent_approve needs approval_id; agent_status lists the open approvals.');
  }
  if (decision === undefined) {
    return wrong(`agent_approve needs decision: one of ${DECISIONS.join(', ')}.`);
  }
  return taken({ approvalId, decision, ...(content !== undefined && { content }) });
}

interface Names {
  readonly agent_id?: string | undefined;
  readonly thread_id?: string | undefined;
  readonly identity?: string | undefined;
}

/** The one session that is meant: of two names it could not be told which counts. */
function addressOf(tool: string, wanted: string, names: Names): Parsed<Address> {
  const { agent_id: agentId, thread_id: threadId, identity } = names;
  const given = [agentId, threadId, identity].filter((name) => name !== undefined);
  if (given.length === 0) return wrong(`${tool} needs ${wanted}.`);
  if (given.length > 1) return wrong(`${tool} takes only one of ${wanted}.`);
  if (agentId !== undefined) return taken({ agentId });
  if (identity !== undefined) return taken({ identity });
  const thread = readThreadId(threadId ?? '');
  return 'fault' in thread
    ? wrong(`\`thread_id\` of ${tool} is no thread id: ${thread.fault}.`)
    : taken({ threadId: thread.value });
}
