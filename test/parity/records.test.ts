import { describe, expect, it } from 'vitest';
import { createSessionSupervisor } from '../../src/index.js';
import { granted, register } from '../support/supervisors.js';

const makeRegistry = (max: number) => createSessionSupervisor({ maxConcurrent: max });

describe("the original's tests of closing and finding", () => {
  it('close_session_removes_from_identity_map', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'arch-ctm');
    r.close(agentId);
    expect(r.findByIdentity('arch-ctm')).toBeUndefined();
    expect(r.get(agentId)?.status).toBe('closed');
  });

  it('list_all_returns_all_sessions: ours in the order of registration', () => {
    const r = makeRegistry(10);
    register(r, 'agent-a');
    register(r, 'agent-b');
    expect(r.list().map(({ identity }) => identity)).toEqual(['agent-a', 'agent-b']);
  });

  it('find_by_identity_returns_agent_id', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'arch-ctm');
    expect(r.findByIdentity('arch-ctm')).toBe(agentId);
  });

  it('find_by_identity_missing_returns_none', () => {
    expect(makeRegistry(10).findByIdentity('nobody')).toBeUndefined();
  });

  it('active_count_excludes_stale_and_closed', () => {
    const r = makeRegistry(10);
    const a = register(r, 'agent-a');
    register(r, 'agent-b');
    const c = register(r, 'agent-c');
    r.markAllStale();
    granted(r.resume(a.agentId, { identity: 'agent-a' }));
    register(r, 'agent-d');
    r.close(c.agentId);
    expect(r.activeCount).toBe(2);
  });
});

describe("the original's tests of setters", () => {
  it('set_thread_id_updates_entry', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'arch-ctm');
    expect(r.setThreadId(agentId, 'thread-abc-123')).toBe(true);
    expect(r.get(agentId)?.threadId).toBe('thread-abc-123');
  });

  it('set_cwd_updates_entry', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'arch-ctm');
    expect(r.setCwd(agentId, '/new/cwd')).toBe(true);
    expect(r.get(agentId)?.cwd).toBe('/new/cwd');
  });

  it('set_cwd_nonexistent_agent_is_noop: ours says so with false', () => {
    const r = makeRegistry(10);
    expect(r.setCwd('codex:no-such-agent', '/tmp')).toBe(false);
    expect(r.list()).toEqual([]);
  });
});

describe("the original's tests of thread states", () => {
  it('new_session_has_busy_thread_state', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'arch-ctm');
    expect(r.get(agentId)?.threadState).toBe('busy');
  });

  it('set_thread_state_updates_entry', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'arch-ctm');
    expect(r.setThreadState(agentId, 'idle')).toBe(true);
    expect(r.getThreadState(agentId)).toBe('idle');
  });

  it('set_thread_state_nonexistent_is_noop: ours says so with false', () => {
    const r = makeRegistry(10);
    expect(r.setThreadState('codex:no-such-agent', 'idle')).toBe(false);
    expect(r.list()).toEqual([]);
  });

  it('get_thread_state_unknown_agent_returns_none', () => {
    expect(makeRegistry(10).getThreadState('codex:ghost')).toBeUndefined();
  });

  it('close_sets_thread_state_to_closed', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'arch-ctm');
    r.setThreadState(agentId, 'idle');
    r.close(agentId);
    expect(r.getThreadState(agentId)).toBe('closed');
  });
});
