import type { Json, SessionRecord } from '../../src/index.js';

/** An entry of `registry.json`, as the original writes one. */
export function entry(fields: Readonly<Record<string, unknown>> = {}): Record<string, Json> {
  return {
    agent_id: 'codex:a',
    identity: 'arch-ctm',
    team: 'atm-dev',
    thread_id: null,
    cwd: '/tmp',
    repo_root: null,
    repo_name: null,
    branch: null,
    started_at: '2026-01-01T00:00:00Z',
    last_active: '2026-01-01T00:00:00Z',
    status: 'stale',
    thread_state: 'idle',
    ...(fields as Record<string, Json>),
  };
}

/** An entry without some of its fields. */
export function entryWithout(...fields: readonly string[]): Record<string, Json> {
  return Object.fromEntries(Object.entries(entry()).filter(([key]) => !fields.includes(key)));
}

/** The record of {@link entry}. */
export function record(fields: Partial<SessionRecord> = {}): SessionRecord {
  return {
    agentId: 'codex:a',
    identity: 'arch-ctm',
    team: 'atm-dev',
    threadId: null,
    cwd: '/tmp',
    repoRoot: null,
    repoName: null,
    branch: null,
    startedAt: '2026-01-01T00:00:00Z',
    lastActive: '2026-01-01T00:00:00Z',
    status: 'stale',
    threadState: 'idle',
    extra: {},
    ...fields,
  };
}
