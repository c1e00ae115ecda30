import type { SessionSnapshot, SupervisorSnapshot } from '../../machines/index.js';
import type {
  FieldFact,
  GitContext,
  Json,
  RegisterRefusal,
  RegistrySnapshot,
  Result,
  ResumeRefusal,
  SessionChange,
  SessionRecord,
  SessionStatus,
  ThreadState,
  TurnFact,
} from '../domain/index.js';
import type { Inspect } from './inspection.js';
import type { Subscription } from './subscription.js';

/** What a supervisor is made with. What is wrong with them throws InvalidArgumentError. */
export interface SessionSupervisorOptions {
  /** The most sessions that may be active at once: an integer of at least 1. Default 10. */
  readonly maxConcurrent?: number | undefined;
  /** What to start with; checked and repaired as a file is. Active entries become stale. */
  readonly snapshot?: RegistrySnapshot | undefined;
  /** Default: the system's clock. Before 1970 reads as the epoch. */
  readonly clock?: (() => Date) | undefined;
  /** Names new sessions: non-empty, at most 256 characters. Default `codex:` and a UUID. */
  readonly createAgentId?: (() => string) | undefined;
  /**
   * Sees every actor of the system from birth to end; or, as a bridge of `codex-sessions/inspect`,
   * looks at them whenever somebody wants to see, and costs nothing until then. What it throws is
   * reported once as a process warning; calling the supervisor from inside it throws
   * ReentrantCallError.
   */
  readonly inspect?: Inspect | undefined;
}

export interface RegisterRequest extends GitContext {
  /** The name to hold: unique among the active sessions. */
  readonly identity: string;
  /** The namespace of the registry; with a store, the team of the store. */
  readonly team: string;
  /** The working directory of the agent. */
  readonly cwd: string;
  /** A label to find it by. */
  readonly tag?: string | undefined;
  /** The agent file the session is made from. */
  readonly agentSource?: string | undefined;
  /** Notes kept under `codex_sessions` in the entry; a null leaves a key out. */
  readonly extra?: Readonly<Record<string, Json>> | undefined;
}

/** How a session comes back. */
export interface ResumeOptions {
  /** A new name to hold instead of the session's own. */
  readonly identity?: string | undefined;
  /** Open a closed session again. Default false. */
  readonly reopen?: boolean | undefined;
}

/** Every field given must be equal. */
export interface SessionFilter {
  readonly status?: SessionStatus | undefined;
  readonly identity?: string | undefined;
  /** Null finds the sessions outside of every repository. */
  readonly repoName?: string | null | undefined;
  readonly tag?: string | undefined;
}

/** A look at an actor that cannot send to it. */
export interface ActorView<Snapshot> {
  readonly id: string;
  /** The state the actor is in now. */
  getSnapshot(): Snapshot;
  /** Delivered after the command that changed the actor, like the changes of `subscribe`. */
  subscribe(listener: (snapshot: Snapshot) => void): Subscription;
}

/**
 * Supervises the Codex sessions of one process.
 *
 * Synchronous: when a call returns, its effect is visible. Expected refusals are values; a bad
 * argument throws InvalidArgumentError and changes nothing. Listeners and inspectors that throw
 * never reach a command.
 */
export interface SessionSupervisor {
  /** The supervisor's own actor, to look at. */
  readonly actor: ActorView<SupervisorSnapshot>;
  /** The most sessions that may be active at once. */
  readonly maxConcurrent: number;
  /** How many sessions are active; never more than `maxConcurrent`. */
  readonly activeCount: number;

  /**
   * Makes a session, active and busy: the call that registers it is already a turn.
   *
   * Refused, in this order: `shutting_down`, `identity_conflict`, `max_sessions_exceeded`.
   * @throws SessionFailedError when its actor failed; the session is then known, and stale.
   */
  register(request: RegisterRequest): Result<SessionRecord, RegisterRefusal>;
  /**
   * Makes a stale session active and busy again, with `reopen` a closed one too.
   *
   * Refused, in this order: `shutting_down`, `session_not_found`, `session_active`,
   * `session_closed`, `thread_held`, `identity_conflict`, `max_sessions_exceeded`.
   * @throws SessionFailedError when its actor failed; the session is then stale.
   */
  resume(agentId: string, options?: ResumeOptions): Result<SessionRecord, ResumeRefusal>;
  /**
   * Closes a session for good and frees its identity and slot; of a stale one, nobody else's.
   *
   * Idempotent. True if the session is known (false after `stop`). A session whose actor fails in closing becomes stale
   * instead (a change with the reason `failed` tells) and can be closed again.
   */
  close(agentId: string): boolean;
  /** Makes an active session stale to make room, only while its thread is idle. True if it did. */
  park(agentId: string): boolean;
  /** Makes an active session stale because its process is gone. True if it was active. */
  markLost(agentId: string): boolean;
  /** Makes all active sessions stale, and tells how many. */
  markAllStale(): number;
  /**
   * Takes in a fact about a session. False if it was ignored: the session is unknown or closed, the
   * turn is not the current one, a duplicate, or the thread belongs to another active session.
   */
  report(agentId: string, fact: TurnFact | FieldFact): boolean;
  /**
   * Puts in a record as stale (or closed, if it is), checked and repaired as a file's entry is.
   * Replaces a stale session; the later `lastActive` stays. False if that id is active or closed.
   */
  insertStale(record: SessionRecord): boolean;
  /** Removes the record of a closed session. True if it did. */
  forget(agentId: string): boolean;

  /** The record of a session, frozen; undefined if the agent id is unknown. */
  get(agentId: string): SessionRecord | undefined;
  /** What the thread of a session does; undefined if the agent id is unknown. */
  getThreadState(agentId: string): ThreadState | undefined;
  /** The agent id of the active session that holds an identity. */
  findByIdentity(identity: string): string | undefined;
  /** The agent id of the active session bound to a thread, else of the one that came to it last. */
  findByThreadId(threadId: string): string | undefined;
  /** All sessions that match, in the order they became known. */
  list(filter?: SessionFilter): SessionRecord[];

  /** Setters: false, and nothing changed, if the session is unknown or closed. */
  setThreadId(agentId: string, threadId: string): boolean;
  /**
   * Reports a turn's start or end without an id, or closes. True if the session has that state when
   * the call returns, however it came to it.
   */
  setThreadState(agentId: string, state: ThreadState): boolean;
  /** Records the agent file it was made from; false if it is unknown or closed. */
  setAgentSource(agentId: string, agentSource: string): boolean;
  /** Records the working directory; false if the session is unknown or closed. */
  setCwd(agentId: string, cwd: string): boolean;
  /** Records the label to find it by; false if the session is unknown or closed. */
  setTag(agentId: string, tag: string): boolean;
  /** Renews `lastActive` and replaces all three fields; what is absent becomes null. */
  touch(agentId: string, context: GitContext): boolean;
  /** Merges notes into the entry's `codex_sessions` object, one level deep; null removes a key. */
  annotate(agentId: string, patch: Readonly<Record<string, Json>>): boolean;

  /** The actor of a session, if it has one: not when it is closed, or asleep since a restore. */
  session(agentId: string): ActorView<SessionSnapshot> | undefined;
  /**
   * Hears of every change, in order, after the command that made it; a listener may call any method
   * of the supervisor. A listener that throws is reported once as a process warning.
   */
  subscribe(listener: (change: SessionChange) => void): Subscription;

  /** Admits no more sessions; everything else still works. */
  drain(): void;
  /**
   * Ends the actor system: active sessions become stale as after a crash, none is closed. Idempotent.
   * Afterwards reads still answer, register and resume are refused `shutting_down`, and every other
   * write returns false.
   */
  stop(): void;
  /** The registry as it is now: frozen, for `serializeRegistrySnapshot` or a new supervisor. */
  toSnapshot(): RegistrySnapshot;
}
