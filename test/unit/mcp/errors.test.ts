import { isSpecType } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import {
  BackendExitedError,
  InvalidArgumentError,
  refusals,
  StoreError,
} from '../../../src/domain/index.js';
import {
  argumentsResult,
  refusalResult,
  thrownResult,
  unknownToolResult,
} from '../../../src/mcp/errors.js';
import { recording } from './recordings/read.js';

const ID = '01a202b4-d5b1-7391-a4b1-75f857abf9ca';

describe('the result of a refused call', () => {
  it('has a sentence, the names, a code and the facts', () => {
    const owner = { pid: 7, host: 'h', since: '2026-01-01T00:00:00Z' };
    const refusal = refusals.identityConflict('reviewer', 'codex:1', owner);
    const result = refusalResult(refusal);
    expect(result).toEqual({
      isError: true,
      content: [
        { type: 'text', text: refusal.message },
        { type: 'text', text: 'agent_id: codex:1 · identity: reviewer' },
      ],
      structuredContent: {
        threadId: '',
        content: refusal.message,
        code: 'IDENTITY_CONFLICT',
        agent_id: 'codex:1',
        identity: 'reviewer',
        owner,
      },
    });
    expect(isSpecType.CallToolResult(result)).toBe(true);
  });

  it('has no second block where no name is known', () => {
    const result = refusalResult(refusals.maxSessionsExceeded(10));
    expect(result.content).toHaveLength(1);
    expect(result.structuredContent).toMatchObject({ max: 10, code: 'MAX_SESSIONS_EXCEEDED' });
  });

  it('names the session the call was about where the refusal does not', () => {
    const result = refusalResult(refusals.shuttingDown(), { threadId: 't', agentId: 'a' });
    expect(result.structuredContent).toMatchObject({ threadId: 't', agent_id: 'a' });
  });

  it('!! for an unknown thread has the old text and the old fields, as recorded', () => {
    const calls =
      recording<{ title: string; outcome: Record<string, unknown> }[]>('errors-parameters.json');
    const recorded = calls.find(({ title }) => title === 'codex-reply: unknown uuid');
    const refusal = { code: 'thread_not_found', message: 'gone', threadId: ID } as const;
    const result = refusalResult(refusal);
    expect(result.content[0]).toEqual({ type: 'text', text: recorded?.outcome.text });
    expect(result.structuredContent).toMatchObject({
      ...(recorded?.outcome.structuredContent as object),
      code: 'THREAD_NOT_FOUND',
    });
  });

  it('H1: for a thread that is held elsewhere has a code of its own, and the holder', () => {
    const owner = { pid: 7, host: 'h', since: '2026-01-01T00:00:00Z' };
    const result = refusalResult({ code: 'thread_held', message: 'held', threadId: ID, owner });
    expect(result.structuredContent).toMatchObject({ code: 'THREAD_HELD', threadId: ID, owner });
  });

  it('tells how Codex died', () => {
    const facts = { exitCode: null, signal: 'SIGKILL', stderr: ['last words'] };
    const result = refusalResult({ code: 'child_process_dead', message: 'dead', ...facts });
    expect(result.structuredContent).toMatchObject({
      ...{ code: 'CHILD_PROCESS_DEAD', exit_code: null, signal: 'SIGKILL', stderr: ['last words'] },
    });
  });

  it('begins as the old server did where a thread could not be started', () => {
    const message = 'error creating thread: Fatal error: Failed to initialize session: x';
    const { content } = refusalResult({ code: 'codex_refused', message });
    expect(content[0]).toMatchObject({
      text: 'Failed to start Codex session: Fatal error: Failed to initialize session: x',
    });
  });
});

describe('the result of a call in which something was thrown', () => {
  it.each([
    [new InvalidArgumentError('identity', 'must not be empty'), 'INVALID_SESSION_PARAMS'],
    [new StoreError('no_space', 'the disk is full'), 'STORE_FAILED'],
    [
      new BackendExitedError({ exitCode: 1, signal: null, stderrTail: ['x'] }),
      'CHILD_PROCESS_DEAD',
    ],
  ])('%s has its code', (error, code) => {
    const result = thrownResult(error, { threadId: 't', agentId: 'a' });
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { code, content: error.message, threadId: 't', agent_id: 'a' },
    });
  });

  it.each([new Error('odd'), 'odd', undefined])('has texts whatever was thrown: %s', (thrown) => {
    expect(thrownResult(thrown).structuredContent).toMatchObject({
      threadId: '',
      content: expect.any(String),
    });
  });
});

describe('the result of a call that is wrong in itself', () => {
  it('is the old text alone', () => {
    expect(argumentsResult('missing')).toEqual({
      isError: true,
      content: [{ type: 'text', text: 'missing' }],
    });
  });

  it('says "Unknown tool \'X\'"', () => {
    expect(unknownToolResult('nosuch').content).toEqual([
      { type: 'text', text: "Unknown tool 'nosuch'" },
    ]);
  });
});
