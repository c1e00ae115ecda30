import { activeCount, sessionMachine, supervisorMachine } from '../../machines/index.js';
import {
  InvalidArgumentError,
  newAgentId,
  type RegistrySnapshot,
  type SessionRecord,
  snapshotFrom,
} from '../domain/index.js';
import { createAdmissions } from './admissions.js';
import type { SessionSupervisor, SessionSupervisorOptions } from './api.js';
import { objectArgument } from './arguments.js';
import { createLifecycle, createReports } from './commands.js';
import { Engine, type Machines } from './engine.js';
import { warn } from './isolation.js';
import { createQueries } from './queries.js';

/** The most sessions that may be active at once, unless the caller says otherwise. */
export const DEFAULT_MAX_CONCURRENT = 10;

/**
 * Creates a supervisor of Codex sessions.
 *
 * @param options see {@link SessionSupervisorOptions}; all of them are optional.
 * @throws InvalidArgumentError for an option that is not what it must be; RegistryFormatError for a
 *   snapshot of a newer version. Repairs of the snapshot are reported as one process warning.
 */
export function createSessionSupervisor(options: SessionSupervisorOptions = {}): SessionSupervisor {
  return createSupervisorWith({ supervisor: supervisorMachine, session: sessionMachine }, options);
}

/** The same with other machines: tests make actors fail with it. */
export function createSupervisorWith(
  machines: Machines,
  options: SessionSupervisorOptions = {},
): SessionSupervisor {
  const { maxConcurrent, snapshot, inspect, ...surroundings } = checkedOptions(options);
  const records = snapshot.sessions.map(asRestored);
  const engine = new Engine(machines, { maxConcurrent, records, inspect });
  return Object.freeze({
    actor: engine.supervisorView(),
    maxConcurrent,
    get activeCount() {
      return activeCount(engine.occupancy('activeCount'));
    },
    ...createAdmissions(engine, surroundings),
    ...createLifecycle(engine),
    ...createReports(engine, surroundings),
    ...createQueries(engine, snapshot),
    subscribe: (listener) => engine.subscribe(functionArgument('listener', listener)),
  } satisfies SessionSupervisor);
}

/** The process that was behind an active session is gone. */
function asRestored(record: SessionRecord): SessionRecord {
  return record.status === 'active' ? Object.freeze({ ...record, status: 'stale' }) : record;
}

function checkedOptions(options: SessionSupervisorOptions) {
  objectArgument('options', options);
  const { maxConcurrent = DEFAULT_MAX_CONCURRENT, snapshot, clock, createAgentId } = options;
  if (!Number.isSafeInteger(maxConcurrent) || maxConcurrent < 1) {
    throw new InvalidArgumentError('maxConcurrent', 'must be an integer of at least 1');
  }
  return {
    maxConcurrent,
    snapshot: checkedSnapshot(snapshot),
    clock: functionArgument('clock', clock ?? (() => new Date())),
    createAgentId: functionArgument('createAgentId', createAgentId ?? newAgentId),
    inspect: options.inspect && functionArgument('inspect', options.inspect),
  };
}

function functionArgument<F>(field: string, value: F): F {
  if (typeof value === 'function') return value;
  throw new InvalidArgumentError(field, 'must be a function');
}

function checkedSnapshot(value: RegistrySnapshot | undefined): RegistrySnapshot {
  const { snapshot, issues } = snapshotFrom(value ?? { version: 1, sessions: [] });
  const [first] = issues;
  if (first !== undefined) {
    const which = `first: ${first.path}: ${first.repair}`;
    warn(`the snapshot had ${issues.length} fault(s), repaired or set aside (${which})`);
  }
  return snapshot;
}
