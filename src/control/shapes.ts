import {
  isJsonObject,
  isSessionRecord,
  type Owner,
  type Refusal,
  type SessionChange,
} from '../domain/index.js';
import { type ControlListing, PROGRAM, PROTOCOL_VERSION, type RequestError } from './protocol.js';

/** Tells whether a value has a shape. */
export type Guard<T> = (value: unknown) => value is T;

/** What a server says of itself. */
export interface Hello {
  readonly pid: number;
  readonly protocol: number;
}

export function isHello(value: unknown): value is Hello {
  if (!isJsonObject(value)) return false;
  const { hello, pid, protocol } = value;
  return hello === PROGRAM && isPositive(pid) && protocol === PROTOCOL_VERSION;
}

export function isListing(value: unknown): value is ControlListing {
  if (!isJsonObject(value)) return false;
  const { pid, team, since, maxConcurrent, sessions } = value;
  const isGoodHead = isPositive(pid) && isText(team) && isText(since) && isPositive(maxConcurrent);
  return isGoodHead && Array.isArray(sessions) && sessions.every(isSessionRecord);
}

export function isClosed(value: unknown): value is { readonly closed: boolean } {
  return isJsonObject(value) && typeof value.closed === 'boolean';
}

export function isRequestError(value: unknown): value is RequestError {
  if (!isJsonObject(value)) return false;
  const { code, message, reason } = value;
  return isText(code) && isText(message) && isOptional(isText, reason);
}

/** A change as it is written: its error is an object with a message. */
export function isChange(value: unknown): value is SessionChange {
  if (!isJsonObject(value)) return false;
  const { type, record, previous, reason, error } = value;
  if (type === 'refused') return COMMANDS.has(value.command) && isRefusal(value.refusal);
  return (
    CHANGES.has(type) &&
    isSessionRecord(record) &&
    isOptional(isSessionRecord, previous) &&
    (reason === undefined || REASONS.has(reason)) &&
    (error === undefined || (isJsonObject(error) && isText(error.message)))
  );
}

type Told = Exclude<SessionChange, { readonly type: 'refused' }>;

const CHANGES = wordsOf<Told['type']>({
  registered: true,
  changed: true,
  resumed: true,
  stale: true,
  closed: true,
  inserted: true,
  forgotten: true,
});
const REASONS = wordsOf<NonNullable<Told['reason']>>({
  lost: true,
  parked: true,
  stopped: true,
  failed: true,
});
const COMMANDS = wordsOf<Extract<SessionChange, { readonly type: 'refused' }>['command']>({
  register: true,
  resume: true,
});

/** As the keys of an object: the compiler sees that none is missing. */
export function wordsOf<Word extends string>(
  words: Readonly<Record<Word, true>>,
): ReadonlySet<unknown> {
  return new Set(Object.keys(words));
}

/** The facts each refusal must carry. */
const REFUSAL_FACTS: Readonly<Record<Refusal['code'], Readonly<Record<string, Guard<unknown>>>>> = {
  identity_conflict: { identity: isText, agentId: isText },
  max_sessions_exceeded: { max: isPositive },
  session_not_found: { agentId: isText },
  session_active: { agentId: isText },
  session_closed: { agentId: isText },
  thread_held: { threadId: isText, agentId: isText },
  shutting_down: {},
};

function isRefusal(value: unknown): value is Refusal {
  if (!isJsonObject(value) || !isText(value.code) || !isText(value.message)) return false;
  if (!Object.hasOwn(REFUSAL_FACTS, value.code)) return false;
  const facts = Object.entries(REFUSAL_FACTS[value.code as Refusal['code']]);
  return facts.every(([name, guard]) => guard(value[name])) && isOptional(isOwner, value.owner);
}

function isOwner(value: unknown): value is Owner {
  return isJsonObject(value) && isPositive(value.pid) && isText(value.host) && isText(value.since);
}

function isOptional<T>(guard: Guard<T>, value: unknown): value is T | undefined {
  return value === undefined || guard(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isPositive(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

export function isCount(value: unknown): value is number {
  return value === 0 || isPositive(value);
}
