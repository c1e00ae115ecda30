import type { TurnsEffect, TurnsEvent, TurnsMachine, TurnsSnapshot } from '../../machines/index.js';
import type { Model } from '../support/turns-search.js';
import { timedStepper } from '../support/turns-step.js';
import {
  afterEffect,
  afterEvent,
  afterTimers,
  EMPTY_LEDGER,
  type Ledger,
  type TimerEvent,
  type TurnsStimulus,
} from './turns-ledger.js';

export interface TurnsState {
  readonly snapshot: TurnsSnapshot;
  readonly ledger: Ledger;
}

/** One effect, and what the onlooker knew when it came. */
export interface Moment {
  readonly effect: TurnsEffect;
  readonly before: Ledger;
}

export interface TurnsEdge {
  readonly from: TurnsState;
  readonly event: TurnsStimulus;
  /** What the onlooker knows once the event is heard, before any effect. */
  readonly heard: Ledger;
  readonly moments: readonly Moment[];
  readonly to: TurnsState;
}

export interface TurnsBounds {
  readonly tickets: number;
  readonly turnIds: number;
  readonly approvals: number;
  readonly reasons: number;
}

const REASONS = ['cancelled', 'timeout', 'shutdown'] as const;
export const PATIENCE = { silenceMs: 300_000, errorMs: 3_000, interruptMs: 10_000 };

/** The real turns machine, in the hands of somebody who sends every event in every state. */
export function turnsModel(
  machine: TurnsMachine,
  bounds: TurnsBounds,
): Model<TurnsState, TurnsStimulus, TurnsEdge> {
  const { initial, step } = timedStepper(machine, { patience: PATIENCE });
  const always = eventsAlways(bounds);
  const tickets = names('t', bounds.tickets);
  const cancels = tickets.map((ticket) =>
    REASONS.slice(0, bounds.reasons).map((reason) => ({
      ...({ type: 'turn.cancel', ticket, reason } as const),
    })),
  );
  return {
    initial: { snapshot: initial, ledger: EMPTY_LEDGER },
    events: ({ snapshot, ledger }) => {
      if (snapshot.status !== 'active') return [];
      const submitted = ledger.settled.length + ledger.unsettled.length;
      const next = tickets.slice(submitted, submitted + 1);
      return [
        ...next.map((ticket) => ({ type: 'turn.submit', ticket }) as const),
        ...cancels.slice(0, submitted).flat(),
        ...ledger.timers.map((type) => ({ type }) as TimerEvent),
        ...always,
      ];
    },
    apply: (from, event) => {
      const [snapshot, { emitted, timers, cancelled }] = step(from.snapshot, event);
      const heard = afterEvent(from.ledger, event, from.snapshot.matches('running'));
      const moments: Moment[] = [];
      let ledger = heard;
      for (const effect of emitted as TurnsEffect[]) {
        moments.push({ effect, before: ledger });
        ledger = afterEffect(ledger, effect);
      }
      const set = timers.map(({ type }) => type);
      return {
        ...{ from, event, heard, moments },
        to: { snapshot, ledger: afterTimers(ledger, set, cancelled) },
      };
    },
    keyOf: ({ snapshot: { value, context }, ledger }) => {
      const { queue, current, lastEndedTurnId, approvals } = context;
      return JSON.stringify([value, queue, current, lastEndedTurnId, approvals, ledger]);
    },
  };
}

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

/** What may come at any time, whether it was asked for or not. */
function eventsAlways({ turnIds, approvals }: TurnsBounds): readonly TurnsEvent[] {
  return [
    { type: 'session.close' },
    { type: 'backend.lost', cause: 'lost' },
    { type: 'slot.granted' },
    { type: 'thread.opened' },
    { type: 'thread.refused', cause: 'thread refused' },
    { type: 'turn.refused', cause: 'turn refused' },
    { type: 'turn.found' },
    { type: 'turn.missed', message: 'missed' },
    { type: 'session.freed' },
    ...names('turn-', turnIds).flatMap((turnId): readonly TurnsEvent[] => [
      { type: 'turn.started', turnId },
      { type: 'turn.completed', turnId, text: 'done' },
      { type: 'turn.failed', turnId, message: 'failed' },
      { type: 'turn.interrupted', turnId },
      { type: 'turn.erred', turnId },
    ]),
    ...names('a', approvals).flatMap((approvalId): readonly TurnsEvent[] => [
      { type: 'approval.requested', approvalId },
      { type: 'approval.settled', approvalId },
    ]),
  ];
}
