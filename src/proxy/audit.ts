/** What happened, for those who want to know later. */
export interface AuditEntry {
  readonly event: 'turn.asked' | 'turn.ended' | 'session.closed' | 'approval.answered';
  readonly agentId: string;
  readonly identity?: string;
  readonly turnId?: string | null;
  /** How a turn ended. */
  readonly how?: string;
  /** What an approval was answered. */
  readonly decision?: string;
  /** `default`: nobody answered. */
  readonly by?: 'default';
  /** Given with `turn.asked`; whether it is written, and how much of it, is not decided here. */
  readonly prompt?: string;
}

/** Takes one entry at a time, in the order things happened. */
export type Audit = (entry: AuditEntry) => void;
