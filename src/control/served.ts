import type { DurableSessions, DurableSupervisor } from '../runtime/durable/api.js';
import type { ApprovalAnswer, ApprovalOutcome, ControlApproval } from './approvals.js';
import type { ControlPicture, News, SessionStory } from './observations.js';
import type { ControlListing } from './protocol.js';

/** What a control server needs of the sessions it serves; `DurableSessions` has it. */
export interface ServedSessions extends Pick<DurableSessions, 'close'> {
  readonly supervisor: Pick<DurableSupervisor, 'maxConcurrent' | 'list' | 'subscribe'>;
  /** The approvals that are open, oldest first. Absent where sessions have none. */
  approvals?(): readonly ControlApproval[];
  /** Answers an open approval; the first answer counts. Absent where sessions have none. */
  approve?(answer: ApprovalAnswer): ApprovalOutcome;
  /**
   * Tells what the sessions do from now on. The picture is true in this tick: the listener hears
   * what comes after it, and is not called before the call returns. Absent where it cannot be told.
   */
  observe?(listener: (news: News) => void): ServedObservation;
  /** All there is to tell of one session; null if it is not known. Absent where it cannot be told. */
  show?(agentId: string): Promise<SessionStory | null>;
}

/** An observation that has begun. */
export interface ServedObservation {
  /** What is seen now, beside the listing. */
  readonly picture: Omit<ControlPicture, keyof ControlListing>;
  /** The listener hears nothing from now on. */
  end(): void;
}

/** The sessions of a process, and what it says of itself. */
export interface Served {
  readonly team: string;
  readonly since: string;
  readonly sessions: ServedSessions;
}
