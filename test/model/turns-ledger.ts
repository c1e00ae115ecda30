import type { InterruptReason, TurnsEffect, TurnsEvent } from '../../machines/index.js';

export type TurnsStimulus = TurnsEvent | TimerEvent;

/** A timer that the machine set runs out. */
export interface TimerEvent {
  readonly type: `xstate.after.${string}`;
}

/** What an onlooker knows of the turns: from the events and the effects alone. */
export interface Ledger {
  /** Tickets that were submitted and not settled, oldest first. */
  readonly unsettled: readonly string[];
  readonly settled: readonly string[];
  /** Why tickets that are not settled are to be interrupted: what was asked for first. */
  readonly unwanted: Readonly<Record<string, InterruptReason>>;
  readonly slot: 'none' | 'asked' | 'granted';
  /** The ticket Codex was given the prompt of, until it is settled. */
  readonly started: string | null;
  readonly turnId: string | null;
  readonly lastEndedTurnId: string | null;
  /** Codex was asked to interrupt the turn, and knew its id by then. */
  readonly interrupted: boolean;
  /** The patience for the end of an interrupted turn is over. */
  readonly outwaited: boolean;
  readonly approvals: readonly string[];
  readonly closing: boolean;
  readonly freed: boolean;
  readonly timers: readonly string[];
}

export const EMPTY_LEDGER: Ledger = {
  ...{ unsettled: [], settled: [], unwanted: {}, slot: 'none', approvals: [], timers: [] },
  ...{ started: null, turnId: null, lastEndedTurnId: null },
  ...{ interrupted: false, outwaited: false, closing: false, freed: false },
};

/** The fact is of the turn that runs, or names it. */
export function isOurs(ledger: Ledger, event: TurnsStimulus & { turnId: string }): boolean {
  const { started, turnId, lastEndedTurnId } = ledger;
  if (event.type !== 'turn.started') return turnId === event.turnId;
  return started !== null && turnId === null && event.turnId !== lastEndedTurnId;
}

/** @param isRunning whether the machine was running a turn when the event came. */
export function afterEvent(ledger: Ledger, event: TurnsStimulus, isRunning: boolean): Ledger {
  switch (event.type) {
    case 'turn.submit':
      return { ...ledger, unsettled: [...ledger.unsettled, event.ticket] };
    case 'turn.cancel':
      return unwanted(ledger, [event.ticket], event.reason);
    case 'session.close':
      return { ...unwanted(ledger, ledger.unsettled, 'closed'), closing: true };
    case 'slot.granted':
      return ledger.slot === 'asked' ? { ...ledger, slot: 'granted' } : ledger;
    case 'turn.started':
      if (!isOurs(ledger, event)) return ledger;
      return { ...ledger, turnId: event.turnId, interrupted: false, outwaited: false };
    case 'approval.requested':
      if (!isRunning) return ledger;
      return { ...ledger, approvals: [...new Set([...ledger.approvals, event.approvalId])].sort() };
    case 'approval.settled':
      return { ...ledger, approvals: ledger.approvals.filter((id) => id !== event.approvalId) };
    default:
      if (!event.type.startsWith('xstate.after.')) return ledger;
      return {
        ...ledger,
        outwaited: ledger.outwaited || event.type.startsWith('xstate.after.interrupt.'),
        timers: ledger.timers.filter((timer) => timer !== event.type),
      };
  }
}

function unwanted(ledger: Ledger, tickets: readonly string[], reason: InterruptReason): Ledger {
  const asked = tickets.filter((ticket) => ledger.unsettled.includes(ticket));
  const reasons = Object.fromEntries(asked.map((ticket) => [ticket, reason]));
  return { ...ledger, unwanted: { ...reasons, ...ledger.unwanted } };
}

export function afterEffect(ledger: Ledger, effect: TurnsEffect): Ledger {
  switch (effect.type) {
    case 'slot.request':
      return { ...ledger, slot: 'asked' };
    case 'slot.release':
      return { ...ledger, slot: 'none' };
    case 'turn.start':
      return { ...ledger, started: effect.ticket, turnId: null };
    case 'turn.interrupt':
      return { ...ledger, interrupted: true, outwaited: false };
    case 'turn.settle':
      return settled(ledger, effect.ticket);
    case 'session.free':
      return { ...ledger, freed: true };
    default:
      return ledger;
  }
}

function settled(ledger: Ledger, ticket: string): Ledger {
  const { [ticket]: _, ...others } = ledger.unwanted;
  const rest = {
    ...ledger,
    unsettled: ledger.unsettled.filter((each) => each !== ticket),
    settled: [...new Set([...ledger.settled, ticket])].sort(),
    unwanted: others,
  };
  if (ticket !== ledger.started) return rest;
  return {
    ...rest,
    ...{ started: null, turnId: null, interrupted: false, outwaited: false, approvals: [] },
    lastEndedTurnId: ledger.turnId ?? ledger.lastEndedTurnId,
  };
}

export function afterTimers(
  ledger: Ledger,
  set: readonly string[],
  cancelled: readonly string[],
): Ledger {
  const left = ledger.timers.filter((timer) => !cancelled.includes(timer));
  return { ...ledger, timers: [...new Set([...left, ...set])].sort() };
}
