import {
  BackendExitedError,
  BackendSpawnError,
  InvalidArgumentError,
  type Owner,
  RegistryFormatError,
  RequestRefusedError,
  RequestTimeoutError,
  SessionFailedError,
  StoreError,
} from '../domain/index.js';
import type { Outcome, ServiceRefusal, ServiceRefusalCode } from './api.js';

type Facts = Omit<ServiceRefusal, 'code' | 'message'>;

export function refusal(
  code: ServiceRefusalCode,
  message: string,
  facts: Facts = {},
): ServiceRefusal {
  return { code, message, ...facts };
}

export function refused<T = never>(reason: ServiceRefusal): Outcome<T> {
  return { ok: false, refusal: reason };
}

/** A refusal of the supervisor, in words for whoever calls a tool. */
export function ofSupervisor(given: ServiceRefusal): ServiceRefusal {
  switch (given.code) {
    case 'max_sessions_exceeded': {
      const message = `the maximum of ${given.max} active sessions is reached, and all of them are busy or have a name; close one with agent_close, or ask again when a turn has ended`;
      return { ...given, message };
    }
    case 'session_not_found': {
      const message = `no session '${given.agentId}' is known; agent_sessions lists those that are`;
      return { ...given, message };
    }
    case 'shutting_down':
      return shuttingDown();
    default:
      return given;
  }
}

/** Another process has the thread; a copy of it can be worked on. */
export function threadHeld(threadId: string, owner?: Owner): ServiceRefusal {
  const who =
    owner === undefined || owner.pid === 0
      ? 'another process, such as a codex in a terminal'
      : `process ${owner.pid} on ${owner.host}`;
  const message = `thread ${threadId} is in use by ${who}; close it there, or call codex with fork: "${threadId}" to go on with a copy`;
  return refusal('thread_held', message, { threadId, ...(owner && { owner }) });
}

export function threadNotFound(threadId: string): ServiceRefusal {
  const message = `Session not found for thread_id: ${threadId}`;
  return refusal('thread_not_found', message, { threadId });
}

export function closedSession(agentId: string): ServiceRefusal {
  const message = `session '${agentId}' is closed; call codex with agent_id: "${agentId}" to open it again, or start a new one`;
  return refusal('session_closed', message, { agentId });
}

/** A refusal that travels as an error, where a step of many finds it. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly refusal: ServiceRefusal) {
    super(refusal.message);
  }
}

export function shuttingDown(): ServiceRefusal {
  return refusal('shutting_down', 'this proxy is shutting down; ask again when it is back');
}

/** Codex failed too often in a row: it is left alone for a while. */
export function leftAlone(failure: unknown, restMs: number): ServiceRefusal {
  const reason = refusalOf(failure);
  const rest = `codex failed too often in a row and is not started for ${restMs / 1000} s; ask again then`;
  return { ...reason, message: `${reason.message}; ${rest}` };
}

export function invalid(message: string): ServiceRefusal {
  return refusal('invalid_session_params', message);
}

/**
 * What a failure means to whoever asked.
 *
 * @param threadId the thread it was about, if there is one.
 */
export function refusalOf(failure: unknown, threadId?: string): ServiceRefusal {
  const facts = threadId === undefined ? {} : { threadId };
  const message = failure instanceof Error ? failure.message : String(failure);
  if (failure instanceof RefusedError) return failure.refusal;
  if (failure instanceof RequestRefusedError) return ofCodex(failure, threadId);
  if (failure instanceof BackendExitedError) {
    const { exitCode, signal, stderrTail } = failure.exit;
    const stderr = stderrTail.slice(-5);
    return refusal('child_process_dead', message, { ...facts, exitCode, signal, stderr });
  }
  if (failure instanceof BackendSpawnError) return refusal('child_process_dead', message, facts);
  if (failure instanceof RequestTimeoutError) return refusal('request_timeout', message, facts);
  if (failure instanceof StoreError || failure instanceof RegistryFormatError) {
    return refusal('store_failed', message, facts);
  }
  if (failure instanceof InvalidArgumentError) return invalid(message);
  if (failure instanceof SessionFailedError) {
    return refusal('session_failed', message, { agentId: failure.agentId, ...facts });
  }
  return refusal('session_failed', message, facts);
}

function ofCodex({ kind, reason }: RequestRefusedError, threadId: string | undefined) {
  const facts = threadId === undefined ? {} : { threadId };
  switch (kind) {
    case 'thread_held':
      return threadHeld(threadId ?? '');
    case 'thread_not_found':
      return threadNotFound(threadId ?? '');
    case 'bad_configuration':
      return refusal(
        'codex_refused',
        `Failed to load Codex configuration from overrides: ${reason}`,
        facts,
      );
    default:
      return refusal('codex_refused', reason, facts);
  }
}
