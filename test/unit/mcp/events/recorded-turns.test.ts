import { describe, expect, it } from 'vitest';
import type { OldEvent } from '../../../../src/mcp/events/index.js';
import { NEW_FILE } from '../approvals.js';
import { recording } from '../recordings/read.js';
import { replay, typesOf } from './replay.js';

const OLD = recording<Record<string, OldEvent>>('event-types.json');

const BEGINNING = ['session_configured', 'mcp_startup_complete', 'warning', 'task_started'];
const PROMPT = ['item_started', 'item_completed', 'user_message'];
const MESSAGE = ['item_started', 'agent_message_content_delta', 'item_completed', 'agent_message'];

describe('the events of a recorded turn', () => {
  it('with a command come as from the old server', () => {
    expect(typesOf(replay('command'))).toEqual([
      ...[...BEGINNING, ...PROMPT, ...MESSAGE],
      ...['item_started', 'exec_command_begin', 'exec_command_output_delta'],
      ...['item_completed', 'exec_command_end', 'token_count'],
      ...[...MESSAGE, ...MESSAGE, 'token_count', 'task_complete'],
    ]);
  });

  it('with a command that was approved come as from the old server', () => {
    expect(typesOf(replay('command-with-approval'))).toEqual([
      ...[...BEGINNING, ...PROMPT, 'exec_approval_request', 'item_started', 'exec_command_begin'],
      ...['item_completed', 'exec_command_end', 'token_count', ...MESSAGE],
      ...['token_count', 'task_complete'],
    ]);
  });

  it('with changed files come as from the old server', () => {
    const events = replay('patch');
    expect(typesOf(events)).toEqual([
      ...[...BEGINNING, ...PROMPT, 'item_started', 'patch_apply_begin', 'item_completed'],
      ...['patch_apply_end', 'turn_diff', 'token_count', 'turn_diff', ...MESSAGE],
      ...['token_count', 'turn_diff', 'task_complete'],
    ]);
    expect(messageOf(events, 'patch_apply_begin')).toMatchObject({ auto_approved: true });
  });

  it('with changed files that were approved come as from the old server', () => {
    const events = replay('patch-with-approval', [NEW_FILE]);
    expect(typesOf(events).slice(7)).toEqual([
      ...['item_started', 'patch_apply_begin', 'apply_patch_approval_request'],
      ...['item_completed', 'patch_apply_end', 'turn_diff', 'token_count', 'turn_diff'],
      ...[...MESSAGE, 'token_count', 'turn_diff', 'task_complete'],
    ]);
    expect(messageOf(events, 'patch_apply_begin')).toMatchObject({ auto_approved: false });
    expect(messageOf(events, 'patch_apply_end')).toMatchObject({ success: true });
  });

  it('with changed files that were declined end the change', () => {
    const events = replay('patch-declined', [NEW_FILE]);
    expect(messageOf(events, 'patch_apply_end')).toMatchObject({
      success: false,
      status: 'declined',
    });
  });

  it('with a tool of an MCP server tell its start, the question and the call', () => {
    expect(typesOf(replay('mcp-tool'))).toEqual([
      ...['session_configured', 'mcp_startup_update', 'mcp_startup_update'],
      ...['mcp_startup_complete', 'warning', 'task_started', ...PROMPT],
      ...['item_started', 'mcp_tool_call_begin', 'elicitation_request', 'elicitation_request'],
      ...['item_completed', 'mcp_tool_call_end', 'token_count', ...MESSAGE],
      ...['token_count', 'task_complete'],
    ]);
  });

  it('with reasoning come as from the old server', () => {
    expect(typesOf(replay('reasoning')).slice(7, 13)).toEqual([
      ...['item_started', 'agent_reasoning_section_break', 'reasoning_content_delta'],
      ...['reasoning_content_delta', 'item_completed', 'agent_reasoning'],
    ]);
  });

  it('with a compaction come as from the old server', () => {
    const types = typesOf(replay('compaction'));
    expect(types.slice(4, 10)).toEqual([
      ...['item_started', 'token_count', 'token_count', 'token_count'],
      ...['item_completed', 'context_compacted'],
    ]);
  });

  it('that fails after retries tell each retry, the error and the end', () => {
    const types = typesOf(replay('retries'));
    expect(types.filter((type) => type === 'stream_error')).toHaveLength(2);
    expect(types.slice(-2)).toEqual(['error', 'task_complete']);
  });

  it('that is interrupted end with turn_aborted', () => {
    expect(typesOf(replay('interrupted')).at(-1)).toBe('turn_aborted');
  });

  it('!! tell a commentary as the last message where there is no other', () => {
    const last = messageOf(replay('only-commentary'), 'task_complete');
    expect(last).toMatchObject({ last_agent_message: 'nothing but commentary' });
  });

  it('!! tell no last message where work followed it', () => {
    const last = messageOf(replay('commentary-then-work'), 'task_complete');
    expect(last).toMatchObject({ last_agent_message: null });
  });
});

/** What app-server does not tell. */
const MISSING: Readonly<Record<string, readonly string[]>> = {
  session_configured: ['permission_profile'],
  task_complete: ['time_to_first_token_ms'],
};

const TURNS = [
  ...['command', 'command-with-approval', 'patch', 'patch-with-approval', 'mcp-tool'],
  ...['reasoning', 'compaction', 'retries', 'interrupted'],
];

const events = TURNS.flatMap((name) => replay(name, [NEW_FILE]));

describe('the message', () => {
  it.each(Object.keys(OLD))('%s has the fields of the old one, in their order', (type) => {
    const old = OLD[type];
    const ours = events.find(({ msg }) => msg.type === type);
    const missing = MISSING[type] ?? [];
    expect(Object.keys(ours ?? {})).toEqual(Object.keys(old ?? {}));
    expect(Object.keys(ours?.msg ?? {})).toEqual(
      Object.keys(old?.msg ?? {}).filter((key) => !missing.includes(key)),
    );
  });

  it('types are the old ones and the end of a tool call, which was never recorded', () => {
    const unknown = typesOf(events).filter((type) => !Object.hasOwn(OLD, type));
    expect(unknown).toEqual(['mcp_tool_call_end']);
  });
});

function messageOf(all: readonly OldEvent[], type: string) {
  return all.find(({ msg }) => msg.type === type)?.msg;
}
