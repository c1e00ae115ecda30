import type { ControlPicture, SessionSight } from '../../src/control/index.js';

/** When all is seen, unless a test says otherwise. */
export const AT = '2026-03-01T12:00:00.000Z';

export function picture(fields: Partial<ControlPicture> = {}): ControlPicture {
  return {
    ...{ pid: 4711, team: 'docs', since: '2026-03-01T11:00:00Z', maxConcurrent: 10, at: AT },
    ...{ sessions: [], sights: [], approvals: [], backend: null, charts: [] },
    ...fields,
  };
}

export function sight(fields: Partial<SessionSight> = {}): SessionSight {
  return {
    ...{ agentId: 'codex:a', statusSince: AT, threadSince: AT, turn: null, queued: 0, turns: [] },
    ...fields,
  };
}
