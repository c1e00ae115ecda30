import type { FieldFact, GitContext, SessionRecord, TurnFact } from '../../src/domain/index.js';

/** A record without its two states: those are the machine's value. */
export type SessionFields = Omit<SessionRecord, 'status' | 'threadState'>;

/** The record of the session, and the turn it is in. */
export interface SessionContext extends SessionFields {
  /** The turn Codex works on, once its id is known. */
  readonly turnId: string | null;
  /** The last turn that ended: its late facts are recognised by it. */
  readonly lastEndedTurnId: string | null;
}

/** A fact as the machine takes it: where the record keeps a time, the time comes with it. */
export type StampedFact =
  | TurnFact
  | Exclude<FieldFact, { type: 'context.refreshed' }>
  | ({ readonly type: 'context.refreshed'; readonly at: string } & GitContext);

/** What a session is told; whatever its states do not take is ignored by rule, never an error. */
export type SessionEvent =
  | { readonly type: 'session.lost' }
  | { readonly type: 'session.parked' }
  | { readonly type: 'session.resume'; readonly identity: string; readonly at: string }
  | { readonly type: 'session.close' }
  | StampedFact;

export type SessionEventOf<Type extends SessionEvent['type']> = Extract<
  SessionEvent,
  { readonly type: Type }
>;
