import { type RegisterRefusal, type ResumeRefusal, refusals } from '../../src/domain/index.js';
import { activeCount, activeOnThread, type Occupancy } from './occupancy.js';

/** Who wants to become active: a new session, or one that is known already. */
export type AdmissionRequest =
  | { readonly command: 'register'; readonly identity: string }
  | {
      readonly command: 'resume';
      readonly agentId: string;
      /** The identity to take: a new one, or the session's own. */
      readonly identity: string;
      /** Whether a closed session may be opened again. */
      readonly reopen: boolean;
    };

/** What bounds the admission, whoever asks. */
export interface AdmissionLimit {
  readonly maxConcurrent: number;
  readonly draining: boolean;
}

/** Admitted, or refused with the first reason in the order of refusals. */
export type Verdict =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly refusal: RegisterRefusal | ResumeRefusal };

const ADMITTED: Verdict = { admitted: true };

/**
 * Decides whether a session may become active. The guard and the reply both ask here.
 *
 * Order of refusals: shutting_down, then for a resume session_not_found, session_active,
 * session_closed, thread_held, then identity_conflict, max_sessions_exceeded.
 */
export function decideAdmission(
  occupancy: Occupancy,
  request: AdmissionRequest,
  limit: AdmissionLimit,
): Verdict {
  const refusal =
    (limit.draining ? refusals.shuttingDown() : undefined) ??
    (request.command === 'resume' ? resumeRefusal(occupancy, request) : undefined) ??
    seatRefusal(occupancy, request.identity, limit.maxConcurrent);
  return refusal === undefined ? ADMITTED : { admitted: false, refusal };
}

type Resume = Extract<AdmissionRequest, { command: 'resume' }>;

function resumeRefusal(occupancy: Occupancy, { agentId, reopen }: Resume) {
  const session = occupancy.sessions.get(agentId);
  if (session === undefined) return refusals.sessionNotFound(agentId);
  if (session.status === 'active') return refusals.sessionActive(agentId);
  if (session.status === 'closed' && !reopen) return refusals.sessionClosed(agentId);
  const { threadId } = session;
  const holder = threadId === null ? undefined : activeOnThread(occupancy, threadId);
  return threadId === null || holder === undefined
    ? undefined
    : refusals.threadHeld(threadId, holder);
}

function seatRefusal(occupancy: Occupancy, identity: string, maxConcurrent: number) {
  const holder = occupancy.holders.get(identity);
  if (holder !== undefined) return refusals.identityConflict(identity, holder);
  return activeCount(occupancy) >= maxConcurrent
    ? refusals.maxSessionsExceeded(maxConcurrent)
    : undefined;
}
