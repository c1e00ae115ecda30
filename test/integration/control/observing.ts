import type {
  BackendSight,
  ControlApproval,
  ControlPicture,
  News,
  ServedObservation,
  ServedSessions,
  SessionSight,
  SessionStory,
} from '../../../src/control/index.js';
import { record } from '../../support/records.js';
import { supervisorWith } from '../../support/supervisors.js';
import { openServer, sessionsOf } from '../../unit/control/serving.js';

export const AT = '2026-01-01T00:00:00.123Z';

export const SIGHT: SessionSight = {
  agentId: 'codex:a',
  statusSince: AT,
  threadSince: AT,
  turn: { state: 'running', activity: 'Reads', since: AT },
  queued: 2,
  turns: [{ turnId: null, how: 'refused', since: AT, endedAt: AT }],
};
export const APPROVAL: ControlApproval = {
  approvalId: 'approval-1',
  agentId: 'codex:a',
  kind: 'file_change',
  question: 'Change `a`?',
  changes: [{ path: 'a', kind: 'update', diff: '-a\n+b\n' }],
  expiresAt: '2026-01-01T00:05:00Z',
};
export const BACKEND: BackendSight = {
  ...{ state: 'ready', pid: 4711, version: '0.169.0', restarts: 0, lastError: null },
};
export const PICTURE: ServedObservation['picture'] = {
  at: AT,
  sights: [SIGHT],
  approvals: [APPROVAL],
  backend: BACKEND,
  charts: [
    { chart: 'supervisor', agentId: null, value: 'open' },
    { chart: 'turns', agentId: 'codex:a', value: { running: 'working' } },
  ],
};
export const WHOLE: ControlPicture = {
  ...PICTURE,
  ...{ pid: 4711, team: 't', since: AT, maxConcurrent: 1, sessions: [record()] },
};
export const STORY: SessionStory = {
  record: record(),
  sight: SIGHT,
  approvals: [APPROVAL],
  steps: [
    { at: AT, what: 'registered', status: 'active', threadState: 'busy' },
    { at: AT, what: 'stale', status: 'stale', threadState: 'idle', reason: 'parked' },
  ],
  last: { turnId: 't1', how: 'completed', text: 'done' },
};

/** One of each kind of news. */
export const NEWS: readonly News[] = [
  { type: 'session', at: AT, change: { type: 'closed', record: record() } },
  { type: 'sight', at: AT, sight: SIGHT },
  { type: 'approvals', at: AT, approvals: [APPROVAL] },
  { type: 'backend', at: AT, backend: BACKEND },
  {
    ...{ type: 'step', at: AT, event: 'turn.started' },
    ...{ chart: 'turns', agentId: 'codex:a', value: { running: 'working' } },
  },
];

/** News of a sight that says how many came before it. */
export function numbered(count: number): News {
  return { type: 'sight', at: AT, sight: { ...SIGHT, queued: count } };
}

/** A control server whose sessions tell what a test lets happen, and who listens to them. */
export async function observable(changes: Partial<ServedSessions> = {}) {
  const control = await openServer();
  const supervisor = supervisorWith();
  const listeners = new Set<(news: News) => void>();
  let tell = (): void => {};
  const allLeft = new Promise<void>((resolve) => {
    tell = resolve;
  });
  let happened = 0;
  const observe = (listener: (news: News) => void): ServedObservation => {
    const own = (news: News): void => listener(news);
    listeners.add(own);
    const end = (): void => {
      if (listeners.delete(own) && listeners.size === 0) tell();
    };
    return { picture: { ...PICTURE, sights: [{ ...SIGHT, queued: happened }] }, end };
  };
  const show = async (agentId: string) => (agentId === 'codex:a' ? STORY : null);
  control.serve({
    team: 'atm-dev',
    sessions: { ...sessionsOf(supervisor), observe, show, ...changes },
  });
  const happen = (news: News): void => {
    happened += 1;
    for (const listener of listeners) listener(news);
  };
  return { control, supervisor, listeners, allLeft, happen };
}
