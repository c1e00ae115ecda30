import type {
  ChartName,
  ChartValue,
  ControlApproval,
  ControlPicture,
  SessionSight,
} from '../../src/control/index.js';
import type { SessionChange, SessionRecord } from '../../src/domain/index.js';
import { refusals } from '../../src/domain/refusals.js';
import type { FleetNews } from '../../src/inspect/fleet/api.js';
import { record } from './records.js';

/** When the tests' stories begin. */
export const START = Date.parse('2026-11-22T12:00:00.000Z');

/** A time of a story: seconds after its beginning. */
export function at(seconds: number): string {
  return new Date(START + seconds * 1_000).toISOString();
}

/** A session of a story; its agent id is made of its identity. */
export function session(identity: string, fields: Partial<SessionRecord> = {}): SessionRecord {
  return record({
    agentId: `codex:${identity}`,
    identity,
    cwd: '/home/dev/atlas',
    repoName: 'atlas',
    branch: 'main',
    startedAt: at(-3_600),
    lastActive: at(-60),
    status: 'active',
    threadState: 'idle',
    ...fields,
  });
}

export function sight(
  { agentId }: SessionRecord,
  fields: Partial<SessionSight> = {},
): SessionSight {
  return {
    ...{ agentId, statusSince: at(-600), threadSince: at(-42), turn: null, queued: 0, turns: [] },
    ...fields,
  };
}

export function approval(
  { agentId }: SessionRecord,
  fields: Partial<ControlApproval> = {},
): ControlApproval {
  return {
    approvalId: `approval-${agentId}`,
    agentId,
    kind: 'command',
    question: 'Run `npm publish`?',
    changes: [],
    expiresAt: at(300),
    ...fields,
  };
}

export function picture(
  sessions: readonly SessionRecord[],
  fields: Partial<ControlPicture> = {},
): ControlPicture {
  return {
    pid: 4711,
    team: 'atm-dev',
    since: at(-7_200),
    maxConcurrent: 8,
    at: at(0),
    sessions,
    sights: [],
    approvals: [],
    backend: { state: 'ready', pid: 4720, version: '0.169.0', restarts: 0, lastError: null },
    charts: [
      { chart: 'supervisor', agentId: null, value: 'open' },
      { chart: 'backend', agentId: null, value: 'ready' },
    ],
    ...fields,
  };
}

export function joined(process: string, seen: ControlPicture): FleetNews {
  return { type: 'joined', process, picture: seen };
}

export function changed(process: string, change: SessionChange, when: string = at(1)): FleetNews {
  return { type: 'news', process, news: { type: 'session', at: when, change } };
}

/** A session's record became another, by what is most often told. */
export function moved(
  process: string,
  previous: SessionRecord,
  fields: Partial<SessionRecord>,
  when: string = at(1),
): FleetNews {
  return changed(process, { type: 'changed', previous, record: { ...previous, ...fields } }, when);
}

/** A command was refused because another session holds the identity. */
export function refusedIdentity(
  process: string,
  identity: string,
  agentId: string,
  when: string = at(1),
): FleetNews {
  const refusal = refusals.identityConflict(identity, agentId);
  return changed(process, { type: 'refused', command: 'register', refusal }, when);
}

export function seen(process: string, what: SessionSight, when: string = at(1)): FleetNews {
  return { type: 'news', process, news: { type: 'sight', at: when, sight: what } };
}

export function asked(
  process: string,
  approvals: readonly ControlApproval[],
  when: string = at(1),
): FleetNews {
  return { type: 'news', process, news: { type: 'approvals', at: when, approvals } };
}

export function stepped(
  process: string,
  chart: ChartName,
  agentId: string | null,
  event: string,
  value: ChartValue,
  when: string = at(1),
): FleetNews {
  return { type: 'news', process, news: { type: 'step', at: when, chart, agentId, event, value } };
}
