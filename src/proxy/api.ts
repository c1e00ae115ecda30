import type { Result, SessionRecord } from '../domain/index.js';
import type { ApprovalDecision, ThreadSettings } from '../domain/ports/codex.js';
import type { AgentSights } from './sight.js';
import type { OpenApproval, ServiceRefusal, Turn, TurnWatcher } from './turn.js';
import type { AgentFilter, AgentResult, AgentView, ServiceStatus } from './views.js';

export type * from './sight.js';
export type * from './turn.js';
export type * from './views.js';

/** What a caller may set of a session. */
export interface SessionSettings extends ThreadSettings {
  /** The prompt for compacting the conversation. */
  readonly compactPrompt?: string;
}

/** A prompt for a new session, or for one that is named by its agent id. */
export interface StartRequest {
  /** At most 1,048,576 characters, which is the limit of Codex. */
  readonly prompt: string;
  readonly settings: SessionSettings;
  /** The name of the session; generated unless given. Names a preset, too, where one is set. */
  readonly identity?: string;
  /** Resumes this session instead of starting one; reopens it if it is closed. */
  readonly agentId?: string;
  /** Starts with the history of this thread, or of this session's thread. */
  readonly fork?: string;
  /** A label to find the session by. */
  readonly tag?: string;
  /** A file whose text goes before the developer instructions; remembered as the source. */
  readonly agentFile?: string;
}

/** A further prompt for a session, by its thread or its agent id. */
export type ReplyRequest = { readonly prompt: string } & (
  | { readonly threadId: string }
  | { readonly agentId: string }
);

/** The session that is meant; an identity means its active holder, else the only stale one. */
export type Address =
  | { readonly agentId: string }
  | { readonly threadId: string }
  | { readonly identity: string };

/** What a call that may be refused returns: a refusal is a value with a stable code. */
export type Outcome<T> = Result<T, ServiceRefusal>;

/** How much time the turns are given when the service ends. */
export interface ShutdownOptions {
  /** How long turns may go on, in milliseconds. */
  readonly graceMs: number;
  /** Aborting it ends that patience early. */
  readonly hurry?: AbortSignal | undefined;
}

/** The sessions of a team at work: every tool is one call of it. */
export interface AgentService {
  /** What its sessions look like from outside. */
  readonly sights: AgentSights;
  /** Starts, resumes or forks a session with a prompt; resolves when its turn is queued. */
  start(request: StartRequest, watcher?: TurnWatcher): Promise<Outcome<Turn>>;
  /** Gives a session a further prompt; resumes it if it is stale. */
  reply(request: ReplyRequest, watcher?: TurnWatcher): Promise<Outcome<Turn>>;
  /** The turn of a ticket, while it runs and a while after. */
  turn(ticket: string): Turn | undefined;
  /** The turn a session is in, or that is next in it. */
  currentTurn(agentId: string): Turn | undefined;
  /** The sessions of the team that match, those that live in other processes too. */
  list(filter?: AgentFilter): Promise<readonly AgentView[]>;
  /** The health of the service at this moment; starts nothing and waits for nobody. */
  status(): ServiceStatus;
  /**
   * Ends a session: its turn is interrupted, queued ones are refused, what Codex holds is freed.
   * Idempotent.
   */
  close(address: Address): Promise<Outcome<SessionRecord>>;
  /**
   * What a session is doing and how its last turn ended; from the history of Codex where this
   * process does not know, which may start Codex. Resumes nothing.
   */
  result(address: Address): Promise<Outcome<AgentResult>>;
  /** Answers an open approval; the first answer counts. */
  approve(approvalId: string, decision: ApprovalDecision): Outcome<OpenApproval>;
  /** The approvals that wait for an answer now, oldest first. */
  approvals(): readonly OpenApproval[];
  /**
   * Ends: no new work, turns have `graceMs` to end by themselves and are interrupted then, the
   * registry is final, Codex is gone. Idempotent.
   */
  shutdown(options: ShutdownOptions): Promise<void>;
}
