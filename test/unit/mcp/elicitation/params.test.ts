import { describe, expect, it } from 'vitest';
import { elicitationParams } from '../../../../src/mcp/elicitation/params.js';
import { approvalOf, NEW_FILE, recordedRequest } from '../approvals.js';
import { recording } from '../recordings/read.js';

const QUESTIONS = [
  {
    id: 'colour',
    header: 'Colour',
    question: 'Which colour?',
    isOther: false,
    isSecret: false,
    options: [
      { label: 'red', description: 'like fire' },
      { label: 'blue', description: '' },
    ],
  },
  { id: 'name', header: 'Name', question: 'Which name?', isOther: true, options: [{ label: 'A' }] },
  { id: 'key', header: 'Key', question: 'Which key?', isSecret: true, options: null },
];

describe('the question for a command', () => {
  it('is the recorded one, field by field', () => {
    const recorded = recording<Record<string, unknown>>('elicitation-exec-request.json');
    const params = {
      ...recordedRequest('item/commandExecution/requestApproval'),
      ...{ threadId: recorded.threadId, turnId: recorded.codex_event_id, itemId: 'call_1_1' },
    } as ReturnType<typeof recordedRequest>;
    const asked = elicitationParams(approvalOf('command', params), 10);
    expect(asked).toEqual(recorded);
    expect(Object.keys(asked)).toEqual(Object.keys(recorded));
  });

  it('names the call by a text id, too', () => {
    const params = recordedRequest('item/commandExecution/requestApproval');
    expect(elicitationParams(approvalOf('command', params), 'my-id')).toMatchObject({
      codex_mcp_tool_call_id: 'my-id',
    });
  });

  it('that cannot be split has the command as one word', () => {
    const params = { command: "echo 'open", cwd: '/w' };
    expect(elicitationParams(approvalOf('command', params), 1)).toMatchObject({
      message: "Allow Codex to run `echo 'open` in `/w`?",
      codex_command: ["echo 'open"],
    });
  });

  it('for a host or without a command is asked in our words', () => {
    const host = { command: 'curl x', cwd: '/w', networkApprovalContext: { host: 'x' } };
    for (const params of [host, {}]) {
      expect(elicitationParams(approvalOf('command', params), 1).message).toBe(
        'Codex wants something',
      );
    }
  });

  it('shows what could hide a part of it', () => {
    const params = { command: 'echo \u001b[2K\u202e ok\r', cwd: '/w' };
    expect(elicitationParams(approvalOf('command', params), 1).message).toBe(
      'Allow Codex to run `echo \ufffd[2K\ufffd ok\ufffd` in `/w`?',
    );
  });
});

describe('the question for changes of files', () => {
  it('is the recorded one, with the diff behind the old sentence', () => {
    const recorded = recording<Record<string, unknown>>('elicitation-patch-request.json');
    const params = {
      ...recordedRequest('item/fileChange/requestApproval'),
      ...{ threadId: recorded.threadId, turnId: recorded.codex_event_id, itemId: 'call_49_1' },
    } as ReturnType<typeof recordedRequest>;
    const asked = elicitationParams(approvalOf('file_change', params, [NEW_FILE]), 10);
    expect({ ...asked, message: recorded.message }).toEqual(recorded);
    expect(asked.message).toBe(
      `${recorded.message}\n\n--- /dev/null\n+++ <cwd>/new-file.txt\n+written by the mock model`,
    );
  });

  it('has the reason in front, as the old server did, and the folder that is asked for', () => {
    const params = { reason: 'more room', grantRoot: '/w' };
    const asked = elicitationParams(approvalOf('file_change', params), 1);
    expect(asked).toMatchObject({ codex_reason: 'more room', codex_grant_root: '/w' });
    expect(asked.message).toBe(
      'more room\nAllow Codex to apply proposed code changes?\n\nIt also asks to write anything under /w.',
    );
  });

  it('shows deleted and updated files', () => {
    const changes = [
      { path: '/d', kind: 'delete', diff: 'a\nb' },
      { path: '/u', kind: 'update', diff: '@@ -1 +1 @@\n-x\n+y\n' },
    ] as const;
    expect(elicitationParams(approvalOf('file_change', {}, changes), 1).message).toContain(
      '--- /d\n+++ /dev/null\n-a\n-b\n--- /u\n+++ /u\n@@ -1 +1 @@\n-x\n+y\n',
    );
  });

  it('cuts a long diff, after all files were named', () => {
    const changes = [
      { path: '/long', kind: 'add', diff: 'x'.repeat(30_000) },
      { path: '/hidden', kind: 'delete', diff: 'y' },
    ] as const;
    const { message } = elicitationParams(approvalOf('file_change', {}, changes), 1);
    expect(message.length).toBeLessThan(21_000);
    expect(message).toContain('\n\nadd /long\ndelete /hidden\n\n');
    expect(message).toMatch(/\[20000 of \d+ characters are shown\.\]$/);
  });
});

describe('the question of an MCP server', () => {
  it('H5: for a tool shows the message and the arguments', () => {
    const params = recordedRequest('mcpServer/elicitation/request');
    const plain = elicitationParams(approvalOf('mcp_elicitation', params), 1);
    expect(plain.message).toBe('Allow the mini MCP server to run tool "hello"?');
    const withArguments = { ...params, _meta: { tool_params: { path: '/etc' } } };
    const shown = elicitationParams(approvalOf('mcp_elicitation', withArguments), 1);
    expect(shown.message).toBe(`${plain.message}\n\n{\n  "path": "/etc"\n}`);
    expect(shown).toMatchObject({ codex_server_name: 'mini' });
  });

  it('H5: passes its form on', () => {
    const requestedSchema = { type: 'object', properties: { sure: { type: 'boolean' } } };
    const params = { mode: 'form', message: 'really?', requestedSchema };
    const asked = elicitationParams(approvalOf('mcp_elicitation', params), 1);
    expect(asked).toMatchObject({ message: 'really?', requestedSchema });
  });

  it.each([
    { mode: 'url', message: 'open it', url: 'https://example.test/' },
    { mode: 'openai/form', message: 'fill it in', requestedSchema: { odd: true } },
    { mode: 'form', message: 'broken', requestedSchema: 'none' },
  ])('in the mode $mode that no form can show is a plain yes or no', (params) => {
    const asked = elicitationParams(approvalOf('mcp_elicitation', params), 1);
    expect(asked.requestedSchema).toEqual({ type: 'object', properties: {} });
    expect(asked.message).toContain(params.message);
    if (params.url !== undefined) expect(asked.message).toContain(params.url);
  });
});

describe('the other questions', () => {
  it('for rights write the rights out', () => {
    const params = { permissions: { network: { enabled: true } } };
    const asked = elicitationParams(approvalOf('permissions', params), 1);
    expect(asked.message).toContain('"enabled": true');
    expect(asked).toMatchObject({ codex_permissions: params.permissions });
  });

  it('of Codex have a text field each, a choice where only the options count, and none for a secret', () => {
    const asked = elicitationParams(approvalOf('question', { questions: QUESTIONS }), 1);
    expect(asked.requestedSchema).toEqual({
      type: 'object',
      properties: {
        colour: {
          ...{ type: 'string', title: 'Colour', description: 'Which colour?' },
          enum: ['red', 'blue'],
        },
        name: { type: 'string', title: 'Name', description: 'Which name?' },
      },
      required: ['colour', 'name'],
    });
    expect(asked.message).toBe(
      'Which colour?\n- red: like fire\n- blue\n\nWhich name?\n- A\n\nWhich key?',
    );
  });
});
