import type { SessionChange, SessionRecord, StatePair } from '../domain/index.js';
import type { ControlApproval } from './approvals.js';
import type { ControlListing } from './protocol.js';

/** What a process tells of itself to whoever observes it: all times are RFC 3339 with milliseconds. */
export interface ControlPicture extends ControlListing {
  /** When this picture was true. */
  readonly at: string;
  /** What is known of sessions beyond their records: of each that was at work here. */
  readonly sights: readonly SessionSight[];
  /** Those that are open, oldest first. */
  readonly approvals: readonly ControlApproval[];
  /** Null where no Codex process is behind the sessions. */
  readonly backend: BackendSight | null;
  /** The live statecharts, and the states they are in. */
  readonly charts: readonly ChartSight[];
}

/** What a session is doing, and what it has done lately. */
export interface SessionSight {
  readonly agentId: string;
  /** Since when the status is what it is. */
  readonly statusSince: string;
  readonly threadSince: string;
  /** The turn that runs or waits; null without one. */
  readonly turn: TurnSight | null;
  /** How many turns wait behind it. */
  readonly queued: number;
  /** The last turns that ended, newest first: a handful. */
  readonly turns: readonly EndedTurnSight[];
}

export interface TurnSight {
  readonly state: TurnWord;
  /** What Codex does, in a few words for people; '' where the state says it all. */
  readonly activity: string;
  /** When it was asked for. */
  readonly since: string;
}

/** Where a turn is. */
export type TurnWord =
  | 'queued'
  | 'opening'
  | 'running'
  | 'awaiting_approval'
  | 'interrupting'
  | 'closing';

export interface EndedTurnSight {
  /** Null if it ended before Codex named it. */
  readonly turnId: string | null;
  readonly how: 'completed' | 'failed' | 'interrupted' | 'refused';
  readonly since: string;
  readonly endedAt: string;
}

/** The Codex process. */
export interface BackendSight {
  readonly state:
    | 'absent'
    | 'starting'
    | 'ready'
    | 'backing_off'
    | 'failed'
    | 'stopping'
    | 'stopped';
  readonly pid: number | null;
  readonly version: string | null;
  readonly restarts: number;
  /** The sentence about its last end or failure. */
  readonly lastError: string | null;
}

/** The statecharts there are, by the ids of their machines. */
export type ChartName = 'supervisor' | 'session' | 'turns' | 'backend';

/** The value of a statechart's state: its name, or the values of its inner states by their names. */
export type ChartValue = string | { readonly [region: string]: ChartValue };

/** A statechart, and the state it is in. */
export interface ChartSight {
  readonly chart: ChartName;
  /** Whose; null for the supervisor and the backend. */
  readonly agentId: string | null;
  readonly value: ChartValue;
}

/** Something that happened in an observed process. */
export type News =
  /** A session changed, or a command was refused. */
  | { readonly type: 'session'; readonly at: string; readonly change: SessionChange }
  /** What a session is doing changed; told a few times a second at most. */
  | { readonly type: 'sight'; readonly at: string; readonly sight: SessionSight }
  /** These are open now. */
  | {
      readonly type: 'approvals';
      readonly at: string;
      readonly approvals: readonly ControlApproval[];
    }
  | { readonly type: 'backend'; readonly at: string; readonly backend: BackendSight }
  /** A statechart took an event; it is in this state now, which may be the one it was in. */
  | ({ readonly type: 'step'; readonly at: string; readonly event: string } & ChartSight);

/** A step of a session's life. */
export interface SessionStep extends StatePair {
  readonly at: string;
  /** What happened, in the words of `SessionChange`; a stale one also says why. */
  readonly what: Exclude<SessionChange['type'], 'refused'>;
  readonly reason?: string;
}

/** All there is to tell of one session. */
export interface SessionStory {
  readonly record: SessionRecord;
  readonly sight: SessionSight | null;
  readonly approvals: readonly ControlApproval[];
  /** Oldest first: the newest few dozen since this process has known the session. */
  readonly steps: readonly SessionStep[];
  /** The last turn that ended; null if none has, or Codex would have to be started to tell. */
  readonly last: {
    readonly turnId: string | null;
    readonly how: EndedTurnSight['how'];
    /** The answer, or the sentence about the failure. */
    readonly text: string;
  } | null;
}
