/**
 * The thin client of `codex app-server`: one process, its threads and turns as typed facts.
 *
 * @module codex-sessions/codex
 */

export {
  BackendExitedError,
  type BackendProblem,
  BackendSpawnError,
  BackendStopError,
  describeExit,
  ListenerError,
  ProtocolError,
  type RefusalKind,
  RequestRefusedError,
  RequestTimeoutError,
} from '../domain/codex-errors.js';
export type * from '../domain/ports/codex.js';
export { type CodexBackendOptions, startCodexBackend } from './backend.js';
export type { ClientInfo } from './client.js';
export { REQUEST_TIMEOUT_MS, STOP_DEADLINES, type StopDeadlines } from './deadlines.js';
export { isTurnFact } from './turn-facts.js';
