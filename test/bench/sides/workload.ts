import type { SessionSupervisor } from 'codex-sessions';
import type { MapRegistry } from '../peers/map-registry.js';

export const TEAM = 'atm-dev';
export const CWD = '/srv/repo';

/** More than any row keeps active. */
export const NO_LIMIT = 1_000_000;

let names = 0;

/** A name that was not given before in this process. */
export function nextIdentity(): string {
  names += 1;
  return `agent-${names}`;
}

export function registerOurs(supervisor: SessionSupervisor): string {
  const result = supervisor.register({ identity: nextIdentity(), team: TEAM, cwd: CWD });
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value.agentId;
}

export function registerInMap(registry: MapRegistry): string {
  const agentId = registry.register(nextIdentity(), TEAM, CWD);
  if (agentId === undefined) throw new Error('the registry refused a session');
  return agentId;
}

/** A turn as Codex reports it: its start and its end, with its id. */
export function turnOfOurs(supervisor: SessionSupervisor, agentId: string, turnId: string): void {
  expect(supervisor.report(agentId, { type: 'turn.started', turnId }));
  expect(supervisor.report(agentId, { type: 'turn.completed', turnId }));
}

/** Register, two turns, close. */
export function cycleOfOurs(supervisor: SessionSupervisor): string {
  const agentId = registerOurs(supervisor);
  turnOfOurs(supervisor, agentId, 'turn-1');
  turnOfOurs(supervisor, agentId, 'turn-2');
  expect(supervisor.close(agentId));
  return agentId;
}

/** The same steps on the registry written by hand. */
export function cycleOfMap(registry: MapRegistry): string {
  const agentId = registerInMap(registry);
  for (let turn = 0; turn < 2; turn += 1) {
    expect(registry.setThreadState(agentId, 'busy'));
    expect(registry.setThreadState(agentId, 'idle'));
  }
  expect(registry.close(agentId));
  return agentId;
}

/** A side that does not do its work must not look fast. */
export function expect(done: boolean): void {
  if (!done) throw new Error('a step of the workload was refused');
}
