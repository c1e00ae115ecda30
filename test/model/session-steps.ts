import {
  fieldsOf,
  recordOf,
  type SessionEvent,
  type SessionMachine,
  type SessionSnapshot,
  statesOf,
  wokenContext,
} from '../../machines/index.js';
import type { SessionRecord } from '../../src/index.js';
import { pureStepper } from './pure-step.js';

/** The one turn that may be running, and the one that ended before it. */
export const CURRENT = 'current';
export const LATE = 'late';

/**
 * The real session machine with turn ids folded to none, current and late, each snapshot made once:
 * equal sessions are one object, and a step taken before is looked up.
 */
export class SessionSteps {
  readonly #known = new Map<string, SessionSnapshot>();
  readonly #made = new Map<string, SessionSnapshot>();
  readonly #taken = new Map<string, SessionSnapshot>();
  readonly #keys = new Map<SessionSnapshot, string>();
  readonly #stepper;

  constructor(readonly machine: SessionMachine) {
    this.#stepper = pureStepper(machine, fieldsOf(aRecord('none', 'none')));
  }

  born(record: SessionRecord): SessionSnapshot {
    const make = () => pureStepper(this.machine, fieldsOf(record)).initial;
    return this.#once(`born ${lineOf(record)}`, make);
  }

  /** A session without an actor, as its actor will be when it is woken. */
  asleep(record: SessionRecord): SessionSnapshot {
    const value = { status: record.status, thread: record.threadState };
    const make = () => this.machine.resolveState({ value, context: wokenContext(record) });
    return this.#once(`asleep ${lineOf(record)}`, make);
  }

  step(snapshot: SessionSnapshot, event: SessionEvent): SessionSnapshot {
    const key = `${this.key(snapshot)}<${JSON.stringify(event)}`;
    const taken = this.#taken.get(key);
    if (taken !== undefined) return taken;
    const [stepped] = this.#stepper.step(snapshot, event);
    const moved = stepped.context !== snapshot.context || stepped.value !== snapshot.value;
    const next = moved ? this.#interned(stepped) : snapshot;
    this.#taken.set(key, next);
    return next;
  }

  key(snapshot: SessionSnapshot): string {
    return this.#keys.get(snapshot) ?? keyOf(snapshot);
  }

  #once(key: string, make: () => SessionSnapshot): SessionSnapshot {
    const made = this.#made.get(key) ?? this.#interned(make());
    this.#made.set(key, made);
    return made;
  }

  #interned(snapshot: SessionSnapshot): SessionSnapshot {
    // of a closed session only the record remains
    const isOver = snapshot.context.turnId === null || snapshot.value.status === 'closed';
    const turnId = isOver ? null : CURRENT;
    const context = { ...snapshot.context, turnId, lastEndedTurnId: LATE };
    const folded = this.machine.resolveState({ value: snapshot.value, context });
    const key = keyOf(folded);
    const known = this.#known.get(key) ?? folded;
    this.#known.set(key, known);
    this.#keys.set(known, key);
    return known;
  }
}

function keyOf({ value, context }: SessionSnapshot): string {
  const { agentId, identity, threadId, turnId } = context;
  return [agentId, value.status, value.thread, identity, threadId, turnId].join(' ');
}

/** The fields of a record that differ in an exploration. */
const lineOf = ({ agentId, status, threadState, identity, threadId }: SessionRecord) =>
  [agentId, status, threadState, identity, threadId].join(' ');

export const recordIn = (snapshot: SessionSnapshot): SessionRecord =>
  recordOf(snapshot.context, statesOf(snapshot.value));

export const AT = '2026-01-01T00:00:00Z';

export function aRecord(
  agentId: string,
  identity: string,
  more: Partial<SessionRecord> = {},
): SessionRecord {
  return {
    agentId,
    identity,
    team: 'team',
    threadId: null,
    cwd: '/work',
    repoRoot: null,
    repoName: null,
    branch: null,
    startedAt: AT,
    lastActive: AT,
    status: 'active',
    threadState: 'busy',
    extra: {},
    ...more,
  };
}
