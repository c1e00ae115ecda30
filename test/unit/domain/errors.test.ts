import { describe, expect, it } from 'vitest';
import {
  InvalidArgumentError,
  ReentrantCallError,
  RegistryFormatError,
  SessionFailedError,
} from '../../../src/domain/index.js';

describe('the errors', () => {
  it('InvalidArgumentError is a TypeError that names the argument', () => {
    const error = new InvalidArgumentError('identity', 'must not be empty');
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({
      name: 'InvalidArgumentError',
      code: 'invalid_argument',
      field: 'identity',
      message: '`identity` must not be empty',
    });
  });

  it('SessionFailedError carries the cause', () => {
    const cause = new Error('boom');
    const error = new SessionFailedError('codex:1', cause);
    expect(error).toMatchObject({ name: 'SessionFailedError', code: 'session_failed', cause });
    expect(error.message).toContain('codex:1');
  });

  it('ReentrantCallError names the method', () => {
    const error = new ReentrantCallError('register');
    expect(error).toMatchObject({ name: 'ReentrantCallError', code: 'reentrant_call' });
    expect(error.message).toContain('register');
  });

  it('RegistryFormatError says what is wrong', () => {
    const error = new RegistryFormatError('no_sessions', 'a sentence');
    expect(error).toMatchObject({ code: 'registry_format', reason: 'no_sessions' });
    expect(error.message).toBe('a sentence');
  });
});
