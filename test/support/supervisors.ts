import {
  createSessionSupervisor,
  type Refusal,
  type RegisterRequest,
  type Result,
  type SessionChange,
  type SessionRecord,
  type SessionSupervisor,
  type SessionSupervisorOptions,
} from '../../src/index.js';
import { createIdSequence } from './ids.js';

/** The time of every clock that {@link settableClock} makes, until it is set. */
export const START = '2026-01-01T00:00:00Z';

export interface SettableClock {
  (): Date;
  set(instant: string | Date): void;
}

/** A clock that stands still until it is set. */
export function settableClock(start: string = START): SettableClock {
  let now = new Date(start);
  return Object.assign(() => now, {
    set: (instant: string | Date) => {
      now = new Date(instant);
    },
  });
}

/** A supervisor whose agent ids are `codex:1`, `codex:2` … and whose clock stands still. */
export function supervisorWith(options: SessionSupervisorOptions = {}): SessionSupervisor {
  return createSessionSupervisor({
    clock: settableClock(),
    createAgentId: createIdSequence(),
    ...options,
  });
}

export function request(identity: string, more: Partial<RegisterRequest> = {}): RegisterRequest {
  return { identity, team: 'atm-dev', cwd: '/tmp', ...more };
}

/** The value of a result that must be good. */
export function granted<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  throw new Error(`refused: ${result.refusal.message}`);
}

/** The code of a result that must be a refusal. */
export function refusedWith(result: Result<unknown, Refusal>): Refusal['code'] {
  if (result.ok) throw new Error('admitted, though it should be refused');
  return result.refusal.code;
}

/** Registers a session that must be admitted. */
export function register(
  supervisor: SessionSupervisor,
  identity: string,
  more: Partial<RegisterRequest> = {},
): SessionRecord {
  return granted(supervisor.register(request(identity, more)));
}

/** Everything the supervisor tells its listeners from now on. */
export function changesOf(supervisor: SessionSupervisor): SessionChange[] {
  const changes: SessionChange[] = [];
  supervisor.subscribe((change) => changes.push(change));
  return changes;
}

/** A change in a few words: `stale failed codex:1`. */
export function inWords(change: SessionChange): string {
  if (change.type === 'refused') return `refused ${change.command} ${change.refusal.code}`;
  const { type, reason, record } = change;
  return [type, reason, record.agentId].filter((word) => word !== undefined).join(' ');
}
