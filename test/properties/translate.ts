import type { Json, SessionRecord } from '../../src/index.js';
import { aRecord } from '../model/session-steps.js';
import type { LiveSystem } from '../support/live-system.js';
import type {
  ReferenceCommand,
  ReferenceOutcome,
  ReferenceSession,
} from '../support/reference-model.js';
import type { Operation, Patch } from './operations.js';

/** An operation that is one call of the supervisor, or an eviction. */
export type Call = Exclude<
  Operation,
  { op: 'clock' | 'react' | 'drain' | 'restart' | 'failure' | 'markAllStale' }
>;

type Command = Exclude<ReferenceCommand, { type: 'drain' }>;

/** What a call is in the words of the reference. */
export function commandOf(
  operation: Call,
  known: ReferenceSession | undefined,
  at: string,
): Command {
  switch (operation.op) {
    case 'insertStale':
      return { type: 'insert', record: operation.record };
    case 'register': {
      const { agentId, identity, tag, extra = {}, fails } = operation;
      const notes = annotatedWith({}, extra);
      const fields = { startedAt: at, lastActive: at, ...(tag && { tag }), extra: notes };
      return { type: 'register', record: aRecord(agentId, identity, fields), fails };
    }
    case 'resume': {
      const { agentId, identity = known?.record.identity ?? '', reopen, fails } = operation;
      return { type: 'resume', agentId, identity, reopen, at, fails };
    }
    case 'forget':
    case 'evict':
      return { type: operation.op, agentId: operation.agentId };
    case 'close':
    case 'park':
      return { type: operation.op, agentId: operation.agentId, fails: operation.fails };
    case 'markLost':
      return { type: 'lost', agentId: operation.agentId, fails: operation.fails };
    case 'report':
    case 'setThreadState':
      return turnCommand(operation);
    default:
      return fieldCommand(operation, known, at);
  }
}

type Of<Op extends Call['op']> = Extract<Call, { op: Op }>;

function turnCommand(operation: Of<'report'> | Of<'setThreadState'>): Command {
  const { agentId } = operation;
  if (operation.op === 'report') {
    const { type, turnId, fails } = operation;
    return { type: 'report', agentId, fails, fact: { type, ...(turnId && { turnId }) } };
  }
  if (operation.state === 'closed') return { type: 'close', agentId };
  const type = operation.state === 'busy' ? 'turn.started' : 'turn.completed';
  return { type: 'report', agentId, fact: { type } };
}

type FieldCall = Extract<Call, { op: 'touch' | 'annotate' } | { value: string }>;

function fieldCommand(
  operation: FieldCall,
  known: ReferenceSession | undefined,
  at: string,
): Command {
  const { agentId } = operation;
  switch (operation.op) {
    case 'setThreadId':
      return { type: 'report', agentId, fact: { type: 'thread.bound', threadId: operation.value } };
    case 'touch':
      return field(agentId, { repoRoot: '/r', repoName: null, branch: operation.branch }, at);
    case 'annotate':
      return field(agentId, { extra: annotatedWith(known?.record.extra ?? {}, operation.patch) });
    default:
      return field(agentId, { [FIELDS[operation.op]]: operation.value });
  }
}

const FIELDS = { setCwd: 'cwd', setTag: 'tag', setAgentSource: 'agentSource' } as const;

function field(agentId: string, fields: Partial<SessionRecord>, at?: string): Command {
  const fact = { type: 'fields.changed', fields, ...(at !== undefined && { at }) } as const;
  return { type: 'report', agentId, fact };
}

function annotatedWith(extra: Record<string, Json>, patch: Patch): Record<string, Json> {
  const { codex_sessions: old = {}, ...others } = extra;
  const merged = Object.entries({ ...(old as object), ...patch }).filter(([, v]) => v !== null);
  const notes = JSON.parse(JSON.stringify(Object.fromEntries(merged))) as Json;
  return merged.length === 0 ? others : { ...others, codex_sessions: notes };
}

/** Makes the call. */
export function call(live: LiveSystem, operation: Call): unknown {
  const { supervisor } = live;
  switch (operation.op) {
    case 'register': {
      const { identity, tag, extra } = operation;
      return supervisor.register({ identity, team: 'team', cwd: '/work', tag, extra });
    }
    case 'resume':
      return supervisor.resume(operation.agentId, operation);
    case 'report': {
      const { agentId, type, turnId } = operation;
      return supervisor.report(agentId, { type, turnId });
    }
    case 'setThreadState':
      return supervisor.setThreadState(operation.agentId, operation.state);
    case 'touch':
      return supervisor.touch(operation.agentId, { repoRoot: '/r', branch: operation.branch });
    case 'annotate':
      return supervisor.annotate(operation.agentId, operation.patch);
    case 'insertStale':
      return supervisor.insertStale(operation.record);
    case 'setThreadId':
    case 'setCwd':
    case 'setTag':
    case 'setAgentSource':
      return supervisor[operation.op](operation.agentId, operation.value);
    case 'evict':
      return live.evict(operation.agentId);
    default:
      return supervisor[operation.op](operation.agentId);
  }
}

/** What a call returned, or the code of what it threw. */
export function attempt(run: () => unknown): unknown {
  try {
    const value = run();
    if (typeof value !== 'object' || value === null || !('refusal' in value)) return value;
    const { code, agentId } = value.refusal as { code: string; agentId?: string };
    const names = code === 'identity_conflict' || code === 'thread_held';
    return { refused: code, ...(names && { holder: agentId }) };
  } catch (error) {
    return { threw: (error as { code?: string }).code ?? String(error) };
  }
}

/** What a call must return or throw, in the words of {@link attempt}. */
export function answerTo(
  operation: Call,
  outcome: ReferenceOutcome,
  record: SessionRecord | undefined,
  known: boolean,
): unknown {
  const { op } = operation;
  if (outcome.kind === 'refused') {
    const { code, holder } = outcome;
    return { refused: code, ...(holder !== undefined && { holder }) };
  }
  if (op === 'close') return known;
  if (op === 'setThreadState') return record?.threadState === operation.state;
  if (op === 'park' || op === 'markLost') return outcome.kind !== 'ignored';
  if (outcome.kind === 'taken') return { threw: 'invalid_argument' };
  if (op === 'register' || op === 'resume') {
    return outcome.kind === 'failed' ? { threw: 'session_failed' } : { ok: true, value: record };
  }
  return outcome.kind === 'applied';
}
