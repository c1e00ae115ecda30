import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../src/domain/index.js';
import { old, replay, telling, typesOf } from './replay.js';

function itemsOf(turn: string, type: string): Json[] {
  return replay(turn)
    .filter(({ msg }) => msg.type === 'item_started' || msg.type === 'item_completed')
    .map(({ msg }) => msg.item as JsonObject)
    .filter((item) => item.type === type);
}

describe('an item', () => {
  it('is written as the old server did', () => {
    expect(itemsOf('command', 'AgentMessage').slice(0, 2)).toEqual([
      {
        ...{ type: 'AgentMessage', id: 'msg_12_0' },
        ...{ content: [{ type: 'Text', text: '' }], phase: 'commentary' },
      },
      {
        ...{ type: 'AgentMessage', id: 'msg_12_0' },
        ...{ content: [{ type: 'Text', text: 'about to call a tool (1)' }], phase: 'commentary' },
      },
    ]);
    const [started, completed] = itemsOf('command', 'CommandExecution');
    const command = {
      type: 'CommandExecution',
      id: 'call_12_1',
      process_id: '70872',
      command: ['/bin/bash', '-lc', 'echo hi; sleep 0.5; echo there'],
      cwd: 'file:///w',
      parsed_cmd: [{ type: 'unknown', cmd: 'echo hi; sleep 0.5; echo there' }],
      source: 'unified_exec_startup',
    };
    expect(started).toEqual({ ...command, status: 'in_progress' });
    expect(completed).toEqual({
      ...command,
      status: 'completed',
      stdout: 'hi\nthere\n',
      stderr: '',
      aggregated_output: 'hi\nthere\n',
      exit_code: 0,
      duration: { secs: 0, nanos: 376_000_000 },
      formatted_output: 'hi\nthere\n',
    });
  });

  it('of other kinds has the old fields', () => {
    const keys = (turn: string, type: string) => Object.keys(itemsOf(turn, type)[0] ?? {});
    const item = old('item_started').item as JsonObject;
    expect(keys('command', 'UserMessage')).toEqual(Object.keys(item));
    expect(keys('reasoning', 'Reasoning')).toEqual(['type', 'id', 'summary_text', 'raw_content']);
    expect(keys('compaction', 'ContextCompaction')).toEqual(['type', 'id']);
    expect(keys('patch', 'FileChange')).toEqual(['type', 'id', 'changes', 'auto_approved']);
    expect(keys('mcp-tool', 'McpToolCall')).toEqual([
      ...['type', 'id', 'server', 'tool', 'arguments', 'status'],
    ]);
  });

  it('tells the parts of a command in the old words', () => {
    const commandActions = [
      { type: 'read', command: 'cat a', name: 'a', path: '/w/a' },
      { type: 'listFiles', command: 'ls', path: null },
      { type: 'search', command: 'rg x', query: 'x', path: null },
      { type: 'later', command: 'z' },
    ];
    const item = { type: 'commandExecution', id: 'c', command: 'x', cwd: '/w', commandActions };
    const [, begin] = telling().messages('item/started', { item });
    expect(begin?.parsed_cmd).toEqual([
      { type: 'read', cmd: 'cat a', name: 'a', path: '/w/a' },
      { type: 'list_files', cmd: 'ls', path: null },
      { type: 'search', cmd: 'rg x', query: 'x', path: null },
      { type: 'unknown', cmd: 'z' },
    ]);
  });

  it('tells changes of every kind by their paths', () => {
    const { messages } = telling();
    const changes = [
      { path: '/a', kind: { type: 'add' }, diff: 'new\n' },
      { path: '/d', kind: { type: 'delete' }, diff: 'old\n' },
      { path: '/u', kind: { type: 'update', move_path: '/v' }, diff: '@@' },
    ];
    messages('item/started', { item: { type: 'fileChange', id: 'f', changes } });
    const [, begin] = messages('warning', { message: 'x' });
    expect(begin?.changes).toEqual({
      '/a': { type: 'add', content: 'new\n' },
      '/d': { type: 'delete', content: 'old\n' },
      '/u': { type: 'update', unified_diff: '@@', move_path: '/v' },
    });
  });

  it('tells the result of a tool as Rust does', () => {
    const call = (outcome: JsonObject) => {
      const item = { type: 'mcpToolCall', id: 'm', server: 's', tool: 't', ...outcome };
      return telling().messages('item/completed', { item: { ...item, durationMs: 1500 } })[1];
    };
    const content = [{ type: 'text', text: 'hi' }];
    expect(call({ result: { content, structuredContent: null } })).toMatchObject({
      duration: { secs: 1, nanos: 500_000_000 },
      result: { Ok: { content } },
    });
    expect(call({ error: { message: 'no' } })).toMatchObject({ result: { Err: 'no' } });
  });
});

describe('a command that waits for its approval', () => {
  const waiting = { status: { type: 'active', activeFlags: ['waitingOnApproval'] } };
  const active = { status: { type: 'active', activeFlags: [] } };
  const item = { type: 'commandExecution', id: 'c', command: 'rm x', cwd: '/w' };

  it('has not begun, and never does when it is declined', () => {
    const { messages } = telling();
    messages('thread/status/changed', waiting);
    expect(messages('item/started', { item })).toEqual([]);
    expect(messages('item/completed', { item: { ...item, status: 'declined' } })).toEqual([]);
    expect(messages('thread/status/changed', active)).toEqual([]);
  });

  it('begins once it is approved', () => {
    const { notified, messages } = telling();
    messages('thread/status/changed', waiting);
    messages('item/started', { item });
    const begun = notified('thread/status/changed', active, null);
    expect(typesOf(begun)).toEqual(['item_started', 'exec_command_begin']);
    expect(begun[0]?.id).toBe('turn');
    const ended = notified('item/completed', { item: { ...item, status: 'completed' } });
    expect(typesOf(ended)).toEqual(['item_completed', 'exec_command_end']);
  });
});
