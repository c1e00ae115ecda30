import { isDeepStrictEqual } from 'node:util';
import type { TurnVerdict } from '../../machines/index.js';
import { isOurs, type Ledger, type TurnsStimulus } from './turns-ledger.js';
import type { Moment, TurnsEdge, TurnsState } from './turns-model.js';

export type TurnsInvariant = `T${1 | 2 | 3 | 4 | 5 | 6 | 7 | 9 | 10 | 11 | 12}`;

type Check = (edge: TurnsEdge) => string | undefined;

const when = (broken: boolean, message: string) => (broken ? message : undefined);
const isQuiet = ({ snapshot }: TurnsState) =>
  snapshot.status !== 'active' || snapshot.value === 'idle';

/** The first complaint about an effect at its moment. */
function atEach(
  { moments }: TurnsEdge,
  complaint: (moment: Moment) => string | undefined,
): string | undefined {
  for (const moment of moments) {
    const message = complaint(moment);
    if (message !== undefined) return message;
  }
  return undefined;
}

/** Every ticket is settled once: at the latest when nothing goes on any more. */
const settlesOnce: Check = (edge) => {
  const twice = atEach(edge, ({ effect, before }) =>
    when(
      effect.type === 'turn.settle' && !before.unsettled.includes(effect.ticket),
      'a ticket is settled that is not open',
    ),
  );
  const { unsettled } = edge.to.ledger;
  return twice ?? when(isQuiet(edge.to) && unsettled.length > 0, `${unsettled} is never settled`);
};

/** Turns begin in the order they were submitted, those that are cancelled left out. */
const keepsOrder: Check = (edge) =>
  atEach(edge, ({ effect, before }) => {
    if (effect.type !== 'thread.open' && effect.type !== 'turn.start') return undefined;
    const { ticket } = effect;
    if (ticket !== before.unsettled[0]) return `${ticket} begins before ${before.unsettled[0]}`;
    return when(before.unwanted[ticket] !== undefined, `${ticket} begins, and was cancelled`);
  });

const startsOneAtATime: Check = (edge) =>
  atEach(edge, ({ effect, before: { started } }) =>
    when(effect.type === 'turn.start' && started !== null, `a turn starts during ${started}`),
  );

const BEGINNINGS = ['slot.request', 'thread.open', 'turn.start'];

/** Nothing begins after the close; what waited or comes is refused at once. */
const endsWithClose: Check = (edge) => {
  const { from, event, to } = edge;
  const begun = atEach(edge, ({ effect, before }) =>
    when(before.closing && BEGINNINGS.includes(effect.type), `${effect.type} after the close`),
  );
  if (begun !== undefined) return begun;
  if (event.type === 'session.close') {
    const held = from.ledger.slot === 'granted' ? 1 : 0;
    return when(to.ledger.unsettled.length > held, `the close leaves ${to.ledger.unsettled} open`);
  }
  if (event.type !== 'turn.submit' || !from.ledger.closing) return undefined;
  const refused = edge.moments.some(({ effect }) => isRefusalOf(effect, event.ticket));
  return when(!refused, `${event.ticket} comes after the close and is not refused`);
};

const isRefusalOf = (effect: Moment['effect'], ticket: string) =>
  effect.type === 'turn.settle' &&
  effect.ticket === ticket &&
  effect.verdict.type === 'session_closed';

/** A place is asked for once, used once it is granted, and given back once. */
const balancesSlots: Check = (edge) => {
  const { slot } = edge.to.ledger;
  const broken = atEach(edge, ({ effect, before }) => {
    switch (effect.type) {
      case 'slot.request':
        return when(before.slot !== 'none', 'a second place is asked for');
      case 'slot.release':
        return when(before.slot === 'none', 'a place is given back that was not asked for');
      case 'thread.open':
      case 'turn.start':
        return when(before.slot !== 'granted', `${effect.type} without a place`);
      default:
        return undefined;
    }
  });
  return broken ?? when(isQuiet(edge.to) && slot !== 'none', `a place that was ${slot} is kept`);
};

/** A fact of another turn changes nothing. */
const ignoresOthers: Check = ({ from, event, to, moments }) => {
  if (!('turnId' in event) || isOurs(from.ledger, event)) return undefined;
  const [before, after] = [from.snapshot, to.snapshot];
  const changed =
    !isDeepStrictEqual(before.value, after.value) ||
    !isDeepStrictEqual(before.context, after.context);
  return when(changed || moments.length > 0, 'a fact of another turn is taken');
};

/** Whoever asked for a turn is told what became of it; whoever first wanted it ended is named. */
const tellsTheTruth: Check = (edge) =>
  atEach(edge, ({ effect, before }) => {
    if (effect.type !== 'turn.settle') return undefined;
    const { ticket, verdict, wasCurrent } = effect;
    const turnId = ticket === edge.heard.started ? edge.heard.turnId : null;
    if (verdict.turnId !== turnId) return `${ticket} is told of turn ${verdict.turnId}`;
    const isCurrent = ticket === before.unsettled[0] && before.slot !== 'none';
    if (wasCurrent !== isCurrent)
      return `${ticket} is told it was ${wasCurrent ? '' : 'not '}current`;
    const isTrue = happened({ ticket, verdict, before, event: edge.event });
    return when(!isTrue, `${ticket} is told ${JSON.stringify(verdict)}`);
  });

interface Claim {
  readonly ticket: string;
  readonly verdict: TurnVerdict;
  readonly event: TurnsStimulus;
  readonly before: Ledger;
}

function happened({ ticket, verdict, event, before }: Claim): boolean {
  const reason = before.unwanted[ticket];
  const isStarted = ticket === before.started;
  switch (verdict.type) {
    case 'completed':
      return event.type === 'turn.completed' && isStarted && verdict.text === event.text;
    case 'failed':
      if (!('message' in event) || !isStarted || verdict.message !== event.message) return false;
      return event.type === 'turn.failed' || reason === undefined;
    case 'interrupted':
      if (event.type === 'turn.completed' || event.type === 'turn.failed') return false;
      if (reason !== undefined) return verdict.reason === reason;
      return event.type === 'turn.interrupted' && verdict.reason === 'elsewhere';
    case 'refused':
      if (!('cause' in event) || verdict.cause !== event.cause) return false;
      return event.type !== 'turn.refused' || isStarted;
    case 'session_closed':
      return before.closing && (ticket !== before.unsettled[0] || before.slot !== 'granted');
  }
}

/** An approval is waited for as long as one is open, and no longer. */
const waitsForApprovals: Check = ({ to: { snapshot, ledger } }) => {
  const asking = snapshot.matches({ running: 'asking' });
  const open = snapshot.matches('running') && ledger.approvals.length > 0;
  return when(asking !== open, `${asking ? '' : 'not '}asking, open are [${ledger.approvals}]`);
};

/** Codex is asked to interrupt a turn that is unwanted and that it has named. */
const interruptsTheNamed: Check = ({ to: { ledger } }) => {
  const { started, turnId, unwanted, interrupted } = ledger;
  const due = started !== null && turnId !== null && unwanted[started] !== undefined;
  return when(due && !interrupted, `${turnId} is unwanted, and Codex does not know`);
};

/** The thread is given back once, when no turn is left. */
const freesOnce: Check = (edge) =>
  atEach(edge, ({ effect, before }) => {
    if (effect.type !== 'session.free') return undefined;
    if (before.freed) return 'the thread is given back twice';
    return when(before.unsettled.length > 0, `the thread is given back during ${before.unsettled}`);
  });

const ENDS = ['turn.interrupted', 'turn.missed', 'turn.refused', 'backend.lost'];

/** A turn that may still run is given up only when the patience for its end is over. */
const outwaitsTurns: Check = (edge) =>
  atEach(edge, ({ effect, before }) => {
    if (effect.type !== 'turn.settle' || effect.ticket !== before.started) return undefined;
    const early = effect.verdict.type === 'interrupted' && !before.outwaited;
    return when(early && !ENDS.includes(edge.event.type), `${effect.ticket} is given up early`);
  });

export const TURNS_INVARIANTS: Readonly<Record<TurnsInvariant, Check>> = {
  T1: settlesOnce,
  T2: keepsOrder,
  T3: startsOneAtATime,
  T4: endsWithClose,
  T5: balancesSlots,
  T6: ignoresOthers,
  T7: tellsTheTruth,
  T9: waitsForApprovals,
  T10: interruptsTheNamed,
  T11: freesOnce,
  T12: outwaitsTurns,
};
