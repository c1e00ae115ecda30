/**
 * Named, capped Codex sessions as an actor system: in memory by `createSessionSupervisor`, durable
 * and shared by several processes by `openSessions`.
 *
 * @module codex-sessions
 */

export {
  type FieldFact,
  type GitContext,
  type IdentityConflict,
  InvalidArgumentError,
  isLegalPair,
  type Json,
  type JsonObject,
  LEGAL_PAIRS,
  type MaxSessionsExceeded,
  type Owner,
  parseRegistrySnapshot,
  ReentrantCallError,
  type Refusal,
  type RegisterRefusal,
  RegistryFormatError,
  type RegistryFormatReason,
  type RegistryIssue,
  type RegistrySnapshot,
  type Result,
  type ResumeRefusal,
  registrySnapshotSchema,
  SESSION_STATUSES,
  type SessionActive,
  type SessionChange,
  type SessionClosed,
  SessionFailedError,
  type SessionNotFound,
  type SessionRecord,
  type SessionStatus,
  type ShuttingDown,
  type StaleReason,
  type StatePair,
  StoreError,
  type StoreErrorCode,
  serializeRegistrySnapshot,
  sessionRecordSchema,
  sessionStatusSchema,
  THREAD_STATES,
  type ThreadHeld,
  type ThreadState,
  type TurnFact,
  threadStateSchema,
} from './domain/index.js';
export type { ForeignSession, LoadReport, RegistryStore } from './domain/ports/store.js';
export * from './runtime/index.js';
