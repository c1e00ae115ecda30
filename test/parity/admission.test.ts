import { describe, expect, it } from 'vitest';
import { createSessionSupervisor } from '../../src/index.js';
import { granted, refusedWith, register, request } from '../support/supervisors.js';

const makeRegistry = (max: number) => createSessionSupervisor({ maxConcurrent: max });

describe("the original's tests of registration", () => {
  it('register_new_session_succeeds', () => {
    const r = makeRegistry(10);
    const entry = register(r, 'arch-ctm');
    expect(entry.identity).toBe('arch-ctm');
    expect(entry.team).toBe('atm-dev');
    expect(entry.agentId).toMatch(/^codex:[0-9a-f-]{36}$/);
    expect(entry.status).toBe('active');
    expect(r.activeCount).toBe(1);
  });

  it('register_duplicate_identity_fails_with_conflict', () => {
    const r = makeRegistry(10);
    const holder = register(r, 'arch-ctm');
    expect(r.register(request('arch-ctm'))).toMatchObject({
      ok: false,
      refusal: { code: 'identity_conflict', identity: 'arch-ctm', agentId: holder.agentId },
    });
  });

  it('register_after_close_succeeds', () => {
    const r = makeRegistry(10);
    const first = register(r, 'arch-ctm');
    r.close(first.agentId);
    const second = register(r, 'arch-ctm');
    expect(second.agentId).not.toBe(first.agentId);
    expect(second.status).toBe('active');
  });

  it('max_concurrent_enforced', () => {
    const r = makeRegistry(2);
    register(r, 'agent-1');
    register(r, 'agent-2');
    expect(r.register(request('agent-3'))).toMatchObject({
      ok: false,
      refusal: { code: 'max_sessions_exceeded', max: 2 },
    });
  });
});

describe("the original's tests of stale sessions", () => {
  it('mark_all_stale_clears_identity_map', () => {
    const r = makeRegistry(10);
    register(r, 'agent-a');
    register(r, 'agent-b');
    expect(r.markAllStale()).toBe(2);
    expect(r.activeCount).toBe(0);
    expect(r.findByIdentity('agent-a')).toBeUndefined();
    expect(r.findByIdentity('agent-b')).toBeUndefined();
    expect(r.list().map(({ status }) => status)).toEqual(['stale', 'stale']);
  });

  it('resume_stale_session_makes_it_active', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'agent-a');
    r.markAllStale();
    const resumed = granted(r.resume(agentId, { identity: 'agent-a-new' }));
    expect(resumed.status).toBe('active');
    expect(resumed.identity).toBe('agent-a-new');
    expect(r.activeCount).toBe(1);
  });

  it('resume_active_session_returns_none: ours is a refusal that says why', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'agent-a');
    expect(refusedWith(r.resume(agentId, { identity: 'agent-a' }))).toBe('session_active');
  });

  it('resume_stale_sets_thread_state_to_busy', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'agent-a');
    r.setThreadState(agentId, 'idle');
    r.markAllStale();
    expect(granted(r.resume(agentId, { identity: 'agent-a' })).threadState).toBe('busy');
  });

  it('insert_stale_adds_entry_without_identity_slot', () => {
    const r = makeRegistry(10);
    const inserted = r.insertStale({
      agentId: 'codex:persisted-1234',
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
    });
    expect(inserted).toBe(true);
    expect(r.get('codex:persisted-1234')?.status).toBe('stale');
    expect(r.findByIdentity('arch-ctm')).toBeUndefined();
    expect(r.activeCount).toBe(0);
  });
});
