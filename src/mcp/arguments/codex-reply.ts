import type { ReplyRequest } from '../../proxy/api.js';
import { PARSE_FAILURE } from './codex.js';
import { argumentsOf, type Fields, type Read, readFields } from './fields.js';
import { type Parsed, taken, wrong } from './parsed.js';
import { promptFault } from './prompt.js';
import { flag, LENIENT, missingField, text } from './serde.js';
import { readThreadId } from './thread-id.js';

/** A call of `codex-reply`. */
export interface ReplyCall {
  readonly request: ReplyRequest;
  /** Whether the call lasts until the turn has ended. */
  readonly wait: boolean;
}

const SHAPE = {
  conversationId: text,
  threadId: text,
  prompt: text,
  agent_id: text,
  wait: flag,
};

/**
 * Reads the arguments of `codex-reply`; unknown ones are ignored. What is wrong is told letter for
 * letter as `codex mcp-server` 0.153.4 did. `threadId` wins over `conversationId`; one of them
 * with `agent_id` is refused.
 */
export function parseCodexReply(given: unknown): Parsed<ReplyCall> {
  const object = argumentsOf(given);
  if (!object.ok) return object;
  if (object.value === undefined) {
    return wrong(
      'Missing arguments for codex-reply tool-call; the `thread_id` and `prompt` fields are required.',
    );
  }
  const read = readFields(object.value, SHAPE, LENIENT, ['prompt']);
  if ('fault' in read) return wrong(PARSE_FAILURE + read.fault);
  const { prompt, wait = true } = read.value;
  if (prompt === undefined) return wrong(PARSE_FAILURE + missingField('prompt'));
  const address = addressOf(read.value);
  if ('fault' in address) return wrong(`Failed to parse thread_id: ${address.fault}`);
  const fault = promptFault(prompt);
  if (fault !== undefined) return wrong(fault);
  return taken({ request: { prompt, ...address.value }, wait });
}

function addressOf(
  fields: Fields<typeof SHAPE>,
): Read<{ readonly threadId: string } | { readonly agentId: string }> {
  const given = fields.threadId ?? fields.conversationId;
  if (given !== undefined && fields.agent_id !== undefined) {
    return { fault: 'agent_id names a session of its own; give one of the two' };
  }
  if (given !== undefined) {
    const threadId = readThreadId(given);
    return 'fault' in threadId ? threadId : { value: { threadId: threadId.value } };
  }
  if (fields.agent_id !== undefined) return { value: { agentId: fields.agent_id } };
  return { fault: 'either threadId or conversationId must be provided' };
}
