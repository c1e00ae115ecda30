import {
  type FieldFact,
  formatTimestamp,
  InvalidArgumentError,
  laterOf,
  recordFrom,
  type SessionRecord,
  THREAD_STATES,
  type ThreadState,
  type TurnFact,
} from '../domain/index.js';
import type { Surroundings } from './admissions.js';
import type { SessionSupervisor } from './api.js';
import { factArgument, gitArgument, nameArgument, patchArgument } from './arguments.js';
import type { Engine } from './engine.js';
import { reportRepairs } from './isolation.js';
import { activeIds } from './queries.js';

type Lifecycle =
  | 'close'
  | 'park'
  | 'markLost'
  | 'markAllStale'
  | 'insertStale'
  | 'forget'
  | 'drain'
  | 'stop';

/** The commands that end a session, put it aside, or move records in and out. */
export function createLifecycle(engine: Engine): Pick<SessionSupervisor, Lifecycle> {
  const perform = engine.perform.bind(engine);
  // a session whose actor fails at it is stale as well
  const becomesStale = (type: 'session.lost' | 'session.park', agentId: string) =>
    engine.running && engine.send({ type, agentId }).kind !== 'ignored';
  const lose = (agentId: string) => becomesStale('session.lost', agentId);

  return {
    close: (agentId) => perform('close', () => close(engine, agentId)),
    park: (agentId) => perform('park', () => becomesStale('session.park', agentId)),
    markLost: (agentId) => perform('markLost', () => lose(agentId)),
    markAllStale: () =>
      perform('markAllStale', () => activeIds(engine, 'markAllStale').filter(lose).length),
    insertStale: (record) => perform('insertStale', () => insertStale(engine, record)),
    forget: (agentId) =>
      perform('forget', () => engine.applies({ type: 'session.forget', agentId })),
    drain: () => perform('drain', () => void engine.applies({ type: 'supervisor.drain' })),
    stop: () =>
      perform('stop', () => {
        if (engine.running) engine.stop(activeIds(engine, 'stop'));
      }),
  };
}

/** Removes a session that is stale or closed; whether it did. No part of the facade. */
export function evict(engine: Engine, agentId: string): boolean {
  return engine.perform('evict', () => engine.applies({ type: 'session.evict', agentId }));
}

function close(engine: Engine, agentId: string): boolean {
  const known = engine.table('close').record(agentId) !== undefined;
  if (!known || !engine.running) return false;
  engine.send({ type: 'session.close', agentId });
  return true;
}

function insertStale(engine: Engine, value: SessionRecord): boolean {
  const { record: given, issues } = recordFrom(value);
  reportRepairs('the record', issues);
  const replaced = engine.table('insertStale').record(given.agentId);
  const lastActive = replaced ? laterOf(given.lastActive, replaced.lastActive) : given.lastActive;
  const status = given.status === 'active' ? 'stale' : given.status;
  const record = Object.freeze({ ...given, lastActive, status });
  return engine.applies({ type: 'session.insert', record });
}

type Setter =
  | 'report'
  | 'setThreadId'
  | 'setThreadState'
  | 'setAgentSource'
  | 'setCwd'
  | 'setTag'
  | 'touch'
  | 'annotate';

/** The commands that tell a session something. */
export function createReports(
  engine: Engine,
  { clock }: Pick<Surroundings, 'clock'>,
): Pick<SessionSupervisor, Setter> {
  const tell = (method: string, agentId: string, checked: () => TurnFact | FieldFact) =>
    engine.perform(method, () => {
      const fact = checked();
      if (fact.type === 'thread.bound') {
        const { threadId } = fact;
        return engine.applies({ type: 'thread.bind', agentId, threadId });
      }
      if (fact.type !== 'context.refreshed') return engine.tell(agentId, fact);
      // the time goes with the one fact whose record keeps it
      return engine.tell(agentId, { ...fact, at: formatTimestamp(clock()) });
    });

  return {
    report: (agentId, fact) => tell('report', agentId, () => factArgument(fact)),
    setThreadId: (agentId, threadId) =>
      tell('setThreadId', agentId, () => {
        return { type: 'thread.bound', threadId: nameArgument('threadId', threadId) };
      }),
    setAgentSource: (agentId, source) =>
      tell('setAgentSource', agentId, () => {
        return { type: 'source.recorded', agentSource: nameArgument('agentSource', source) };
      }),
    setCwd: (agentId, cwd) =>
      tell('setCwd', agentId, () => ({ type: 'cwd.changed', cwd: nameArgument('cwd', cwd) })),
    setTag: (agentId, tag) =>
      tell('setTag', agentId, () => ({ type: 'tag.changed', tag: nameArgument('tag', tag) })),
    touch: (agentId, context) =>
      tell('touch', agentId, () => ({ type: 'context.refreshed', ...gitArgument(context) })),
    annotate: (agentId, patch) =>
      tell('annotate', agentId, () => {
        return { type: 'extra.merged', patch: patchArgument('patch', patch) };
      }),
    setThreadState: (agentId, state) =>
      engine.perform('setThreadState', () => setThreadState(engine, agentId, state)),
  };
}

/** What leads to a thread state, when no turn id is known. */
const LEADS_TO = {
  busy: { type: 'turn.started' },
  idle: { type: 'turn.completed' },
} as const;

function setThreadState(engine: Engine, agentId: string, state: ThreadState): boolean {
  if (!THREAD_STATES.includes(state)) {
    throw new InvalidArgumentError('state', `must be one of ${THREAD_STATES.join(', ')}`);
  }
  if (!engine.running) return false;
  if (state === 'closed') close(engine, agentId);
  else engine.tell(agentId, LEADS_TO[state]);
  return engine.table('setThreadState').record(agentId)?.threadState === state;
}
