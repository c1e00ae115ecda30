import { describe, expect, it } from 'vitest';
import {
  BackendExitedError,
  BackendSpawnError,
  RequestTimeoutError,
} from '../../../src/domain/codex-errors.js';
import {
  InvalidArgumentError,
  RegistryFormatError,
  SessionFailedError,
  StoreError,
} from '../../../src/domain/errors.js';
import {
  closedSession,
  RefusedError,
  refusalOf,
  shuttingDown,
  threadHeld,
} from '../../../src/proxy/refusals.js';
import { refusedByCodex } from '../../support/fake-backend-script.js';

describe('what a failure means to whoever asked', () => {
  it.each([
    [new RefusedError(shuttingDown()), 'shutting_down'],
    [refusedByCodex('thread_held', 'active writer'), 'thread_held'],
    [refusedByCodex('thread_not_found', 'no rollout'), 'thread_not_found'],
    [refusedByCodex('thread_archived', 'is archived'), 'codex_refused'],
    [refusedByCodex('input_too_large', 'too large'), 'codex_refused'],
    [refusedByCodex('bad_configuration', 'no such key'), 'codex_refused'],
    [new BackendSpawnError('codex', new Error('ENOENT')), 'child_process_dead'],
    [new RequestTimeoutError('thread/start', 30_000), 'request_timeout'],
    [new StoreError('no_space', 'the disk is full'), 'store_failed'],
    [new RegistryFormatError('newer_version', 'version 2'), 'store_failed'],
    [new InvalidArgumentError('cwd', 'must not be empty'), 'invalid_session_params'],
    [new SessionFailedError('codex:1', new Error('a fault')), 'session_failed'],
    [new Error('anything'), 'session_failed'],
    ['no error at all', 'session_failed'],
  ])('%s', (failure, code) => {
    const refusal = refusalOf(failure);
    expect(refusal.code).toBe(code);
    expect(refusal.message.length).toBeGreaterThan(5);
  });

  it('has the thread it was about', () => {
    const failures = [
      refusedByCodex('thread_held', ''),
      refusedByCodex('other', ''),
      new RequestTimeoutError('thread/resume', 1),
      new BackendSpawnError('codex', ''),
      new Error('anything'),
    ];
    for (const failure of failures) expect(refusalOf(failure, 't1').threadId).toBe('t1');
    expect(refusalOf(new Error('anything'))).not.toHaveProperty('threadId');
  });

  it('has how Codex ended, and the last five lines it wrote', () => {
    const stderrTail = ['1', '2', '3', '4', '5', '6'];
    const exit = { exitCode: null, signal: 'SIGKILL', stderrTail };
    expect(refusalOf(new BackendExitedError(exit))).toMatchObject({
      ...{ code: 'child_process_dead', exitCode: null, signal: 'SIGKILL' },
      ...{ stderr: ['2', '3', '4', '5', '6'], message: expect.stringContaining('SIGKILL') },
    });
  });

  it('says what Codex said, in the words of the old server where it had some', () => {
    const sentences = (['bad_configuration', 'other'] as const).map(
      (kind) => refusalOf(refusedByCodex(kind, 'no such key')).message,
    );
    expect(sentences).toEqual([
      'Failed to load Codex configuration from overrides: no such key',
      'no such key',
    ]);
    expect(refusalOf(refusedByCodex('thread_not_found', ''), 't1').message).toBe(
      'Session not found for thread_id: t1',
    );
  });
});

describe('a refusal', () => {
  it('of a thread that is held names the holder where it is known, and offers a fork (H1)', () => {
    const owner = { pid: 42, host: 'here', since: '2026-01-01T00:00:00Z' };
    expect(threadHeld('t1', owner)).toMatchObject({ owner, threadId: 't1' });
    expect(threadHeld('t1', owner).message).toMatch(/process 42 on here.*fork: "t1"/);
    expect(threadHeld('t1', { ...owner, pid: 0 }).message).toMatch(/another process.*fork: "t1"/);
    expect(threadHeld('t1').message).toMatch(/another process.*fork: "t1"/);
  });

  it('of a closed session says how to open it again', () => {
    expect(closedSession('codex:1').message).toContain('agent_id: "codex:1"');
  });
});
