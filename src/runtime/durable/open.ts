import { sessionMachine, supervisorMachine } from '../../../machines/index.js';
import {
  hasGeneratedName,
  InvalidArgumentError,
  instantOf,
  newAgentId,
  type SessionRecord,
} from '../../domain/index.js';
import type { LoadReport, RegistryStore } from '../../domain/ports/store.js';
import type { SessionSupervisor } from '../api.js';
import { functionArgument, objectArgument } from '../arguments.js';
import type { Machines } from '../engine.js';
import { checkedOptions, createSupervisorCore } from '../supervisor.js';
import { createDurableAdmissions } from './admissions.js';
import { Adoption } from './adoption.js';
import type { DurableSessions, DurableSupervisor, OpenSessionsOptions } from './api.js';
import { createDurableCommands } from './commands.js';
import { locate } from './locate.js';
import type { Parts } from './parts.js';
import { Pending } from './pending.js';
import { Serial } from './serial.js';
import { shutDown } from './shut-down.js';
import { Writer } from './writer.js';

/** After how many days without use a stale session with a generated name is closed. */
export const DEFAULT_CLOSE_UNUSED_AFTER_DAYS = 30;

const DAY_MS = 86_400_000;

/**
 * Opens the sessions of a team: loads the registry, and supervises them durably from then on.
 *
 * Sessions whose process is gone are stale; those live in other processes stay theirs.
 *
 * @throws InvalidArgumentError for an option that is not what it must be; StoreError when the
 *   registry cannot be opened; RegistryFormatError (`newer_version`), the file is left alone.
 */
export function openSessions(options: OpenSessionsOptions): Promise<DurableSessions> {
  return openSessionsWith({ supervisor: supervisorMachine, session: sessionMachine }, options);
}

/** The same with other machines: tests make actors fail with it. */
export async function openSessionsWith(
  machines: Machines,
  options: OpenSessionsOptions,
): Promise<DurableSessions> {
  const { store, closeUnusedAfterDays, ...others } = checked(options);
  const loadReport = await store.load();
  let parts: Parts | undefined;
  try {
    parts = assembled(machines, store, others, loadReport);
    await closeUnused(parts, closeUnusedAfterDays, others.clock ?? (() => new Date()));
    return facade(parts, loadReport);
  } catch (error) {
    parts?.writer.unschedule();
    await store.close().catch(() => {});
    throw error;
  }
}

function checked(options: OpenSessionsOptions) {
  const { store } = objectArgument('options', options);
  const { load } = objectArgument('store', store);
  functionArgument('store.load', load);
  const { closeUnusedAfterDays = DEFAULT_CLOSE_UNUSED_AFTER_DAYS, ...others } = options;
  if (closeUnusedAfterDays !== null && !isDays(closeUnusedAfterDays)) {
    throw new InvalidArgumentError('closeUnusedAfterDays', 'must be a number of days, or null');
  }
  checkedOptions(others);
  return { ...others, closeUnusedAfterDays };
}

const isDays = (value: unknown) => typeof value === 'number' && value >= 0;

type SupervisorOptions = Omit<OpenSessionsOptions, 'store' | 'closeUnusedAfterDays'>;

function assembled(
  machines: Machines,
  store: RegistryStore,
  options: SupervisorOptions,
  { snapshot }: LoadReport,
): Parts {
  const ids = { create: options.createAgentId ?? newAgentId, next: '' };
  const createAgentId = () => ids.next;
  const core = createSupervisorCore(machines, { ...options, createAgentId, snapshot });
  const pending = new Pending();
  const adoption = new Adoption(core, pending);
  const writer = new Writer(store, core, adoption, pending);
  return { store, core, adoption, writer, serial: new Serial(), ids, hasEnded: false };
}

function facade(parts: Parts, loadReport: LoadReport): DurableSessions {
  const { store, core, writer } = parts;
  let ending: Promise<void> | undefined;
  return Object.freeze({
    supervisor: durableSide(core.supervisor),
    loadReport,
    ...createDurableAdmissions(parts),
    ...createDurableCommands(parts),
    locate: (by) => locate(parts, by),
    foreign: () => store.foreign(),
    drain: () => core.supervisor.drain(),
    flushed: () => writer.flushed(),
    shutdown() {
      ending ??= shutDown(parts).catch((error) => {
        ending = undefined;
        throw error;
      });
      return ending;
    },
  } satisfies DurableSessions);
}

/** The supervisor without the commands that must be durable. */
function durableSide(supervisor: SessionSupervisor): DurableSupervisor {
  return Object.freeze({
    actor: supervisor.actor,
    maxConcurrent: supervisor.maxConcurrent,
    get activeCount() {
      return supervisor.activeCount;
    },
    markLost: supervisor.markLost,
    report: supervisor.report,
    get: supervisor.get,
    getThreadState: supervisor.getThreadState,
    findByIdentity: supervisor.findByIdentity,
    findByThreadId: supervisor.findByThreadId,
    list: supervisor.list,
    setThreadId: supervisor.setThreadId,
    setThreadState: supervisor.setThreadState,
    setAgentSource: supervisor.setAgentSource,
    setCwd: supervisor.setCwd,
    setTag: supervisor.setTag,
    touch: supervisor.touch,
    annotate: supervisor.annotate,
    session: supervisor.session,
    subscribe: supervisor.subscribe,
    toSnapshot: supervisor.toSnapshot,
  } satisfies DurableSupervisor);
}

/** Closes what nobody will come back to: nobody knows a generated name. */
async function closeUnused(parts: Parts, days: number | null, clock: () => Date): Promise<void> {
  if (days === null) return;
  const before = clock().getTime() - days * DAY_MS;
  const isUnused = (record: SessionRecord) =>
    hasGeneratedName(record) && instantOf(record.lastActive) < before;
  const unused = parts.core.supervisor.list({ status: 'stale' }).filter(isUnused);
  const { close } = createDurableCommands(parts);
  await Promise.all(unused.map(({ agentId }) => close(agentId)));
}
