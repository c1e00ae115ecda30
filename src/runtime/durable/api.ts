import type { RegisterRefusal, Result, ResumeRefusal, SessionRecord } from '../../domain/index.js';
import type { ForeignSession, LoadReport, RegistryStore } from '../../domain/ports/store.js';
import type {
  RegisterRequest,
  ResumeOptions,
  SessionSupervisor,
  SessionSupervisorOptions,
} from '../api.js';

/** What durable sessions are opened with: those of a supervisor, and where they are kept. */
export interface OpenSessionsOptions extends Omit<SessionSupervisorOptions, 'snapshot'> {
  /** Where the sessions are kept: `createFileStore` or `createMemoryStore`. Not opened yet. */
  readonly store: RegistryStore;
  /**
   * After how many days without use a stale session with a generated name is closed, when the
   * registry is opened. Default 30; null never closes one.
   */
  readonly closeUnusedAfterDays?: number | null | undefined;
}

/** The commands of a supervisor that only its durable counterparts may give. */
type DurableCommand =
  | 'register'
  | 'resume'
  | 'close'
  | 'park'
  | 'insertStale'
  | 'forget'
  | 'markAllStale'
  | 'drain'
  | 'stop';

/** The supervisor of durable sessions: looks, facts and setters, which are written behind. */
export type DurableSupervisor = Omit<SessionSupervisor, DurableCommand>;

/** How to look for a session. */
export type SessionAddress =
  | { readonly agentId: string }
  | { readonly threadId: string }
  | { readonly identity: string };

/**
 * The sessions of one process, kept on disk and shared with other processes of the team.
 *
 * A promise of a command resolves when the command is claimed, decided and on disk. Commands that
 * share an agent id or an identity run one after another. Everything else (facts, setters) is on
 * disk within 100 ms. When the disk fails, a command rejects with StoreError; when a newer
 * program has written the file, with RegistryFormatError (`newer_version`).
 */
export interface DurableSessions {
  /** Looks, facts and setters: synchronous, and on disk within 100 ms. */
  readonly supervisor: DurableSupervisor;
  /** What was found when the registry was opened. */
  readonly loadReport: LoadReport;

  /** As the supervisor's. One that cannot be written is taken back: closed and forgotten. */
  register(request: RegisterRequest): Promise<Result<SessionRecord, RegisterRefusal>>;
  /**
   * As the supervisor's, for any session of the file. One that cannot be written is taken back:
   * stale again, with its new identity, or closed again.
   */
  resume(agentId: string, options?: ResumeOptions): Promise<Result<SessionRecord, ResumeRefusal>>;
  /**
   * As the supervisor's, for any session of the file that is not live elsewhere. If it cannot be
   * written, what is live here is closed all the same, and that is written with the next good write.
   * So it is with `park` and `bindThread`.
   */
  close(agentId: string): Promise<boolean>;
  /** As the supervisor's: makes a session of this process stale, only while its thread is idle. */
  park(agentId: string): Promise<boolean>;
  /** As the supervisor's: takes a closed session out of the registry. */
  forget(agentId: string): Promise<boolean>;
  /** As the supervisor's `setThreadId`. */
  bindThread(agentId: string, threadId: string): Promise<boolean>;
  /**
   * Finds a session, in the file as it is now where this process does not know better: it takes the
   * lock for that, and rejects with StoreError where it cannot. What is live
   * in another process is found, and stays foreign.
   */
  locate(by: SessionAddress): Promise<SessionRecord | undefined>;
  /** The sessions that are live in other processes. */
  foreign(): Promise<readonly ForeignSession[]>;

  /** Admits no more sessions; everything else still works. */
  drain(): void;
  /** Resolves when all that has happened so far is on disk; rejects when it cannot be written. */
  flushed(): Promise<void>;
  /**
   * Ends: active sessions become stale, all is written, all claims are given back. Idempotent; one
   * that failed to write can be called again.
   */
  shutdown(): Promise<void>;
}
