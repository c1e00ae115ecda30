import { describe, expect, it } from 'vitest';
import { isLegalPair, type SessionSupervisor } from '../../src/index.js';
import { record } from '../support/records.js';
import { granted, refusedWith, register, request, supervisorWith } from '../support/supervisors.js';

/** Who holds `arch-ctm`, and every session in a few words. */
function standing(supervisor: SessionSupervisor) {
  const sessions = supervisor
    .list()
    .map(({ agentId, status, threadState }) => `${agentId} ${status} ${threadState}`);
  return { holder: supervisor.findByIdentity('arch-ctm'), sessions };
}

describe('what the original breaks and ours refuses', () => {
  it('closing a stale session leaves the identity with its present holder', () => {
    const r = supervisorWith();
    const stale = register(r, 'arch-ctm');
    r.markAllStale();
    const holder = register(r, 'arch-ctm');
    r.close(stale.agentId);
    // the original: find_by_identity gives None, and a third `arch-ctm` is registered beside it
    expect(standing(r)).toEqual({
      holder: holder.agentId,
      sessions: ['codex:1 closed closed', 'codex:2 active busy'],
    });
    expect(refusedWith(r.register(request('arch-ctm')))).toBe('identity_conflict');
  });

  it('resuming under an identity that is held is refused', () => {
    const r = supervisorWith();
    const stale = register(r, 'arch-ctm');
    r.markAllStale();
    const holder = register(r, 'arch-ctm');
    // the original: Some(entry); both are active as `arch-ctm`, and the index names the resumed one
    expect(r.resume(stale.agentId)).toMatchObject({
      ok: false,
      refusal: { code: 'identity_conflict', identity: 'arch-ctm', agentId: holder.agentId },
    });
    expect(standing(r)).toEqual({
      holder: holder.agentId,
      sessions: ['codex:1 stale busy', 'codex:2 active busy'],
    });
  });

  it('resuming under a new identity leaves the old one with its present holder', () => {
    const r = supervisorWith();
    const stale = register(r, 'arch-ctm');
    r.markAllStale();
    const holder = register(r, 'arch-ctm');
    expect(granted(r.resume(stale.agentId, { identity: 'qa' })).identity).toBe('qa');
    // the original: find_by_identity gives None, and a second `arch-ctm` is registered
    expect(standing(r).holder).toBe(holder.agentId);
    expect(refusedWith(r.register(request('arch-ctm')))).toBe('identity_conflict');
  });

  it('resuming beyond the maximum is refused', () => {
    const r = supervisorWith({ maxConcurrent: 1 });
    const stale = register(r, 'arch-ctm');
    r.markAllStale();
    register(r, 'qa');
    // the original: Some(entry); two are active of at most one
    expect(r.resume(stale.agentId)).toMatchObject({
      ok: false,
      refusal: { code: 'max_sessions_exceeded', max: 1 },
    });
    expect(r.activeCount).toBe(1);
    expect(r.get(stale.agentId)?.status).toBe('stale');
  });

  it('closing twice does not evict a later holder', () => {
    const r = supervisorWith();
    const first = register(r, 'arch-ctm');
    r.close(first.agentId);
    const later = register(r, 'arch-ctm');
    expect(r.close(first.agentId)).toBe(true);
    // the original: find_by_identity gives None, though the later one is active
    expect(r.findByIdentity('arch-ctm')).toBe(later.agentId);
    expect(refusedWith(r.register(request('arch-ctm')))).toBe('identity_conflict');
  });

  it('setting the thread of an active session to closed closes the session with it', () => {
    const r = supervisorWith();
    const { agentId } = register(r, 'arch-ctm');
    expect(r.setThreadState(agentId, 'closed')).toBe(true);
    // the original: active with a closed thread, and it keeps its identity and its slot
    expect(standing(r)).toEqual({ holder: undefined, sessions: ['codex:1 closed closed'] });
    expect(r.activeCount).toBe(0);
  });

  it('setting the thread of a closed session to busy is refused', () => {
    const r = supervisorWith();
    const { agentId } = register(r, 'arch-ctm');
    r.close(agentId);
    const closed = r.get(agentId);
    expect(r.setThreadState(agentId, 'busy')).toBe(false);
    expect(r.setThreadState(agentId, 'idle')).toBe(false);
    // the original: closed with a busy thread
    expect(r.get(agentId)).toEqual(closed);
    expect(closed && isLegalPair(closed)).toBe(true);
  });

  it('inserting over an active session is refused, and its identity stays its own', () => {
    const r = supervisorWith();
    const { agentId } = register(r, 'arch-ctm');
    const before = r.toSnapshot();
    expect(r.insertStale(record({ agentId, identity: 'qa' }))).toBe(false);
    // the original: a stale `qa`, and find_by_identity('arch-ctm') still gives its agent id
    expect(r.toSnapshot()).toEqual(before);
    expect(r.findByIdentity('arch-ctm')).toBe(agentId);
    expect(r.activeCount).toBe(1);
  });

  it('an entry inserted as active is stored as stale', () => {
    const r = supervisorWith({ maxConcurrent: 1 });
    expect(r.insertStale(record({ status: 'active', threadState: 'busy' }))).toBe(true);
    // the original: active and counted, but in no index: with a maximum of one nobody can register
    // any more, and with a greater one a second `arch-ctm` can
    expect(standing(r)).toEqual({ holder: undefined, sessions: ['codex:a stale busy'] });
    expect(r.activeCount).toBe(0);
    expect(granted(r.register(request('arch-ctm'))).status).toBe('active');
  });
});
