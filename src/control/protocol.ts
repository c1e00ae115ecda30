import { isJsonObject, type JsonObject, type SessionRecord } from '../domain/index.js';

/**
 * The control protocol, version 1: lines of JSON in UTF-8, between a process that serves sessions
 * and whoever asks it.
 *
 * The server speaks first: `{"hello":"codex-sessions","protocol":1,"pid":4711}`.
 *
 * A request is `{"id","method","params"}`: the id is a safe integer or a string of at most 64
 * characters, params are an object and may be absent. Each gets one answer, `{"id","result"}` or
 * `{"id","error":{"code","message","reason"?}}`; only `close` and `show` may be overtaken by later
 * ones.
 *
 * | method      | params      | result                                                             |
 * | ----------- | ----------- | ------------------------------------------------------------------ |
 * | `list`      |             | `{pid,team,since,maxConcurrent,sessions}`: a {@link ControlListing} |
 * | `watch`     |             | the same, and from then on `{"watch":<id>,"change"}` for each change |
 * | `unwatch`   | `{watch}`   | `{unwatched}`: false if there is no watch of that id               |
 * | `observe`   |             | a `ControlPicture`, and from then on `{"observe":<id>,"news"}`     |
 * | `unobserve` | `{observe}` | `{unobserved}`: false if there is no observation of that id        |
 * | `show`      | `{agentId}` | `{story}`: a `SessionStory`; null if no such session is known      |
 * | `close`     | `{agentId}` | `{closed}`: false if no such session is known                      |
 * | `approvals` |             | `{approvals}`: the open ones, oldest first, each a `ControlApproval` |
 * | `approve`   | an answer   | `{answered,agentId?}`: false if the approval is not open           |
 *
 * An answer is `{approvalId,decision,content?}`, as `ApprovalAnswer` says. Where the sessions of a
 * process have no approvals, both methods are answered `not_supported`; where they cannot be
 * observed, so are `observe` and `show`.
 *
 * Between the list of a `watch` and its first change nothing is missing and nothing told twice, and
 * so it is with the picture of an `observe` and its first `News`, whose types may become more. A
 * change is a `SessionChange` whose `error` is `{message}`. Watches and observations end with their
 * connection, which has at most 16 of them; more than 4 MiB of what they tell, unsent, end it, beside
 * one message that is longer by itself. Half a connection suffices: what was asked before the end of
 * the input is answered.
 *
 * An answer whose id is null is to a line that was no request and had no id. A line of more than 1 MiB is the
 * last that is read. New fields may come within a version: ignore those you do not know.
 */
export const PROTOCOL_VERSION = 1;

export const PROGRAM = 'codex-sessions';

/** The longest line the server takes, in bytes. */
export const MAX_REQUEST_BYTES = 1024 * 1024;

/** The longest line a client takes, in bytes: the list of a million sessions. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

const MAX_ID_LENGTH = 64;

export type RequestId = string | number;

export interface Request {
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject;
}

export type RequestErrorCode =
  /** The process listens, but its sessions are not open yet; ask again. */
  | 'not_ready'
  | 'unknown_method'
  | 'invalid_request'
  /** The method is known, and nothing stands behind it in this process. */
  | 'not_supported'
  /** The connection has as many watches and observations as it may have. */
  | 'too_many_watches'
  /** The line was longer than 1 MiB; the connection ends. */
  | 'line_too_long'
  /** The method was tried and failed; `reason` is the code of what it failed with. */
  | 'failed';

/** Why a request was not served. */
export interface RequestError {
  /** One of {@link RequestErrorCode}, or one of a newer server. */
  readonly code: string;
  readonly message: string;
  readonly reason?: string;
}

export type Answer =
  | { readonly result: object }
  | { readonly error: RequestError & { readonly code: RequestErrorCode } };

/** Who serves, and its sessions. */
export interface ControlListing {
  readonly pid: number;
  readonly team: string;
  /** Since when it serves: RFC 3339. */
  readonly since: string;
  readonly maxConcurrent: number;
  /** In the order they became known. */
  readonly sessions: readonly SessionRecord[];
}

export function refused(code: RequestErrorCode, message: string, reason?: string): Answer {
  return { error: { code, message, ...(reason !== undefined && { reason }) } };
}

/** A line that is no request, with the id it gave, if it gave one. */
interface Malformed {
  readonly id: RequestId | null;
  readonly answer: Answer;
}

export function readRequest(line: string): Request | Malformed {
  const { id, method, params = {} } = objectIn(line) ?? {};
  if (isRequestId(id) && typeof method === 'string' && isJsonObject(params)) {
    return { id, method, params };
  }
  const message = 'a request is a line {"id","method","params"}; params are an object, if present';
  return { id: isRequestId(id) ? id : null, answer: refused('invalid_request', message) };
}

export function isRequestId(id: unknown): id is RequestId {
  return typeof id === 'string' ? id.length <= MAX_ID_LENGTH : Number.isSafeInteger(id);
}

/** The object a line of JSON holds, if it holds one. */
export function objectIn(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function lineOf(message: object): string {
  return `${JSON.stringify(message)}\n`;
}
