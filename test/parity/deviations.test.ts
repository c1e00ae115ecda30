import { describe, expect, it } from 'vitest';
import {
  createSessionSupervisor,
  InvalidArgumentError,
  parseRegistrySnapshot,
  RegistryFormatError,
} from '../../src/index.js';
import { granted, refusedWith, register, request, supervisorWith } from '../support/supervisors.js';

describe('where ours differs from the original on purpose', () => {
  it('a maximum of 0 is an argument error; there it is a registry that admits nobody', () => {
    expect(() => createSessionSupervisor({ maxConcurrent: 0 })).toThrow(InvalidArgumentError);
  });

  it.each(['identity', 'team', 'cwd'])('an empty %s is an argument error', (field) => {
    const supervisor = supervisorWith();
    const call = () => supervisor.register({ ...request('arch-ctm'), [field]: '' });
    expect(call).toThrow(expect.objectContaining({ code: 'invalid_argument', field }));
    expect(supervisor.list()).toEqual([]);
  });

  it('an empty name to resume under is an argument error', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.markAllStale();
    expect(() => supervisor.resume(agentId, { identity: '' })).toThrow(InvalidArgumentError);
    expect(supervisor.get(agentId)?.status).toBe('stale');
  });

  it('the setters do nothing on a closed session; there they write', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.close(agentId);
    const before = supervisor.toSnapshot();
    expect([
      supervisor.setThreadId(agentId, 'thread-1'),
      supervisor.setAgentSource(agentId, 'agent.md'),
      supervisor.setCwd(agentId, '/new'),
      supervisor.setTag(agentId, 'tag'),
      supervisor.touch(agentId, { branch: 'main' }),
      supervisor.annotate(agentId, { note: 1 }),
    ]).toEqual([false, false, false, false, false, false]);
    expect(supervisor.toSnapshot()).toEqual(before);
  });

  it('setThreadState on a stale session only closes; there it writes', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.markLost(agentId);
    expect(supervisor.setThreadState(agentId, 'idle')).toBe(false);
    expect(supervisor.setThreadState(agentId, 'busy')).toBe(true);
    expect(supervisor.get(agentId)).toMatchObject({ status: 'stale', threadState: 'busy' });
    expect(supervisor.setThreadState(agentId, 'closed')).toBe(true);
    expect(supervisor.get(agentId)).toMatchObject({ status: 'closed', threadState: 'closed' });
  });

  it('a closed session is opened again only when asked for; there never', () => {
    const supervisor = supervisorWith();
    const { agentId } = register(supervisor, 'arch-ctm');
    supervisor.close(agentId);
    expect(refusedWith(supervisor.resume(agentId))).toBe('session_closed');
    expect(refusedWith(supervisor.resume(agentId, { reopen: false }))).toBe('session_closed');
    const reopened = granted(supervisor.resume(agentId, { reopen: true }));
    expect(reopened).toMatchObject({ agentId, status: 'active', threadState: 'busy' });
  });

  it('a newer version is refused; there it is read as version 1', () => {
    const newer = { version: 2, sessions: [] };
    expect(() => parseRegistrySnapshot(newer)).toThrow(RegistryFormatError);
    expect(() => parseRegistrySnapshot(newer)).toThrow(
      expect.objectContaining({ code: 'registry_format', reason: 'newer_version' }),
    );
  });
});
