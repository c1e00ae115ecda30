import type {
  CurrentTurn,
  InterruptReason,
  TurnsContext,
  TurnsEffect,
  TurnsEventOf,
  TurnVerdict,
} from './types.js';

type Change = Partial<TurnsContext>;
type TurnEnd = TurnsEventOf<'turn.completed' | 'turn.failed' | 'turn.interrupted'>;

/** What can end a turn. */
type Ending =
  | TurnEnd
  | TurnsEventOf<'thread.refused' | 'turn.refused' | 'turn.missed' | 'backend.lost'>;

// ── guards ──────────────────────────────────────────────────────────────────────────────────────

export function hasQueued({ queue }: TurnsContext): boolean {
  return queue.length > 0;
}

/** The command is about the current turn; else it is about a queued one, or about none. */
export function isCurrent(
  { current }: TurnsContext,
  { ticket }: TurnsEventOf<'turn.cancel'>,
): boolean {
  return current?.ticket === ticket;
}

export function isQueued({ queue }: TurnsContext, { ticket }: TurnsEventOf<'turn.cancel'>) {
  return queue.includes(ticket);
}

/** Somebody wants the current turn interrupted. */
export function isUnwanted({ current }: TurnsContext): boolean {
  return current !== null && current.reason !== null;
}

/** The current turn has no id yet, and this fact brings it. */
export function namesTurn(
  { current, lastEndedTurnId }: TurnsContext,
  { turnId }: TurnsEventOf<'turn.started'>,
): boolean {
  return current !== null && current.turnId === null && turnId !== lastEndedTurnId;
}

/** The end is that of the current turn. One that names a turn needs one bound to match. */
export function endsTurn({ current }: TurnsContext, { turnId }: TurnEnd): boolean {
  return current !== null && current.turnId === turnId;
}

export function isOfTurn(
  { current }: TurnsContext,
  { turnId }: TurnsEventOf<'turn.erred'>,
): boolean {
  return current?.turnId === turnId;
}

/** No approval but this one is open. */
export function settlesLast(
  { approvals }: TurnsContext,
  { approvalId }: TurnsEventOf<'approval.settled'>,
): boolean {
  return approvals.every((open) => open === approvalId);
}

// ── reducers ────────────────────────────────────────────────────────────────────────────────────

export function enqueue({ queue }: TurnsContext, { ticket }: TurnsEventOf<'turn.submit'>): Change {
  return { queue: [...queue, ticket] };
}

export function takeNext({ queue: [ticket = '', ...queue] }: TurnsContext): Change {
  return { queue, current: { ticket, turnId: null, reason: null } };
}

export function nameTurn(
  { current }: TurnsContext,
  { turnId }: TurnsEventOf<'turn.started'>,
): Change {
  return { current: changed(current, { turnId }) };
}

/** The first reason stays: whoever asked first is told so. */
export function markUnwanted(
  { current }: TurnsContext,
  { reason }: { readonly reason: InterruptReason },
): Change {
  return { current: changed(current, { reason: current?.reason ?? reason }) };
}

export function markClosed(context: TurnsContext): Change {
  return markUnwanted(context, { reason: 'closed' });
}

export function openApproval(
  { approvals }: TurnsContext,
  { approvalId }: TurnsEventOf<'approval.requested'>,
): Change {
  return approvals.includes(approvalId) ? {} : { approvals: [...approvals, approvalId] };
}

export function settleApproval(
  { approvals }: TurnsContext,
  { approvalId }: TurnsEventOf<'approval.settled'>,
): Change {
  return { approvals: approvals.filter((open) => open !== approvalId) };
}

function changed(current: CurrentTurn | null, change: Partial<CurrentTurn>): CurrentTurn | null {
  return current && { ...current, ...change };
}

// ── effects ─────────────────────────────────────────────────────────────────────────────────────

/** What is to be done, and how the context changes with it. */
export interface Step {
  readonly effects: readonly TurnsEffect[];
  readonly change?: Change;
}

const only = (effect: TurnsEffect): Step => ({ effects: [effect] });

export const requestSlot = (): Step => only({ type: 'slot.request' });
export const interruptTurn = (): Step => only({ type: 'turn.interrupt' });
export const free = (): Step => only({ type: 'session.free' });

export function openThread({ current }: TurnsContext): Step {
  return current === null ? { effects: [] } : only({ type: 'thread.open', ticket: current.ticket });
}

export function startTurn({ current }: TurnsContext): Step {
  return current === null ? { effects: [] } : only({ type: 'turn.start', ticket: current.ticket });
}

export function checkTurn({ current }: TurnsContext): Step {
  return only({ type: 'turn.check', turnId: current?.turnId ?? null });
}

/** Ends the current turn with what the event says of it. */
export function settle(context: TurnsContext, event: Ending): Step {
  return endTurn(context, verdictOn(context, event));
}

/** Ends the current turn without having heard of its end. */
export function settleInterrupted(context: TurnsContext): Step {
  return endTurn(context, interrupted(context));
}

export function cancelQueued(
  { queue }: TurnsContext,
  { ticket, reason }: TurnsEventOf<'turn.cancel'>,
): Step {
  const verdict = { type: 'interrupted', turnId: null, reason } as const;
  return {
    effects: [settled(ticket, verdict)],
    change: { queue: queue.filter((waiting) => waiting !== ticket) },
  };
}

const SESSION_CLOSED = { type: 'session_closed', turnId: null } as const;

export function refuseTurn(_: TurnsContext, { ticket }: TurnsEventOf<'turn.submit'>): Step {
  return only(settled(ticket, SESSION_CLOSED));
}

export function refuseQueue(context: TurnsContext): Step {
  return settleQueue(context, SESSION_CLOSED);
}

export function loseQueue(context: TurnsContext, { cause }: TurnsEventOf<'backend.lost'>): Step {
  return settleQueue(context, { type: 'refused', turnId: null, cause });
}

function settleQueue({ queue }: TurnsContext, verdict: TurnVerdict): Step {
  const effects = queue.map((ticket) => settled(ticket, verdict));
  return { effects, change: { queue: [] } };
}

function settled(ticket: string, verdict: TurnVerdict, wasCurrent = false): TurnsEffect {
  return { type: 'turn.settle', ticket, verdict, wasCurrent };
}

/** Tells the verdict, and puts the turn behind the session; its late facts stay recognisable. */
function endTurn({ current, lastEndedTurnId }: TurnsContext, verdict: TurnVerdict): Step {
  if (current === null) return { effects: [] };
  const { ticket, turnId } = current;
  return {
    effects: [settled(ticket, verdict, true), { type: 'slot.release' }],
    change: { current: null, approvals: [], lastEndedTurnId: turnId ?? lastEndedTurnId },
  };
}

// ── verdicts ────────────────────────────────────────────────────────────────────────────────────

/** How the current turn ended, by the fact that ended it. */
export function verdictOn(context: TurnsContext, event: Ending): TurnVerdict {
  const { turnId = null } = context.current ?? {};
  switch (event.type) {
    case 'turn.completed':
      return { type: 'completed', turnId: event.turnId, text: event.text };
    case 'turn.failed':
      return { type: 'failed', turnId, message: event.message };
    case 'turn.interrupted':
      return interrupted(context);
    case 'turn.missed':
      return isUnwanted(context)
        ? interrupted(context)
        : { type: 'failed', turnId, message: event.message };
    default:
      return { type: 'refused', turnId, cause: event.cause };
  }
}

function interrupted({ current }: TurnsContext): TurnVerdict {
  const { turnId = null, reason } = current ?? {};
  return { type: 'interrupted', turnId, reason: reason ?? 'elsewhere' };
}
