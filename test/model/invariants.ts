import { activeCount, type CommandSettled, type Occupancy } from '../../machines/index.js';
import { isLegalPair } from '../../src/index.js';
import {
  type Reference,
  type ReferenceOutcome,
  referenceRestored,
  referenceStep,
} from '../support/reference-model.js';
import { recordIn } from './session-steps.js';
import type { SystemEvent, SystemState } from './system.js';

export type Invariant =
  | 'I1'
  | 'I2'
  | 'I3'
  | 'I4'
  | 'I5'
  | 'I6'
  | 'I7'
  | 'I8'
  | 'I10'
  | 'I12'
  | 'I13'
  | 'I14';

/** A state with what is asked of it again and again. */
export interface Known {
  readonly state: SystemState;
  readonly key: string;
  readonly model: Reference;
  readonly modelKey: string;
}

export function knownState(state: SystemState, key: string, max: number): Known {
  const model = abstracted(state, max);
  return { state, key, model, modelKey: modelKey(model) };
}

export interface Edge {
  readonly from: Known;
  readonly event: SystemEvent;
  readonly to: Known;
  readonly outcomes: readonly CommandSettled[];
}

type StateCheck = (state: SystemState, max: number) => string | undefined;
type EdgeCheck = (edge: Edge) => string | undefined;

const records = ({ sessions }: SystemState) => [...sessions.values()].map(recordIn);
const actives = (state: SystemState) => records(state).filter(({ status }) => status === 'active');
const repeated = (values: readonly (string | null)[]) =>
  values.find((value, index) => value !== null && values.indexOf(value) !== index);
const when = (broken: boolean, message: () => string) => (broken ? message() : undefined);

/** What must hold in every state. */
export const STATE_INVARIANTS: Partial<Record<Invariant, StateCheck>> = {
  I1: (state) => {
    const twice = repeated(actives(state).map(({ identity }) => identity));
    return when(twice !== undefined, () => `identity ${twice} is held twice`);
  },
  I2: (state, max) => {
    const { length } = actives(state);
    return when(length > max, () => `${length} sessions are active`);
  },
  I3: (state) => {
    const held = actives(state).map(({ identity, agentId }) => `${identity}=${agentId}`);
    const index = [...state.supervisor.context.occupancy.holders.entries()];
    const indexed = index.map(([identity, agentId]) => `${identity}=${agentId}`);
    return when(
      held.sort().join() !== indexed.sort().join(),
      () => `the identity index is {${indexed}}, the active holders are {${held}}`,
    );
  },
  I4: (state) => {
    const illegal = records(state).find((record) => !isLegalPair(record));
    return when(illegal !== undefined, () => `${illegal?.status} × ${illegal?.threadState}`);
  },
  I6: (state, max) => {
    const { length } = actives(state);
    const { value, context } = state.supervisor;
    const counted = activeCount(context.occupancy);
    if (counted !== length) return `activeCount is ${counted}, active are ${length}`;
    const wrong = value !== 'draining' && (value === 'saturated') !== (length === max);
    return when(wrong, () => `${value} with ${length} active`);
  },
  I13: (state) => {
    const { occupancy } = state.supervisor.context;
    const line = (id: string, of: { identity: string; status: string; threadId: string | null }) =>
      `${id} ${of.identity} ${of.status} ${of.threadId}`;
    const believed = [...occupancy.sessions.entries()]
      .map(([id, belief]) => line(id, belief))
      .sort();
    const real = records(state)
      .map((record) => line(record.agentId, record))
      .sort();
    if (believed.join() !== real.join()) return `believed is [${believed}], real is [${real}]`;
    const indexed = Object.entries(threadsIn(occupancy))
      .flatMap(([id, on]) => on.map((a) => `${a} ${id}`))
      .sort();
    const bound = records(state)
      .filter(({ threadId }) => threadId !== null)
      .map(({ agentId, threadId }) => `${agentId} ${threadId}`)
      .sort();
    if (indexed.join() !== bound.join()) return `threads [${indexed}], real [${bound}]`;
    const workers = [...occupancy.workers.entries()].map(([id, agentId]) => `${agentId} ${id}`);
    const working = actives(state)
      .filter(({ threadId }) => threadId !== null)
      .map(({ agentId, threadId }) => `${agentId} ${threadId}`);
    const same = workers.sort().join() === working.sort().join();
    return when(!same, () => `workers [${workers}], real [${working}]`);
  },
  I14: (state) => {
    const twice = repeated(actives(state).map(({ threadId }) => threadId));
    return when(twice !== undefined, () => `thread ${twice} has two active sessions`);
  },
};

/** What must hold for every step. */
export const EDGE_INVARIANTS: Partial<Record<Invariant, EdgeCheck>> = {
  I5: ({ from, event, to }) => {
    const { command } = event.type === 'command' ? event : {};
    if (command?.type === 'forget' || command?.type === 'evict') return;
    if (command?.type === 'resume' && command.reopen) return;
    for (const [agentId, session] of from.state.sessions) {
      const changed = session !== to.state.sessions.get(agentId);
      if (changed && session.value.status === 'closed') return `closed ${agentId} changed`;
    }
    return;
  },
  I7: ({ from, event, to }) => {
    if (event.type !== 'command' || event.command.type !== 'register') return;
    const { agentId } = event.command.record;
    const before = from.state.sessions.get(agentId);
    const replaced = before !== undefined && before !== to.state.sessions.get(agentId);
    return when(replaced, () => `a new session replaced ${agentId}`);
  },
  I8: ({ from, to, outcomes }) => {
    const quiet = outcomes.some(({ outcome: { kind } }) => QUIET.includes(kind));
    return when(quiet && from.key !== to.key, () => 'it was refused and changed something');
  },
  I10: ({ from, event, to, outcomes }) => {
    const [model, outcome] = referenceOf(from.model, event);
    const expected = model === from.model ? from.modelKey : modelKey(model);
    if (expected !== to.modelKey) return `expected ${expected}, is ${to.modelKey}`;
    const given = outcomeKey(outcomes[0]?.outcome);
    return when(
      outcome !== undefined && outcomeKey(outcome) !== given,
      () => `expected the outcome ${outcome && outcomeKey(outcome)}, got ${given}`,
    );
  },
  I12: ({ event, outcomes }) => {
    const due = event.type === 'command' ? 1 : 0;
    return when(outcomes.length !== due, () => `${outcomes.length} outcomes instead of ${due}`);
  },
};

const QUIET = ['refused', 'ignored', 'taken'];

/** What the reference says of a step. */
function referenceOf(
  model: Reference,
  event: SystemEvent,
): readonly [Reference, ReferenceOutcome | undefined] {
  if (event.type === 'restart') return [referenceRestored(model), undefined];
  if (event.type === 'command') return referenceStep(model, event.command);
  const sessions = model.sessions.map((session) =>
    session.record.agentId === event.agentId && session.record.status === 'active'
      ? { ...session, turnId: null, record: { ...session.record, status: 'stale' as const } }
      : session,
  );
  return [{ ...model, sessions }, undefined];
}

/** The state of the real machines in the words of the reference. */
function abstracted({ supervisor, sessions }: SystemState, max: number): Reference {
  return {
    max,
    draining: supervisor.value === 'draining',
    sessions: [...sessions.values()].map((session) => ({
      record: recordIn(session),
      turnId: session.context.turnId,
      lastEndedTurnId: session.context.lastEndedTurnId,
    })),
    threads: threadsIn(supervisor.context.occupancy),
  };
}

/** Thread id → the agent ids bound to it, the last bound last, as the supervisor's index has it. */
function threadsIn({ newest, neighbours }: Occupancy): Reference['threads'] {
  const threads = [...newest.entries()].map(([threadId, last]) => {
    const bound: string[] = [];
    for (let id: string | undefined = last; id !== undefined; id = neighbours.get(id)?.older) {
      if (bound.includes(id)) throw new Error(`the sessions on ${threadId} form a ring`);
      bound.unshift(id);
    }
    return [threadId, bound] as const;
  });
  return Object.fromEntries(threads);
}

/** A reference as text: sessions by agent id, turn ids folded, empty lists left out. */
export function modelKey({ draining, sessions, threads }: Reference): string {
  const lines = sessions.map(({ record, turnId }) => {
    const { agentId, status, threadState, identity, threadId } = record;
    const inTurn = turnId !== null && status !== 'closed';
    return [agentId, status, threadState, identity, threadId, inTurn].join(' ');
  });
  const bound = Object.entries(threads).filter(([, on]) => on.length > 0);
  return `${draining} [${lines.sort()}] ${JSON.stringify(bound.sort())}`;
}

/** A state as text; the order in which sessions became known is left out. */
export function stateKey(state: SystemState): string {
  const { value, context } = state.supervisor;
  const { sessions, holders, newest, neighbours, workers } = context.occupancy;
  const beliefs = [...sessions.entries()].map(
    ([id, { identity, status, threadId }]) => `${id} ${identity} ${status} ${threadId}`,
  );
  const index = [...holders.entries()].map(([identity, id]) => `${identity} ${id}`);
  const real = [...state.sessions.values()].map(({ value: { status, thread }, context: of }) =>
    [of.agentId, status, thread, of.identity, of.threadId, of.turnId].join(' '),
  );
  const bound = [...newest.entries()].map(([id, last]) => `${id} ${last}`);
  const links = [...neighbours.entries()].map(
    ([id, { older, newer }]) => `${id} ${older} ${newer}`,
  );
  const working = [...workers.entries()].map(([id, agentId]) => `${id} ${agentId}`);
  return [
    value,
    beliefs.sort(),
    index.sort(),
    real.sort(),
    bound.sort(),
    links.sort(),
    working.sort(),
  ].join('|');
}

function outcomeKey(outcome: ReferenceOutcome | CommandSettled['outcome'] | undefined): string {
  if (outcome?.kind !== 'refused') return String(outcome?.kind);
  if ('code' in outcome) return [outcome.code, outcome.holder].join(' ');
  const { refusal } = outcome;
  const named = refusal.code === 'identity_conflict' || refusal.code === 'thread_held';
  return [refusal.code, named ? refusal.agentId : undefined].join(' ');
}
