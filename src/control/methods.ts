import type { SessionChange } from '../domain/index.js';
import { approvalAnswerIn } from './approvals.js';
import { codeOf, sentenceOf } from './errors.js';
import type { Hearings } from './hearings.js';
import type { News } from './observations.js';
import { type Answer, type ControlListing, type Request, refused } from './protocol.js';
import type { Served } from './served.js';

/** The connection a request came by. */
export interface Peer {
  /** What it is told unasked. */
  readonly hearings: Hearings;
  /** Tells it something unasked. */
  tell(message: object): void;
}

type Method = (request: Request, peer: Peer, served: Served) => Answer | Promise<Answer>;

const NO_APPROVALS = refused('not_supported', 'the sessions of this process have no approvals');
const NOT_OBSERVABLE = refused('not_supported', 'the sessions of this process cannot be observed');
const NO_AGENT_ID = refused('invalid_request', '`agentId` must be a string');

const METHODS: Readonly<Record<string, Method>> = {
  list: (_request, _peer, served) => ({ result: listing(served) }),
  watch({ id }, { hearings, tell }, served) {
    return hearings.begin('watch', id, () => {
      const subscription = served.sessions.supervisor.subscribe((change) =>
        tell({ watch: id, change: toldChange(change) }),
      );
      return { subscription, result: listing(served) };
    });
  },
  unwatch({ params: { watch } }, { hearings }) {
    const unwatched = hearings.end('watch', watch);
    if (unwatched !== undefined) return { result: { unwatched } };
    return refused('invalid_request', '`watch` must be the id of a watch');
  },
  observe({ id }, { hearings, tell }, served) {
    const { sessions } = served;
    if (sessions.observe === undefined) return NOT_OBSERVABLE;
    return hearings.begin('observe', id, () => {
      const observation = sessions.observe?.((news) => tell({ observe: id, news: toldNews(news) }));
      const subscription = { unsubscribe: () => observation?.end() };
      return { subscription, result: { ...listing(served), ...observation?.picture } };
    });
  },
  unobserve({ params: { observe } }, { hearings }) {
    const unobserved = hearings.end('observe', observe);
    if (unobserved !== undefined) return { result: { unobserved } };
    return refused('invalid_request', '`observe` must be the id of an observation');
  },
  async show({ params: { agentId } }, _peer, { sessions }) {
    if (sessions.show === undefined) return NOT_OBSERVABLE;
    if (typeof agentId !== 'string') return NO_AGENT_ID;
    try {
      return { result: { story: await sessions.show(agentId) } };
    } catch (cause) {
      return failed(cause);
    }
  },
  async close({ params: { agentId } }, _peer, { sessions }) {
    if (typeof agentId !== 'string') return NO_AGENT_ID;
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

/** As it is written: an error is an object with a message. */
function toldChange(change: SessionChange): object {
  if (!('error' in change)) return change;
  return { ...change, error: { message: sentenceOf(change.error) } };
}

function toldNews(news: News): object {
  return news.type === 'session' ? { ...news, change: toldChange(news.change) } : news;
}
