import type { SessionChange, SessionRecord, StatePair } from '../domain/index.js';
import type { Subscription } from '../runtime/index.js';
import type { OpenApproval, TurnEnd, TurnState } from './turn.js';
import type { AgentResult, BackendStatus } from './views.js';

/** What a session is doing, and what it has done lately; times are RFC 3339 with milliseconds. */
export interface AgentSight {
  readonly agentId: string;
  /** Since when its status is what it is. */
  readonly statusSince: string;
  readonly threadSince: string;
  /** The turn that runs or waits; null without one. */
  readonly turn: {
    readonly state: Exclude<TurnState, 'idle'>;
    readonly activity: string;
    /** When it was asked for. */
    readonly since: string;
  } | null;
  /** How many turns wait behind it. */
  readonly queued: number;
  /** The last turns that ended, newest first. */
  readonly turns: readonly PastTurn[];
}

/** A turn that ended. */
export interface PastTurn {
  /** Null if it ended before Codex named it. */
  readonly turnId: string | null;
  readonly how: TurnEnd['type'];
  /** When it was asked for. */
  readonly since: string;
  readonly endedAt: string;
}

/** A change that moved a session, or made it known. */
export interface PastStep extends StatePair {
  readonly at: string;
  readonly what: Exclude<SessionChange['type'], 'refused'>;
  /** Why it is stale; only with `stale`. */
  readonly reason?: string;
}

/** All there is to tell of a session. */
export interface AgentStory {
  readonly record: SessionRecord;
  /** Null if nothing of it is remembered. */
  readonly sight: AgentSight | null;
  readonly approvals: readonly OpenApproval[];
  /** Oldest first. */
  readonly steps: readonly PastStep[];
  /** The last turn that ended; null if none has, or a running Codex would not tell. */
  readonly last: AgentResult['last'];
}

/** What changed; what it is now, is to be asked. */
export type Signal =
  | { readonly type: 'agent'; readonly agentId: string }
  | { readonly type: 'approvals' }
  | { readonly type: 'backend' };

/** The sessions at work, to look at. */
export interface AgentSights {
  /** The Codex process, as it is now. */
  readonly backend: BackendStatus;
  /** Tells whenever something may look different, while it happens. It costs nothing until then. */
  subscribe(listener: (signal: Signal) => void): Subscription;
  /** What a session is doing; undefined for one that was not at work here. */
  of(agentId: string): AgentSight | undefined;
  /** The sights of all that are or were at work here; of those that are not active, the newest. */
  all(): readonly AgentSight[];
  /** All there is to tell of a session; null if it is unknown. Starts no Codex. */
  story(agentId: string): Promise<AgentStory | null>;
}
