import type { Owner, SessionRecord } from '../domain/index.js';
import type { OpenApproval, TurnProgress } from './turn.js';

/** A session as the tools show it. */
export interface AgentView {
  readonly record: SessionRecord;
  /** The other process it is live in. */
  readonly owner: Owner | null;
  readonly turn: TurnProgress;
  /** Turns that wait behind the current one. */
  readonly queued: number;
  readonly approvals: readonly OpenApproval[];
}

/** Every field given must be equal. */
export interface AgentFilter {
  readonly status?: SessionRecord['status'];
  readonly identity?: string;
  /** The name of the git repository, not its path. */
  readonly repoName?: string;
  readonly tag?: string;
}

/** The health of the service. */
export interface ServiceStatus {
  readonly team: string;
  readonly pid: number;
  /** Since the service was made, in milliseconds. */
  readonly uptimeMs: number;
  /** How many sessions are active in this process. */
  readonly active: number;
  readonly maxConcurrent: number;
  readonly turnsRunning: number;
  /** Turns that wait for a place among those that run at once. */
  readonly turnsWaiting: number;
  /** Null: as many at once as there are sessions. */
  readonly maxTurns: number | null;
  readonly backend: BackendStatus;
  /** Identity → agent id of its active holder. */
  readonly identities: Readonly<Record<string, string>>;
}

/** The Codex process: where in its life it is, and how often it was started again. */
export interface BackendStatus {
  readonly state:
    | 'absent'
    | 'starting'
    | 'ready'
    | 'backing_off'
    | 'failed'
    | 'stopping'
    | 'stopped';
  /** Null while no process runs. */
  readonly pid: number | null;
  /** The version it names itself by; null while that is not known. */
  readonly version: string | null;
  /** How often it was started again after it had died or failed. */
  readonly restarts: number;
  /** The sentence about its last end or failure. */
  readonly lastError: string | null;
}

/** A result that can be read again. */
export interface AgentResult {
  readonly record: SessionRecord;
  readonly turn: TurnProgress;
  readonly approvals: readonly OpenApproval[];
  /** The last turn that ended; null if none has. */
  readonly last: {
    readonly turnId: string | null;
    readonly status: 'completed' | 'failed' | 'interrupted';
    /** The answer, the sentence about the failure, or what was said before the interrupt. */
    readonly text: string;
  } | null;
}
