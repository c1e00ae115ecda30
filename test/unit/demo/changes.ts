import type {
  SessionChange,
  SessionRecord,
  SessionStatus,
  StaleReason,
  ThreadState,
} from '../../../src/domain/index.js';

/** A session called `identity` in two states; for tests. */
export function sessionIn(
  identity: string,
  status: SessionStatus,
  threadState: ThreadState,
): SessionRecord {
  return {
    agentId: `codex:${identity}`,
    identity,
    team: 'demo',
    threadId: null,
    cwd: '/work',
    repoRoot: null,
    repoName: null,
    branch: null,
    startedAt: '2026-01-01T00:00:00Z',
    lastActive: '2026-01-01T00:00:00Z',
    status,
    threadState,
    extra: {},
  };
}

export const registered = (identity: string): SessionChange => ({
  type: 'registered',
  record: sessionIn(identity, 'active', 'busy'),
});

export const turnEnded = (identity: string): SessionChange => ({
  type: 'changed',
  record: sessionIn(identity, 'active', 'idle'),
  previous: sessionIn(identity, 'active', 'busy'),
});

export const wentStale = (identity: string, reason: StaleReason): SessionChange => ({
  type: 'stale',
  record: sessionIn(identity, 'stale', 'busy'),
  previous: sessionIn(identity, 'active', 'busy'),
  reason,
});

export const closed = (identity: string): SessionChange => ({
  type: 'closed',
  record: sessionIn(identity, 'closed', 'closed'),
  previous: sessionIn(identity, 'active', 'idle'),
});
