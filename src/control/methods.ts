import type { SessionChange } from '../domain/index.js';
import type { DurableSessions, DurableSupervisor } from '../runtime/durable/api.js';
import type { Subscription } from '../runtime/index.js';
import {
  type ApprovalAnswer,
  type ApprovalOutcome,
  approvalAnswerIn,
  type ControlApproval,
} from './approvals.js';
import { codeOf, sentenceOf } from './errors.js';
import {
  type Answer,
  type ControlListing,
  isRequestId,
  type Request,
  type RequestId,
  refused,
} from './protocol.js';

const MAX_WATCHES = 16;

/** What a control server needs of the sessions it serves; `DurableSessions` has it. */
export interface ServedSessions extends Pick<DurableSessions, 'close'> {
  readonly supervisor: Pick<DurableSupervisor, 'maxConcurrent' | 'list' | 'subscribe'>;
  /** The approvals that are open, oldest first. Absent where sessions have none. */
  approvals?(): readonly ControlApproval[];
  /** Answers an open approval; the first answer counts. Absent where sessions have none. */
  approve?(answer: ApprovalAnswer): ApprovalOutcome;
}

export interface Served {
  readonly team: string;
  readonly since: string;
  readonly sessions: ServedSessions;
}

/** The connection a request came by. */
export interface Peer {
  /** By the id of the request that began them. */
  readonly watches: Map<RequestId, Subscription>;
  /** Sends a change to a watch. */
  tell(watch: RequestId, change: SessionChange): void;
}

type Method = (request: Request, peer: Peer, served: Served) => Answer | Promise<Answer>;

const NO_APPROVALS = refused('not_supported', 'the sessions of this process have no approvals');

const METHODS: Readonly<Record<string, Method>> = {
  list: (_request, _peer, served) => ({ result: listing(served) }),
  watch({ id }, { watches, tell }, served) {
    if (watches.has(id)) return refused('invalid_request', 'there is a watch of that id already');
    if (watches.size >= MAX_WATCHES) {
      return refused('too_many_watches', `a connection has at most ${MAX_WATCHES} watches`);
    }
    const subscription = served.sessions.supervisor.subscribe((change) => tell(id, change));
    watches.set(id, subscription);
    return { result: listing(served) };
  },
  unwatch({ params: { watch } }, { watches }) {
    if (!isRequestId(watch)) return refused('invalid_request', '`watch` must be the id of a watch');
    watches.get(watch)?.unsubscribe();
    return { result: { unwatched: watches.delete(watch) } };
  },
  async close({ params: { agentId } }, _peer, { sessions }) {
    if (typeof agentId !== 'string') {
      return refused('invalid_request', '`agentId` must be a string');
    }
    try {
      return { result: { closed: await sessions.close(agentId) } };
    } catch (cause) {
      return failed(cause);
    }
  },
  approvals(_request, _peer, { sessions }) {
    const open = sessions.approvals?.();
    return open === undefined ? NO_APPROVALS : { result: { approvals: open } };
  },
  approve({ params }, _peer, { sessions }) {
    if (sessions.approve === undefined) return NO_APPROVALS;
    const answer = approvalAnswerIn(params);
    if (typeof answer === 'string') return refused('invalid_request', answer);
    return { result: sessions.approve(answer) };
  },
};

/**
 * Serves a request. What is not a promise is to be sent before anything else happens: changes may
 * follow at once.
 */
export function answerTo(
  request: Request,
  peer: Peer,
  served: Served | undefined,
): Answer | Promise<Answer> {
  if (!Object.hasOwn(METHODS, request.method)) {
    const known = Object.keys(METHODS).join(', ');
    return refused('unknown_method', `there is no such method; the methods are ${known}`);
  }
  if (served === undefined) {
    return refused('not_ready', 'the sessions of this process are not open yet; ask again');
  }
  try {
    return (METHODS[request.method] as Method)(request, peer, served);
  } catch (cause) {
    return failed(cause);
  }
}

export function failed(cause: unknown): Answer {
  return refused('failed', sentenceOf(cause), codeOf(cause));
}

function listing({ team, since, sessions: { supervisor } }: Served): ControlListing {
  const { maxConcurrent } = supervisor;
  return { pid: process.pid, team, since, maxConcurrent, sessions: supervisor.list() };
}
