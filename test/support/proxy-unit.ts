import { afterEach, beforeEach, vi } from 'vitest';
import type { RegistryStore } from '../../src/domain/ports/store.js';
import { type DurableSessions, openSessions } from '../../src/index.js';
import type {
  AgentService,
  Outcome,
  ServiceRefusal,
  StartRequest,
  Turn,
  TurnEnd,
  TurnWatcher,
} from '../../src/proxy/api.js';
import type { AuditEntry } from '../../src/proxy/audit.js';
import type { ServicePolicy } from '../../src/proxy/policy.js';
import { AS_ASKED } from '../../src/proxy/rights.js';
import { createAgentService } from '../../src/proxy/service.js';
import type { Inspector } from '../../src/runtime/index.js';
import { createMemoryStore } from '../../src/store/index.js';
import { FakeCodex } from './fake-backend.js';
import { createIdSequence } from './ids.js';
import { START } from './supervisors.js';
import { promisesSettled } from './warnings.js';

export const POLICY: ServicePolicy = {
  maxTurns: null,
  approvalTimeoutMs: 300_000,
  approvalDefault: { decision: 'decline' },
  watchdogMs: 60_000,
  turnTimeoutMs: null,
  closeTimeoutMs: 10_000,
  archiveOnClose: true,
  defaults: {},
  presets: new Map(),
  rights: AS_ASKED,
};

export interface HouseOptions extends Partial<ServicePolicy> {
  readonly maxConcurrent?: number;
  readonly codex?: FakeCodex;
  readonly store?: RegistryStore;
  readonly inspect?: Inspector;
}

/** A service at work over a fake Codex, and all that is behind it. */
export interface House {
  readonly service: AgentService;
  readonly sessions: DurableSessions;
  readonly codex: FakeCodex;
  readonly store: RegistryStore;
  readonly audit: AuditEntry[];
  /** The lines of the log, facts included. */
  readonly log: string[];
}

/** Agent ids are `codex:1`, `codex:2` …, also when the next process goes on. */
const ids = new WeakMap<RegistryStore, () => string>();

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const { maxConcurrent = 10, codex = new FakeCodex(), ...others } = options;
  const { store = createMemoryStore(), inspect, ...policy } = others;
  const createAgentId = ids.get(store) ?? createIdSequence();
  ids.set(store, createAgentId);
  const sessions = await openSessions({ store, maxConcurrent, createAgentId, inspect });
  const audit: AuditEntry[] = [];
  const log: string[] = [];
  const service = createAgentService({
    ...{ sessions, team: 'atm-dev', startBackend: codex.start, inspect },
    policy: { ...POLICY, ...policy },
    log: (level, event, facts = {}) => log.push([level, event, ...Object.values(facts)].join(' ')),
    audit: (entry) => audit.push(entry),
    now: () => Date.now(),
  });
  return { service, sessions, codex, store, audit, log };
}

/** The next process of the proxy, on the same registry and the same Codex home. */
export async function reopened(
  { service, store, codex }: House,
  options: HouseOptions = {},
): Promise<House> {
  const ending = service.shutdown({ graceMs: 0 });
  await pass(5_000);
  await ending;
  return openHouse({ ...options, store, codex });
}

/** No time passes but what a test lets pass. */
export function timeStandsStill(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date(START) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** Lets happen whatever waits neither for a timer nor for the test. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 12; round += 1) await promisesSettled();
}

/** Lets time pass, and what it sets off happen. */
export async function pass(ms: number): Promise<void> {
  await settle();
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

/** The value of an outcome that must be good. */
export function given<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(`refused: ${outcome.refusal.code}: ${outcome.refusal.message}`);
}

/** The refusal of an outcome that must be one. */
export function refusalIn(outcome: Outcome<unknown>): ServiceRefusal {
  if (outcome.ok) throw new Error('granted, though it should be refused');
  return outcome.refusal;
}

export async function start(
  { service }: House,
  request: Partial<StartRequest> = {},
  watcher?: TurnWatcher,
): Promise<Turn> {
  return given(await service.start({ prompt: 'hello', settings: {}, ...request }, watcher));
}

export async function reply(
  { service }: House,
  { threadId }: Pick<Turn, 'threadId'>,
  prompt = 'go on',
  watcher?: TurnWatcher,
): Promise<Turn> {
  return given(await service.reply({ threadId: threadId ?? '', prompt }, watcher));
}

/** A turn that Codex works on, and the thread it is on. */
export type Running = Turn & { readonly threadId: string };

/** Starts a session whose turn runs at Codex. */
export async function running(house: House, request: Partial<StartRequest> = {}): Promise<Running> {
  const turn = await start(house, request);
  await settle();
  return turn as Running;
}

/** A session whose first turn was answered. */
export async function answered(
  house: House,
  request: Partial<StartRequest> = {},
): Promise<Running> {
  const turn = await running(house, request);
  if (house.codex.threads.at(turn.threadId).running !== null) house.codex.complete(turn.threadId);
  await settle();
  return turn;
}

/** How a turn ended, or that it has not; never waits. */
export async function endOf({ ended }: Turn): Promise<TurnEnd | 'open'> {
  let end: TurnEnd | 'open' = 'open';
  void ended.then((how) => {
    end = how;
  });
  await settle();
  return end;
}

/** The code a turn was refused with; how it ended otherwise. */
export async function refusalOf(turn: Turn): Promise<ServiceRefusal | TurnEnd | 'open'> {
  const end = await endOf(turn);
  return end !== 'open' && end.type === 'refused' ? end.refusal : end;
}

/** Status and thread state of a session, in short: `stale idle`. */
export function stateOf({ sessions }: House, { agentId }: { readonly agentId: string }): string {
  const record = sessions.supervisor.get(agentId);
  return record === undefined ? 'unknown' : `${record.status} ${record.threadState}`;
}

/** Everything a watcher is told, in words. */
export function recorder(): { readonly watcher: TurnWatcher; readonly told: string[] } {
  const told: string[] = [];
  const watcher: TurnWatcher = {
    opened: ({ threadId }) => told.push(`opened ${threadId}`),
    notified: ({ method }) => told.push(`notified ${method}`),
    progressed: ({ state, activity }) => told.push(`progressed ${state} ${activity}`.trim()),
    asked: ({ approvalId }) => told.push(`asked ${approvalId}`),
    settled: (approvalId) => told.push(`settled ${approvalId}`),
  };
  return { watcher, told };
}
