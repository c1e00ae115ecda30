import { afterNews, FIRST_STATE, type WatchState } from '../../../../src/cli/watch/state.js';
import type { ControlApproval, ControlPicture, News } from '../../../../src/control/index.js';
import type { SessionRecord } from '../../../../src/domain/index.js';
import type { FleetNews } from '../../../../src/inspect/fleet/api.js';
import { record } from '../../../support/records.js';
import { AT, picture, sight } from '../../../support/sights.js';

export const NOW = Date.parse(AT);
export const KEY = '4711-0123abcd';

export const joined = (fields: Partial<ControlPicture> = {}, process = KEY): FleetNews => ({
  type: 'joined',
  process,
  picture: picture(fields),
});

export const heard = (news: News): FleetNews => ({ type: 'news', process: KEY, news });

export function stateAfter(...news: readonly FleetNews[]): WatchState {
  return news.reduce(afterNews, FIRST_STATE);
}

/** A session of the repository `docs` that is active, and busy. */
export function busy(identity: string, fields: Partial<SessionRecord> = {}): SessionRecord {
  const agentId = `codex:${identity}`;
  const place = { repoName: 'docs', branch: 'main' };
  return record({ agentId, identity, status: 'active', threadState: 'busy', ...place, ...fields });
}

export function approvalOf(agentId: string, question: string): ControlApproval {
  const approvalId = `approval-${agentId}`;
  return { approvalId, agentId, kind: 'command', question, changes: [], expiresAt: AT };
}

/** A process with a session of each kind. */
export const FULL: ControlPicture = picture({
  sessions: [
    busy('old', { status: 'closed', threadState: 'closed' }),
    busy('planner'),
    busy('coder', { threadState: 'idle', branch: 'feature/x' }),
    busy('asker'),
    busy('reviewer', { status: 'stale', threadState: 'idle' }),
  ],
  sights: [
    sight({
      agentId: 'codex:planner',
      threadSince: '2026-03-01T11:57:00.000Z',
      turn: { state: 'running', activity: 'npm test', since: AT },
      queued: 2,
    }),
    sight({
      agentId: 'codex:coder',
      turns: [{ turnId: null, how: 'failed', since: AT, endedAt: AT }],
    }),
    sight({
      agentId: 'codex:asker',
      turn: { state: 'awaiting_approval', activity: '', since: AT },
    }),
  ],
  approvals: [approvalOf('codex:asker', 'May I run `make`?')],
  backend: { state: 'ready', pid: 7, version: '0.169.0', restarts: 1, lastError: null },
});
