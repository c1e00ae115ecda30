import { afterEach, beforeEach, vi } from 'vitest';
import { sessionMachine, supervisorMachine } from '../../machines/index.js';
import type {
  DurableSessions,
  OpenSessionsOptions,
  RegisterRequest,
  SessionChange,
  SessionRecord,
} from '../../src/index.js';
import { openSessionsWith } from '../../src/runtime/durable/open.js';
import type { Machines } from '../../src/runtime/engine.js';
import { ScriptedDisk } from './scripted-disk.js';
import { ScriptedStore, type ScriptedStoreOptions } from './scripted-store.js';
import { granted, request, type SettableClock, settableClock } from './supervisors.js';
import { promisesSettled } from './warnings.js';

export interface Opened {
  readonly sessions: DurableSessions;
  readonly disk: ScriptedDisk;
  readonly store: ScriptedStore;
  readonly clock: SettableClock;
}

export interface OpenedOptions
  extends Partial<Omit<OpenSessionsOptions, 'store' | 'clock'>>,
    ScriptedStoreOptions {
  readonly disk?: ScriptedDisk;
  readonly machines?: Partial<Machines>;
}

/** The sessions of one process, on a disk of its own unless one is given. */
export async function opened(options: OpenedOptions = {}): Promise<Opened> {
  const { disk = new ScriptedDisk(), team, pace, machines, ...others } = options;
  const store = new ScriptedStore(disk, { ...(team && { team }), ...(pace && { pace }) });
  const clock = settableClock();
  const sessions = await openSessionsWith(
    { session: sessionMachine, supervisor: supervisorMachine, ...machines },
    { clock, createAgentId: disk.createAgentId, ...others, store },
  );
  return { sessions, disk, store, clock };
}

/** Registers a session that must be admitted. */
export async function registered(
  { sessions }: Pick<Opened, 'sessions'>,
  identity: string,
  more: Partial<RegisterRequest> = {},
): Promise<SessionRecord> {
  return granted(await sessions.register(request(identity, more)));
}

/** A session that is stale, here and on the disk. */
export async function parked(
  { sessions }: Pick<Opened, 'sessions'>,
  identity: string,
): Promise<SessionRecord> {
  const { agentId } = await registered({ sessions }, identity);
  sessions.supervisor.setThreadState(agentId, 'idle');
  await sessions.park(agentId);
  return sessions.supervisor.get(agentId)!;
}

/** Sessions with a stale one, which another process has changed since. */
export async function changedElsewhere(change: Partial<SessionRecord>) {
  const all = await opened();
  const stale = await parked(all, 'arch-ctm');
  const theirs = Object.freeze({ ...stale, ...change });
  all.disk.put(theirs);
  return { ...all, agentId: stale.agentId, supervisor: all.sessions.supervisor, theirs };
}

/** What the disk says, in short: `codex:1 active`. */
export function statuses({ disk }: Pick<Opened, 'disk'>): string[] {
  return [...disk.records.values()].map(({ agentId, status }) => `${agentId} ${status}`);
}

/** What a command rejects with when the disk fails. */
export const NO_SPACE = { name: 'StoreError', code: 'no_space' } as const;

/** Everything listeners are told from now on. */
export function changesIn({ sessions }: Pick<Opened, 'sessions'>): SessionChange[] {
  const changes: SessionChange[] = [];
  sessions.supervisor.subscribe((change) => changes.push(change));
  return changes;
}

/** Nothing is written behind unless a test lets time pass. */
export function timeStandsStill(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** Lets time pass, and what it sets off happen. */
export async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms);
  await quiet();
}

/** Lets happen whatever does not wait for a gate or a timer. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await promisesSettled();
}

/** How far a promise is; its rejection counts as heard. */
export function progress(promise: Promise<unknown>): { state: 'open' | 'good' | 'bad' } {
  const seen: { state: 'open' | 'good' | 'bad' } = { state: 'open' };
  promise.then(
    () => {
      seen.state = 'good';
    },
    () => {
      seen.state = 'bad';
    },
  );
  return seen;
}
