import type { JsonObject, Owner, SessionRecord } from '../../domain/index.js';

/** A call of a tool, ready to be made; its prompt is to be filled in. */
export interface ResumptionCall {
  readonly tool: 'codex' | 'codex-reply';
  readonly arguments: JsonObject;
  /** What it does, or where it works. */
  readonly does: string;
}

/** How a session goes on. */
export interface Resumption {
  /** What stands in the way, or who is to be asked. */
  readonly says: string;
  readonly calls: readonly ResumptionCall[];
}

export interface Situation {
  readonly record: SessionRecord;
  /** The process that has it; null if none lives. */
  readonly owner: Owner | null;
  /** Another session that has its identity now. */
  readonly rival: SessionRecord | undefined;
}

const PROMPT = '…';

/** How a session is resumed, and why it cannot be if it cannot. */
export function resumptionOf({ record, owner, rival }: Situation): Resumption {
  if (owner !== null) return ofLive(record, owner);
  const { agentId, team, status, identity } = record;
  const held = rival && `; its identity ${identity} is held by ${rival.agentId}: close that first`;
  if (status === 'closed') {
    return {
      says: `it is closed; its agent id opens it again, in a server of team ${team}${held ?? ''}`,
      calls: [codex({ agent_id: agentId }, 'opens it again')],
    };
  }
  return {
    says: `no process has it; any server of team ${team} resumes it${held ?? ''}`,
    calls: [
      reply(record, 'resumes it'),
      codex({ agent_id: agentId }, 'resumes it, and may narrow its rights'),
    ],
  };
}

function ofLive(record: SessionRecord, { pid, host }: Owner): Resumption {
  const { threadId } = record;
  const process = pid === 0 ? 'a process that cannot be identified' : `process ${pid} on ${host}`;
  const copy =
    threadId === null ? [] : [codex({ fork: threadId }, 'elsewhere: goes on with a copy')];
  return {
    says: `it lives in ${process}, and goes on there alone`,
    calls: [reply(record, 'to the server in that process'), ...copy],
  };
}

function reply({ threadId, agentId }: SessionRecord, does: string): ResumptionCall {
  const address = threadId === null ? { agent_id: agentId } : { threadId };
  return { tool: 'codex-reply', arguments: { ...address, prompt: PROMPT }, does };
}

function codex(address: JsonObject, does: string): ResumptionCall {
  return { tool: 'codex', arguments: { ...address, prompt: PROMPT }, does };
}
