import { type AdmissionRequest, decideAdmission, type Verdict } from './admission.js';
import { activeCount, activeOnThread, type Belief, believe } from './occupancy.js';
import type {
  BindCommand,
  HubCommand,
  InsertCommand,
  RegisterCommand,
  ResumeCommand,
  SessionEnded,
  SessionMoved,
  SupervisorCommand,
  SupervisorContext,
  SupervisorEvent,
} from './types.js';

type Context = SupervisorContext;
type OfSession = Extract<SupervisorEvent, { readonly agentId: string }>;
type Admission = RegisterCommand | ResumeCommand;

const beliefOf = ({ occupancy }: Context, agentId: string): Belief | undefined =>
  occupancy.sessions.get(agentId);

const changed = (context: Context, agentId: string, next: Belief | undefined) => ({
  occupancy: believe(context.occupancy, agentId, next && Object.freeze(next)),
});

// ── guards ──────────────────────────────────────────────────────────────────────────────────────

/** The verdict on a command that would make a session active. */
export function verdictOn(context: Context, event: Admission, draining: boolean): Verdict {
  const { occupancy, maxConcurrent } = context;
  return decideAdmission(occupancy, requestOf(event), { maxConcurrent, draining });
}

function requestOf(event: Admission): AdmissionRequest {
  if (event.type === 'session.register') {
    return { command: 'register', identity: event.session.identity };
  }
  const { agentId, identity, reopen } = event;
  return { command: 'resume', agentId, identity, reopen };
}

export function isTaken(context: Context, event: RegisterCommand): boolean {
  return beliefOf(context, event.session.agentId) !== undefined;
}

export function takesLastSlot({ occupancy, maxConcurrent }: Context): boolean {
  return activeCount(occupancy) + 1 === maxConcurrent;
}

export function isActive(context: Context, event: OfSession): boolean {
  return beliefOf(context, event.agentId)?.status === 'active';
}

export function isClosed(context: Context, event: OfSession): boolean {
  return beliefOf(context, event.agentId)?.status === 'closed';
}

/** The session is known and not active. */
export function isInactive(context: Context, event: OfSession): boolean {
  const status = beliefOf(context, event.agentId)?.status;
  return status === 'stale' || status === 'closed';
}

/** The session is known and not closed. */
export function isOpen(context: Context, event: OfSession): boolean {
  const status = beliefOf(context, event.agentId)?.status;
  return status === 'active' || status === 'stale';
}

/** The session is open, and no other active one holds the thread. */
export function isBindable(context: Context, event: BindCommand): boolean {
  const holder = activeOnThread(context.occupancy, event.threadId);
  return isOpen(context, event) && (holder === undefined || holder === event.agentId);
}

/** A record may be put in: its agent id is unknown, or that of a stale session. */
export function isInsertable(context: Context, { record }: InsertCommand): boolean {
  const known = beliefOf(context, record.agentId);
  return known === undefined || known.status === 'stale';
}

/** An active session stopped being active. */
export function freesSlot(context: Context, event: SessionMoved | SessionEnded): boolean {
  const { status } = event.type === 'session.ended' ? event.record : event;
  return isActive(context, event) && status !== 'active';
}

/** The session ended or failed in a command, which has its outcome by that. */
export function answersCommand(_: Context, event: SessionEnded): boolean {
  return event.seq !== null;
}

// ── reducers ────────────────────────────────────────────────────────────────────────────────────

/** Seats a new session before it is born: decided first, then told. */
export function admit(context: Context, { session }: RegisterCommand) {
  const { agentId, identity, threadId } = session;
  return changed(context, agentId, { identity, threadId, status: 'active' });
}

/** Seats a session that comes back, before it is told. */
export function readmit(context: Context, event: ResumeCommand) {
  const { agentId, identity } = event;
  const threadId = beliefOf(context, agentId)?.threadId ?? null;
  return changed(context, agentId, { identity, threadId, status: 'active' });
}

/** Believes what the session says of itself. */
export function follow(context: Context, event: SessionMoved) {
  const { agentId, identity, status, threadId } = event;
  const known = beliefOf(context, agentId);
  const same =
    known?.identity === identity && known.status === status && known.threadId === threadId;
  return same ? {} : changed(context, agentId, { identity, status, threadId });
}

/** Believes the record of a session whose actor is gone: nothing else is kept of it. */
export function retire(context: Context, { agentId, record }: SessionEnded) {
  return changed(context, agentId, record);
}

export function insert(context: Context, { record }: InsertCommand) {
  return changed(context, record.agentId, record);
}

export function forget(context: Context, { agentId }: OfSession) {
  return changed(context, agentId, undefined);
}

// ── what the hub is told ────────────────────────────────────────────────────────────────────────

/** A closed session is born again; a stale one is told to resume. */
export function resumption(context: Context, event: ResumeCommand): HubCommand {
  const { seq, agentId, identity, at } = event;
  if (isClosed(context, event)) return { type: 'session.reopen', seq, agentId, identity, at };
  const told = { type: 'session.resume', identity, at } as const;
  return { type: 'session.tell', seq, agentId, event: told };
}

type SessionCommand = Extract<
  SupervisorCommand,
  { readonly type: 'session.close' | 'session.park' | 'session.lost' }
>;

/** What a session is told of a command that names it. */
const TOLD = {
  'session.close': { type: 'session.close' },
  'session.park': { type: 'session.parked' },
  'session.lost': { type: 'session.lost' },
} as const;

export function telling(_: Context, { seq, agentId, type }: SessionCommand): HubCommand {
  return { type: 'session.tell', seq, agentId, event: TOLD[type] };
}

export function binding(_: Context, { seq, agentId, threadId }: BindCommand): HubCommand {
  return { type: 'session.tell', seq, agentId, event: { type: 'thread.bound', threadId } };
}

export function opening(_: Context, { seq, session }: RegisterCommand): HubCommand {
  return { type: 'session.open', seq, session };
}

export function putting(_: Context, { record }: InsertCommand): HubCommand {
  return { type: 'session.put', record };
}

export function dropping(_: Context, { agentId }: OfSession): HubCommand {
  return { type: 'session.drop', agentId };
}
