import type { SessionRecord, StatePair } from '../../src/domain/index.js';
import type { SessionContext, SessionFields } from './types.js';

/** The two states of a session, from the value of its machine. */
export function statesOf(value: { status: string; thread: string }): StatePair {
  return { status: value.status, threadState: value.thread } as StatePair;
}

/** The record a session's context and states make. */
export function recordOf(context: SessionContext, states: StatePair): SessionRecord {
  // spelled out: a rest pattern here costs more than the whole step of the machine
  const record = {
    agentId: context.agentId,
    identity: context.identity,
    team: context.team,
    threadId: context.threadId,
    cwd: context.cwd,
    repoRoot: context.repoRoot,
    repoName: context.repoName,
    branch: context.branch,
    startedAt: context.startedAt,
    lastActive: context.lastActive,
    status: states.status,
    threadState: states.threadState,
    extra: context.extra,
  };
  const { tag, agentSource } = context;
  if (tag === undefined && agentSource === undefined) return Object.freeze(record);
  return Object.freeze({
    ...record,
    ...(tag !== undefined && { tag }),
    ...(agentSource !== undefined && { agentSource }),
  });
}

/** The fields of a record that a session's context holds. */
export function fieldsOf(record: SessionRecord): SessionFields {
  const { status: _, threadState: __, ...fields } = record;
  return fields;
}

/** The context of a session that is woken from its record: whatever turn it had is over. */
export function wokenContext(record: SessionRecord): SessionContext {
  return { ...fieldsOf(record), turnId: null, lastEndedTurnId: null };
}
