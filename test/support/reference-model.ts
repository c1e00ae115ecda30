import type { SessionRecord } from '../../src/index.js';

import {
  ended,
  laterInstant,
  type ReferenceFact,
  type ReferenceSession,
  told,
} from './reference-session.js';

export type { ReferenceFact, ReferenceSession };

/**
 * What a supervisor promises, said once more as plainly as possible: no machines, no indexes. The
 * exploration and the random runs hold the real machines against it, step by step.
 */
export interface Reference {
  readonly max: number;
  readonly draining: boolean;
  /** In the order they became known. */
  readonly sessions: readonly ReferenceSession[];
  /** Thread id → the agent ids bound to it, the last bound last. */
  readonly threads: Readonly<Record<string, readonly string[]>>;
}

/** `fails`: the session's actor fails while it takes the command. */
export type ReferenceCommand = { fails?: boolean } & (
  | { type: 'register'; record: SessionRecord }
  | { type: 'resume'; agentId: string; identity: string; reopen: boolean; at: string }
  | { type: 'close' | 'park' | 'lost'; agentId: string }
  | { type: 'forget' | 'evict'; agentId: string }
  | { type: 'report'; agentId: string; fact: ReferenceFact }
  | { type: 'insert'; record: SessionRecord }
  | { type: 'drain' }
);

export type ReferenceOutcome =
  | { kind: 'applied' | 'ignored' | 'taken' | 'failed' }
  | { kind: 'refused'; code: string; holder?: string };

export type ReferenceStep = readonly [Reference, ReferenceOutcome];

const APPLIED: ReferenceOutcome = { kind: 'applied' };
const IGNORED: ReferenceOutcome = { kind: 'ignored' };
const FAILED: ReferenceOutcome = { kind: 'failed' };
const refused = (code: string, holder?: string): ReferenceOutcome => ({
  kind: 'refused',
  code,
  ...(holder !== undefined && { holder }),
});

export const emptyReference = (max: number): Reference => ({
  max,
  draining: false,
  sessions: [],
  threads: {},
});

export const find = ({ sessions }: Reference, agentId: string) =>
  sessions.find(({ record }) => record.agentId === agentId);

export const activeOnes = ({ sessions }: Reference) =>
  sessions.filter(({ record }) => record.status === 'active');

/** The active session on a thread, else the one bound last. */
export function onThread(model: Reference, threadId: string): string | undefined {
  const bound = model.threads[threadId] ?? [];
  const active = bound.find((id) => find(model, id)?.record.status === 'active');
  return active ?? bound.at(-1);
}

/** One command, and what must come of it. */
export function referenceStep(model: Reference, command: ReferenceCommand): ReferenceStep {
  switch (command.type) {
    case 'register':
      return register(model, command);
    case 'resume':
      return resume(model, command);
    case 'insert':
      return insert(model, command.record);
    case 'drain':
      return [{ ...model, draining: true }, APPLIED];
    case 'forget':
      return find(model, command.agentId)?.record.status === 'closed'
        ? [without(model, command.agentId), APPLIED]
        : [model, IGNORED];
    case 'evict': {
      const status = find(model, command.agentId)?.record.status;
      return status === 'stale' || status === 'closed'
        ? [without(model, command.agentId), APPLIED]
        : [model, IGNORED];
    }
    default:
      return tell(model, command);
  }
}

/** A new process with what the old one knew: nothing is active any more. */
export function referenceRestored(model: Reference): Reference {
  const threads: Record<string, string[]> = {};
  for (const { record } of model.sessions) {
    if (record.threadId !== null) {
      threads[record.threadId] = [...(threads[record.threadId] ?? []), record.agentId];
    }
  }
  const sessions = model.sessions.map(({ record }) => asleep(stale(record)));
  return { max: model.max, draining: false, sessions, threads };
}

const stale = (record: SessionRecord): SessionRecord =>
  record.status === 'active' ? { ...record, status: 'stale' } : record;
const asleep = (record: SessionRecord): ReferenceSession => ({
  record,
  turnId: null,
  lastEndedTurnId: null,
});

function seatRefusal(model: Reference, identity: string): ReferenceOutcome | undefined {
  const active = activeOnes(model);
  const holder = active.find(({ record }) => record.identity === identity);
  if (holder) return refused('identity_conflict', holder.record.agentId);
  return active.length >= model.max ? refused('max_sessions_exceeded') : undefined;
}

type Of<Type extends ReferenceCommand['type']> = Extract<ReferenceCommand, { type: Type }>;

function register(model: Reference, { record, fails }: Of<'register'>): ReferenceStep {
  if (model.draining) return [model, refused('shutting_down')];
  const refusal = seatRefusal(model, record.identity);
  if (refusal) return [model, refusal];
  if (find(model, record.agentId)) return [model, { kind: 'taken' }];
  const status = fails ? 'stale' : 'active';
  const born = asleep({ ...record, status, threadState: 'busy' });
  return [{ ...model, sessions: [...model.sessions, born] }, fails ? FAILED : APPLIED];
}

function resume(model: Reference, command: Of<'resume'>): ReferenceStep {
  const refusal = resumeRefusal(model, command);
  const session = find(model, command.agentId);
  if (refusal || !session) return [model, refusal ?? refused('session_not_found')];
  const { record } = session;
  const resumed: SessionRecord = {
    ...record,
    identity: command.identity,
    lastActive: laterInstant(record.lastActive, command.at),
    status: 'active',
    threadState: 'busy',
  };
  const reopened = record.status === 'closed';
  if (command.fails) {
    // a reopened session fails at its birth, a stale one before it took the event
    return [with_(model, asleep(reopened ? { ...resumed, status: 'stale' } : record)), FAILED];
  }
  return [
    with_(model, reopened ? asleep(resumed) : { ...ended(session), record: resumed }),
    APPLIED,
  ];
}

function resumeRefusal(model: Reference, { agentId, identity, reopen }: Of<'resume'>) {
  if (model.draining) return refused('shutting_down');
  const record = find(model, agentId)?.record;
  if (!record) return refused('session_not_found');
  if (record.status === 'active') return refused('session_active');
  if (record.status === 'closed' && !reopen) return refused('session_closed');
  const holder = activeOnes(model).find(
    (other) => record.threadId !== null && other.record.threadId === record.threadId,
  );
  if (holder) return refused('thread_held', holder.record.agentId);
  return seatRefusal(model, identity);
}

function insert(model: Reference, given: SessionRecord): ReferenceStep {
  const known = find(model, given.agentId);
  if (known && known.record.status !== 'stale') return [model, IGNORED];
  const record = stale(given);
  const lastActive = known
    ? laterInstant(record.lastActive, known.record.lastActive)
    : record.lastActive;
  const session = asleep({ ...record, lastActive });
  const next = rebound(model, record.agentId, known?.record.threadId ?? null, record.threadId);
  return [
    known ? with_(next, session) : { ...next, sessions: [...next.sessions, session] },
    APPLIED,
  ];
}

function tell(model: Reference, command: Of<'close' | 'park' | 'lost' | 'report'>): ReferenceStep {
  const session = find(model, command.agentId);
  if (!session || session.record.status === 'closed') return [model, IGNORED];
  const { type, fails } = command;
  if ((type === 'park' || type === 'lost') && session.record.status !== 'active') {
    return [model, IGNORED];
  }
  if (type === 'report' && heldElsewhere(model, command)) return [model, IGNORED];
  if (fails) return [with_(model, asleep(stale(session.record))), FAILED];
  const next = told(session, command);
  if (next === undefined) return [model, IGNORED];
  const { agentId, threadId } = next.record;
  return [rebound(with_(model, next), agentId, session.record.threadId, threadId), APPLIED];
}

function heldElsewhere(model: Reference, { agentId, fact }: Of<'report'>): boolean {
  return (
    fact.type === 'thread.bound' &&
    activeOnes(model).some(
      ({ record }) => record.threadId === fact.threadId && record.agentId !== agentId,
    )
  );
}

function with_(model: Reference, session: ReferenceSession): Reference {
  const { agentId } = session.record;
  const replace = (old: ReferenceSession) => (old.record.agentId === agentId ? session : old);
  return { ...model, sessions: model.sessions.map(replace) };
}

function without(model: Reference, agentId: string): Reference {
  const threadId = find(model, agentId)?.record.threadId ?? null;
  const sessions = model.sessions.filter(({ record }) => record.agentId !== agentId);
  return rebound({ ...model, sessions }, agentId, threadId, null);
}

function rebound(
  model: Reference,
  agentId: string,
  from: string | null,
  to: string | null,
): Reference {
  if (from === to) return model;
  const threads: Record<string, readonly string[]> = { ...model.threads };
  if (from !== null) threads[from] = (threads[from] ?? []).filter((id) => id !== agentId);
  if (to !== null) threads[to] = [...(threads[to] ?? []), agentId];
  return { ...model, threads };
}
