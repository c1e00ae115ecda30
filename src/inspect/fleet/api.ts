import type { ApprovalAnswer, ApprovalOutcome, ControlPicture, News } from '../../control/index.js';
import type { Subscription } from '../../runtime/index.js';

/** What is heard of the processes that serve sessions. A process is named by a key, used once. */
export type FleetNews =
  /** It is observed from now on, or again after its connection was lost. */
  | { readonly type: 'joined'; readonly process: string; readonly picture: ControlPicture }
  | { readonly type: 'news'; readonly process: string; readonly news: News }
  /** Its connection ended: it is over, or cannot be reached any more. */
  | { readonly type: 'left'; readonly process: string; readonly at: string };

/** All processes of this user that serve sessions, as they come and go. */
export interface Fleet {
  /**
   * Tells all that happens from now on; first, at once, of each process that is observed already
   * that it joined, with its picture as it is now.
   */
  subscribe(listener: (news: FleetNews) => void): Subscription;
  /**
   * Closes a session of a process; false if that knows no such session.
   *
   * @throws ControlError as the client of the process does; `unreachable` if it left.
   */
  close(process: string, agentId: string): Promise<boolean>;
  /** Answers an approval of a process. Throws as `close` does. */
  approve(process: string, answer: ApprovalAnswer): Promise<ApprovalOutcome>;
  /** Ends all connections. Idempotent. */
  end(): void;
}
