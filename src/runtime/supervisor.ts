import {
  type AdmissionRequest,
  activeCount,
  decideAdmission,
  sessionMachine,
  supervisorMachine,
} from '../../machines/index.js';
import {
  InvalidArgumentError,
  newAgentId,
  type Refusal,
  type RegistrySnapshot,
  type SessionRecord,
  sealSnapshot,
  snapshotFrom,
} from '../domain/index.js';
import { createAdmissions, type Refused, type RefusedCommand, refuse } from './admissions.js';
import type { SessionSupervisor, SessionSupervisorOptions } from './api.js';
import { functionArgument, inspectArgument, objectArgument } from './arguments.js';
import { createLifecycle, createReports, evict } from './commands.js';
import { Engine, type Machines } from './engine.js';
import { reportRepairs } from './isolation.js';
import { createQueries } from './queries.js';

const EMPTY = sealSnapshot([], [], {});

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
  return createSupervisorCore(machines, options).supervisor;
}

/** A supervisor with what only this package may do to it. */
export interface SupervisorCore {
  readonly supervisor: SessionSupervisor;
  /**
   * Removes a stale or closed session, because another process has it or its file does not.
   *
   * False, and nothing done, for an active or unknown session and after `stop`.
   */
  readonly evict: (agentId: string) => boolean;
  readonly isDraining: () => boolean;
  /** What would refuse an admission now; undefined if nothing would. */
  readonly refusalOf: (request: AdmissionRequest) => Refusal | undefined;
  /** Refuses an admission for a reason that lies outside of this supervisor. */
  readonly refuse: <R extends Refusal>(command: RefusedCommand, refusal: R) => Refused<R>;
}

/** The supervisor that the other ways to make one give out, and its internal side. */
export function createSupervisorCore(
  machines: Machines,
  options: SessionSupervisorOptions = {},
): SupervisorCore {
  const { maxConcurrent, snapshot, inspect, ...surroundings } = checkedOptions(options);
  const records = snapshot.sessions.map(asRestored);
  const engine = new Engine(machines, { maxConcurrent, records, inspect });
  const supervisor = Object.freeze({
    actor: engine.supervisorView(),
    maxConcurrent,
    get activeCount() {
      return activeCount(engine.occupancy('activeCount'));
    },
    ...createAdmissions(engine, surroundings),
    ...createLifecycle(engine),
    ...createReports(engine, surroundings),
    ...createQueries(engine, snapshot),
    subscribe: (listener) => engine.subscribe(listener),
  } satisfies SessionSupervisor);
  return Object.freeze({
    supervisor,
    evict: (agentId: string) => evict(engine, agentId),
    isDraining: () => engine.draining,
    refusalOf: (request: AdmissionRequest) => refusalOf(engine, maxConcurrent, request),
    refuse: <R extends Refusal>(command: RefusedCommand, refusal: R) =>
      engine.perform(command, () => refuse(engine, command, refusal)),
  });
}

function refusalOf(
  engine: Engine,
  maxConcurrent: number,
  request: AdmissionRequest,
): Refusal | undefined {
  const limit = { maxConcurrent, draining: engine.draining };
  const verdict = decideAdmission(engine.occupancy('refusalOf'), request, limit);
  return verdict.admitted ? undefined : verdict.refusal;
}

/** The process that was behind an active session is gone. */
function asRestored(record: SessionRecord): SessionRecord {
  return record.status === 'active' ? Object.freeze({ ...record, status: 'stale' }) : record;
}

/** The options, checked, with what was left out. */
export function checkedOptions(options: SessionSupervisorOptions) {
  objectArgument('options', options);
  const {
    maxConcurrent = DEFAULT_MAX_CONCURRENT,
    snapshot = EMPTY,
    clock = () => new Date(),
    createAgentId = newAgentId,
    inspect,
  } = options;
  if (!Number.isSafeInteger(maxConcurrent) || maxConcurrent < 1) {
    throw new InvalidArgumentError('maxConcurrent', 'must be an integer of at least 1');
  }
  return {
    maxConcurrent,
    snapshot: checkedSnapshot(snapshot),
    clock: functionArgument('clock', clock),
    createAgentId: functionArgument('createAgentId', createAgentId),
    inspect: inspectArgument(inspect),
  };
}

function checkedSnapshot(value: RegistrySnapshot): RegistrySnapshot {
  const { snapshot, issues } = snapshotFrom(value);
  reportRepairs('the snapshot', issues);
  return snapshot;
}
