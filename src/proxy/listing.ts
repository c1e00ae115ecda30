import type { SessionRecord } from '../domain/index.js';
import type { DurableSessions } from '../runtime/index.js';
import type { AgentFilter, AgentView, OpenApproval, ServiceStatus, TurnProgress } from './api.js';
import type { ApprovalDesk } from './approval-desk.js';
import type { BackendHost } from './backend-host.js';
import type { ServicePolicy } from './policy.js';
import type { Roster } from './roster.js';
import type { TurnSlots } from './slots.js';

/** A session without a turn. */
export const IDLE: TurnProgress = Object.freeze({
  state: 'idle',
  activity: '',
  elapsedMs: 0,
  before: 0,
});

interface Places {
  readonly sessions: DurableSessions;
  readonly roster: Roster;
  readonly desk: ApprovalDesk;
}

/** All sessions of the team: ours, in the order they were born, then those live elsewhere. */
export async function listAgents(
  { sessions, roster, desk }: Places,
  filter: AgentFilter,
): Promise<readonly AgentView[]> {
  const own = sessions.supervisor.list(filter).map((record): AgentView => {
    const agent = roster.get(record.agentId);
    return {
      record,
      owner: null,
      turn: agent?.current?.progress ?? IDLE,
      queued: agent?.queued ?? 0,
      approvals: approvalsOf(desk, record.agentId),
    };
  });
  const foreign = await sessions.foreign();
  const theirs = foreign
    .filter(({ record }) => matches(record, filter))
    .map(({ record, owner }): AgentView => {
      return { record, owner, turn: IDLE, queued: 0, approvals: [] };
    });
  return [...own, ...theirs];
}

/** The open approvals of a session, oldest first. */
export function approvalsOf(desk: ApprovalDesk, agentId: string): readonly OpenApproval[] {
  return desk.open.filter((approval) => approval.agentId === agentId);
}

function matches(record: SessionRecord, filter: AgentFilter): boolean {
  const wanted = Object.entries(filter) as [keyof AgentFilter, string | undefined][];
  return wanted.every(([key, value]) => value === undefined || record[key] === value);
}

interface Health {
  readonly sessions: DurableSessions;
  readonly team: string;
  readonly policy: ServicePolicy;
  readonly host: BackendHost;
  readonly slots: TurnSlots;
}

export function statusOf(
  { sessions, team, policy, host, slots }: Health,
  uptimeMs: number,
): ServiceStatus {
  const { supervisor } = sessions;
  const active = supervisor.list({ status: 'active' });
  return {
    team,
    pid: process.pid,
    uptimeMs,
    active: supervisor.activeCount,
    maxConcurrent: supervisor.maxConcurrent,
    turnsRunning: slots.running,
    turnsWaiting: slots.waiting,
    maxTurns: policy.maxTurns,
    backend: host.status,
    identities: Object.fromEntries(active.map(({ identity, agentId }) => [identity, agentId])),
  };
}
