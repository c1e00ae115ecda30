import { describe, expect, it } from 'vitest';
import { approvalOf, recordedRequest } from '../approvals.js';
import { old, telling, threadOf } from './replay.js';

describe('an event', () => {
  it('carries the id of the call, the thread and the turn', () => {
    const [event] = telling('c2').notified('warning', { message: 'careful' });
    expect(event).toEqual({
      _meta: { requestId: 'c2', threadId: 't' },
      msg: { type: 'warning', message: 'careful' },
      id: 'turn',
    });
  });

  it('that belongs to no turn has no id', () => {
    const { events, notified } = telling();
    expect(events.opened(threadOf('t'))).toMatchObject([{ id: '' }]);
    expect(notified('warning', { message: 'x' }, null)).toMatchObject([{ id: '' }, { id: '' }]);
  });

  it('is not told for what has no old word', () => {
    const { messages } = telling();
    expect(messages('turn/plan/updated', { plan: [] })).toEqual([]);
    expect(messages('item/started', { item: { type: 'webSearch', id: 'w' } })).toEqual([]);
    expect(messages('toString', {})).toEqual([]);
    expect(messages('item/started', {})).toEqual([]);
  });
});

describe('the session of an event', () => {
  it('is told with the effort where there is one, and without a path where there is none', () => {
    const thread = { ...threadOf('t'), effort: 'high', path: null };
    const [event] = telling().events.opened(thread);
    expect(event?.msg).toMatchObject({ reasoning_effort: 'high', approval_policy: 'on-request' });
    expect(event?.msg).not.toHaveProperty('rollout_path');
  });

  it('is complete once every MCP server is ready, failed or cancelled', () => {
    const { messages } = telling();
    const status = (name: string, state: string, error: string | null = null) =>
      messages('mcpServer/startupStatus/updated', { name, status: state, error });
    expect(status('a', 'starting')).toEqual([
      { type: 'mcp_startup_update', server: 'a', status: { state: 'starting' } },
    ]);
    status('b', 'starting');
    status('c', 'starting');
    expect(status('a', 'ready')).toHaveLength(1);
    expect(status('b', 'failed', 'no such file')).toEqual([
      {
        type: 'mcp_startup_update',
        server: 'b',
        status: { state: 'failed', error: 'no such file' },
      },
    ]);
    expect(status('c', 'cancelled').at(-1)).toEqual({
      type: 'mcp_startup_complete',
      ready: ['a'],
      failed: [{ server: 'b', error: 'no such file' }],
      cancelled: ['c'],
    });
  });

  it('is not told to be complete again for a thread that was open', () => {
    const { messages } = telling();
    const turn = { id: 'turn', startedAt: 1 };
    expect(messages('turn/started', { turn }).map(({ type }) => type)).toEqual(['task_started']);
  });
});

describe('a number of tokens and an error', () => {
  it('have the old names at every depth', () => {
    const { messages } = telling();
    const counts = { totalTokens: 37, inputTokens: 30, outputTokens: 7 };
    const usage = { total: counts, last: counts, modelContextWindow: 258_400 };
    const { info } = old('token_count');
    expect(messages('thread/tokenUsage/updated', { tokenUsage: usage })).toEqual([
      { type: 'token_count', info, rate_limits: null },
    ]);
    const error = {
      message: 'Reconnecting... 1/2',
      codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: null } },
      additionalDetails: 'stream disconnected before completion',
    };
    expect(messages('error', { error, willRetry: true })[0]?.codex_error_info).toEqual(
      old('stream_error').codex_error_info,
    );
    const ended = { message: 'x', codexErrorInfo: 'internalServerError' };
    expect(messages('error', { error: ended, willRetry: false })).toEqual([
      { type: 'error', message: 'x', codex_error_info: 'internal_server_error' },
    ]);
  });

  it('the context window is told with the next turn', () => {
    const { messages } = telling();
    messages('thread/tokenUsage/updated', { tokenUsage: { modelContextWindow: 1000 } });
    expect(messages('turn/started', { turn: {} })).toMatchObject([{ model_context_window: 1000 }]);
  });

  it('output is base64', () => {
    const { messages } = telling();
    const params = { itemId: 'call_5_1', delta: 'there\n' };
    expect(messages('item/commandExecution/outputDelta', params)).toEqual([
      old('exec_command_output_delta'),
    ]);
  });
});

describe('an approval', () => {
  it('of a command is told as it was recorded', () => {
    const params = recordedRequest('item/commandExecution/requestApproval');
    const [event] = telling().events.asked(approvalOf('command', params));
    const { call_id, turn_id, started_at_ms, ...message } = old('exec_approval_request');
    expect(event?.msg).toMatchObject(message);
    expect(event?.id).toBe(params.turnId);
  });

  it('of a tool is told as it was recorded, but for the id, which app-server does not tell', () => {
    const params = recordedRequest('mcpServer/elicitation/request');
    const [event] = telling().events.asked(approvalOf('mcp_elicitation', params));
    const { request } = old('elicitation_request');
    expect(event?.msg).toMatchObject({ server_name: 'mini', id: 'approval-1', request });
  });

  it('of rights and a question are not told', () => {
    const { events } = telling();
    expect(events.asked(approvalOf('permissions', {}))).toEqual([]);
    expect(events.asked(approvalOf('question', {}))).toEqual([]);
  });
});
