import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createSessionSupervisor,
  parseRegistrySnapshot,
  type SessionRecord,
  serializeRegistrySnapshot,
  threadStateSchema,
} from '../../src/index.js';
import { entry, entryWithout, record } from '../support/records.js';
import { register } from '../support/supervisors.js';

const makeRegistry = (max: number) => createSessionSupervisor({ maxConcurrent: max });
const snapshotOf = (...sessions: readonly SessionRecord[]) =>
  ({ version: 1, sessions, faulty: [], extra: {} }) as const;

describe("the original's tests of snapshots", () => {
  it('to_snapshot_empty_registry', () => {
    expect(makeRegistry(10).toSnapshot().sessions).toEqual([]);
  });

  it('to_snapshot_includes_all_sessions', () => {
    const r = makeRegistry(10);
    register(r, 'agent-a');
    register(r, 'agent-b');
    const identities = r.toSnapshot().sessions.map(({ identity }) => identity);
    expect(identities).toEqual(['agent-a', 'agent-b']);
  });

  it('to_snapshot_includes_all_statuses', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'agent-a');
    register(r, 'agent-b');
    r.close(agentId);
    register(r, 'agent-c');
    r.markAllStale();
    const statuses = r.toSnapshot().sessions.map(({ status }) => status);
    expect(statuses).toEqual(['closed', 'stale', 'stale']);
  });

  it('load_from_snapshot_empty_gives_empty_registry', () => {
    const r = createSessionSupervisor({ snapshot: snapshotOf(), maxConcurrent: 10 });
    expect(r.activeCount).toBe(0);
    expect(r.list()).toEqual([]);
  });

  it('load_from_snapshot_marks_active_as_stale', () => {
    const saved = record({ status: 'active', threadState: 'busy', threadId: 'thread-xyz' });
    const r = createSessionSupervisor({ snapshot: snapshotOf(saved) });
    expect(r.activeCount).toBe(0);
    expect(r.get('codex:a')).toEqual({ ...saved, status: 'stale' });
    expect(r.findByIdentity('arch-ctm')).toBeUndefined();
  });

  it('load_from_snapshot_preserves_stale_and_closed', () => {
    const stale = record({ agentId: 'codex:stale-1', identity: 'stale-agent' });
    const closed = record({
      agentId: 'codex:closed-1',
      identity: 'closed-agent',
      status: 'closed',
      threadState: 'closed',
    });
    const r = createSessionSupervisor({ snapshot: snapshotOf(stale, closed) });
    expect(r.get('codex:stale-1')).toEqual(stale);
    expect(r.get('codex:closed-1')).toEqual(closed);
  });

  it('round_trip_snapshot_serialize_deserialize', () => {
    const r = makeRegistry(10);
    const { agentId } = register(r, 'arch-ctm');
    r.setThreadId(agentId, 'thread-rt-1');
    register(r, 'dev-agent');

    const text = serializeRegistrySnapshot(r.toSnapshot());
    const { snapshot, issues } = parseRegistrySnapshot(JSON.parse(text));
    const r2 = createSessionSupervisor({ snapshot });

    expect(issues).toEqual([]);
    expect(r2.list()).toHaveLength(2);
    expect(r2.activeCount).toBe(0);
    expect(r2.get(agentId)).toMatchObject({ status: 'stale', threadId: 'thread-rt-1' });
  });

  it('session_entry_thread_state_defaults_to_busy_when_deserializing_old_format', () => {
    const old = { ...entryWithout('thread_state'), status: 'active' };
    const { snapshot, issues } = parseRegistrySnapshot({ sessions: [old] });
    expect(issues).toEqual([]);
    expect(snapshot.sessions[0]?.threadState).toBe('busy');
  });
});

describe("the original's tests of text", () => {
  it('thread_state_serialization_round_trip', () => {
    for (const state of ['busy', 'idle', 'closed'] as const) {
      expect(z.decode(threadStateSchema, state)).toBe(state);
      const status = state === 'closed' ? 'closed' : 'stale';
      const json = { sessions: [entry({ status, thread_state: state })] };
      const text = serializeRegistrySnapshot(parseRegistrySnapshot(json).snapshot);
      expect(text).toContain(`"thread_state":"${state}"`);
      expect(parseRegistrySnapshot(JSON.parse(text)).snapshot.sessions[0]?.threadState).toBe(state);
    }
    expect(threadStateSchema.safeParse('Idle').success).toBe(false);
  });

  it('epoch_secs_zero_is_unix_epoch', () => {
    const r = createSessionSupervisor({ clock: () => new Date(0) });
    expect(register(r, 'arch-ctm').startedAt).toBe('1970-01-01T00:00:00Z');
  });

  it('now_iso8601_is_not_empty', () => {
    const { startedAt, lastActive } = register(createSessionSupervisor(), 'arch-ctm');
    expect(startedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(lastActive).toBe(startedAt);
  });
});
