import type { SessionChange, SessionRecord } from '../../domain/index.js';
import { changeBy } from '../../runtime/session-changes.js';
import type { ReplayedStep } from './replay.js';
import { textOf, typeOf } from './script.js';

/** The record that a step of a session leaves it with. */
export function recordAfter({ context, to }: ReplayedStep): SessionRecord {
  const { turnId: _, lastEndedTurnId: __, ...fields } = context;
  const { status, thread } = to as { readonly status: string; readonly thread: string };
  return { ...fields, status, threadState: thread } as unknown as SessionRecord;
}

/** What listeners were told of a step of a session; undefined if they were told nothing. */
export function changeOf(
  step: ReplayedStep,
  previous: SessionRecord | undefined,
): SessionChange | undefined {
  const record = recordAfter(step);
  if (step.from === null) {
    // woken: it is what it was
    if (record.status !== 'active') return undefined;
    return previous ? { type: 'resumed', record, previous } : { type: 'registered', record };
  }
  return previous && changeBy({ type: typeOf(step.event) }, previous, record);
}

/** What the outcome of a command was, in a step of the supervisor. */
interface Settled {
  readonly type?: unknown;
  readonly outcome?: { readonly kind: string; readonly refusal?: unknown };
}

/** What listeners were told of a command that made no session do anything. */
export function changeByCommand(
  { event, emitted }: ReplayedStep,
  known: (agentId: string) => SessionRecord | undefined,
): SessionChange | undefined {
  const { outcome } = (emitted as readonly Settled[]).find(isSettled) ?? {};
  if (outcome?.kind === 'refused') {
    const command = event.type === 'session.register' ? 'register' : 'resume';
    return { type: 'refused', command, refusal: outcome.refusal } as SessionChange;
  }
  if (outcome?.kind !== 'applied') return undefined;
  if (event.type === 'session.insert') {
    const record = event.record as unknown as SessionRecord;
    const previous = known(record.agentId);
    return { type: 'inserted', record, ...(previous && { previous }) };
  }
  const isGone = event.type === 'session.forget' || event.type === 'session.evict';
  const record = isGone ? known(textOf(event.agentId)) : undefined;
  return record && { type: 'forgotten', record };
}

function isSettled({ type }: Settled): boolean {
  return type === 'command.settled';
}
