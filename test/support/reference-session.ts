import type { SessionRecord } from '../../src/index.js';

export interface ReferenceSession {
  readonly record: SessionRecord;
  readonly turnId: string | null;
  readonly lastEndedTurnId: string | null;
}

export type ReferenceFact =
  | {
      type: 'turn.started' | 'turn.completed' | 'turn.failed' | 'turn.interrupted';
      turnId?: string;
    }
  | { type: 'thread.bound'; threadId: string }
  | { type: 'fields.changed'; fields: Partial<SessionRecord>; at?: string };

/** What a session can be told. */
type Told =
  | { readonly type: 'close' | 'park' | 'lost' }
  | { readonly type: 'report'; readonly fact: ReferenceFact };

/** What a session makes of what it is told; undefined if it ignores it. */
export function told(session: ReferenceSession, command: Told): ReferenceSession | undefined {
  const { record } = session;
  switch (command.type) {
    case 'close':
      return { ...session, record: { ...record, status: 'closed', threadState: 'closed' } };
    case 'park':
      return record.threadState === 'idle' ? lost(session) : undefined;
    case 'lost':
      return lost(session);
    case 'report':
      return reported(session, command.fact);
  }
}

const lost = (session: ReferenceSession): ReferenceSession => ({
  ...ended(session),
  record: { ...session.record, status: 'stale' },
});

/** The turn is over, however it ended. */
export const ended = ({ record, turnId, lastEndedTurnId }: ReferenceSession): ReferenceSession => ({
  record,
  turnId: null,
  lastEndedTurnId: turnId ?? lastEndedTurnId,
});

function reported(session: ReferenceSession, fact: ReferenceFact): ReferenceSession | undefined {
  const { record, turnId, lastEndedTurnId } = session;
  if (fact.type === 'thread.bound') {
    return { ...session, record: { ...record, threadId: fact.threadId } };
  }
  if (fact.type === 'fields.changed') {
    const at = fact.at === undefined ? record.lastActive : fact.at;
    const lastActive = laterInstant(record.lastActive, at);
    return { ...session, record: { ...record, ...fact.fields, lastActive } };
  }
  if (record.status !== 'active') return undefined;
  if (fact.type === 'turn.started') {
    if (fact.turnId !== undefined && fact.turnId === lastEndedTurnId) return undefined;
    if (record.threadState === 'idle') {
      return {
        ...session,
        record: { ...record, threadState: 'busy' },
        turnId: fact.turnId ?? null,
      };
    }
    return turnId === null && fact.turnId !== undefined
      ? { ...session, turnId: fact.turnId }
      : undefined;
  }
  if (record.threadState !== 'busy') return undefined;
  if (fact.turnId !== undefined && fact.turnId !== turnId) return undefined;
  return { ...ended(session), record: { ...record, threadState: 'idle' } };
}

/** The later of two whole-second UTC timestamps. */
export function laterInstant(first: string, second: string): string {
  return Date.parse(second) > Date.parse(first) ? second : first;
}
