/** Another process that holds a session, where one is known to. */
export interface Owner {
  /** 0 if it cannot be told: its claim cannot be read. */
  readonly pid: number;
  readonly host: string;
  /** When it took the session: RFC 3339; `unknown` with a pid of 0. */
  readonly since: string;
}

interface Facts<Code extends string> {
  /** Stable: match on this, not on the message. */
  readonly code: Code;
  /** One sentence that says what to do. */
  readonly message: string;
}

/** The identity is held by another active session, `agentId`. */
export interface IdentityConflict extends Facts<'identity_conflict'> {
  readonly identity: string;
  /** The session that holds the identity. */
  readonly agentId: string;
  /** The process it is live in, if it is another one. */
  readonly owner?: Owner;
}

/** As many sessions are active as the supervisor admits. */
export interface MaxSessionsExceeded extends Facts<'max_sessions_exceeded'> {
  /** How many sessions may be active at once. */
  readonly max: number;
}

/** No session with this agent id is known. */
export interface SessionNotFound extends Facts<'session_not_found'> {
  readonly agentId: string;
}

/** The session to resume is active already. */
export interface SessionActive extends Facts<'session_active'> {
  readonly agentId: string;
  /** The process it is live in, if it is another one. */
  readonly owner?: Owner;
}

/** The session to resume is closed, and reopening was not asked for. */
export interface SessionClosed extends Facts<'session_closed'> {
  readonly agentId: string;
}

/** The thread of the session to resume is in use by another active session, `agentId`. */
export interface ThreadHeld extends Facts<'thread_held'> {
  readonly threadId: string;
  /** The session that is on the thread. */
  readonly agentId: string;
  /** The process it is live in, if it is another one. */
  readonly owner?: Owner;
}

/** The supervisor is draining or stopped and admits nothing. */
export interface ShuttingDown extends Facts<'shutting_down'> {}

/** Why no new session was made: `shutting_down` goes before the name, the name before the maximum. */
export type RegisterRefusal = IdentityConflict | MaxSessionsExceeded | ShuttingDown;
/**
 * Why a session was not made active again; the first reason in this order counts:
 * `shutting_down`, `session_not_found`, `session_active`, `session_closed`, `thread_held`,
 * `identity_conflict`, `max_sessions_exceeded`.
 */
export type ResumeRefusal =
  | SessionNotFound
  | SessionActive
  | SessionClosed
  | ThreadHeld
  | IdentityConflict
  | MaxSessionsExceeded
  | ShuttingDown;
/** Every expected refusal: a value with a code, facts and a sentence, never an exception. */
export type Refusal = ResumeRefusal;

/** What a command that may be refused returns: expected refusals are values, not exceptions. */
export type Result<T, R> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: R };

/** Quotes a name in a message; a long one is cut. */
function quoted(name: string): string {
  return `'${name.length > 80 ? `${name.slice(0, 79)}…` : name}'`;
}

/** Names another process; one that cannot be identified has the pid 0. */
function processOf({ pid, host }: Owner): string {
  return pid === 0 ? 'a process that cannot be identified' : `process ${pid} on ${host}`;
}

export const refusals = {
  identityConflict: (identity: string, agentId: string, owner?: Owner): IdentityConflict => ({
    code: 'identity_conflict',
    message: `identity ${quoted(identity)} is already held by active session ${quoted(agentId)}${owner ? ` of ${processOf(owner)}` : ''}; close that session or choose another name`,
    identity,
    agentId,
    ...(owner && { owner }),
  }),
  maxSessionsExceeded: (max: number): MaxSessionsExceeded => ({
    code: 'max_sessions_exceeded',
    message: `the maximum of ${max} active session${max === 1 ? '' : 's'} is reached; close or park one first`,
    max,
  }),
  sessionNotFound: (agentId: string): SessionNotFound => ({
    code: 'session_not_found',
    message: `no session ${quoted(agentId)} is known; register a new one`,
    agentId,
  }),
  sessionActive: (agentId: string, owner?: Owner): SessionActive => ({
    code: 'session_active',
    message: owner
      ? `session ${quoted(agentId)} is active in ${processOf(owner)}; close it there first`
      : `session ${quoted(agentId)} is active already; only a stale session can be resumed`,
    agentId,
    ...(owner && { owner }),
  }),
  sessionClosed: (agentId: string): SessionClosed => ({
    code: 'session_closed',
    message: `session ${quoted(agentId)} is closed; resume it with \`reopen: true\` or register a new one`,
    agentId,
  }),
  threadHeld: (threadId: string, agentId: string): ThreadHeld => ({
    code: 'thread_held',
    message: `thread ${quoted(threadId)} is in use by active session ${quoted(agentId)}; close or park that session first`,
    threadId,
    agentId,
  }),
  shuttingDown: (): ShuttingDown => ({
    code: 'shutting_down',
    message: 'the supervisor is shutting down and admits no more sessions; use a new supervisor',
  }),
};
