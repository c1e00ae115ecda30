import { describe, expect, it } from 'vitest';
import { questionOf } from '../../../src/codex/approval-requests.js';
import type { FileChange } from '../../../src/domain/ports/codex.js';
import { asks } from '../../support/codex-asks.js';

const change: FileChange = { path: '/folder/new-file.txt', kind: 'add', diff: 'text\n' };

function ask({ method, params }: { method: string; params: object }, changes = [change]) {
  return questionOf(method, params, (threadId, itemId) =>
    threadId === 'thread-1' && itemId === 'call_45_1' ? changes : [],
  );
}

const changed = (line: { method: string; params: object }, fields: object) => ({
  method: line.method,
  params: { ...line.params, ...fields },
});

describe('a request of Codex', () => {
  it('to run a command: asks in one sentence, with everything Codex sent', () => {
    expect(ask(asks.command)).toEqual({
      kind: 'command',
      threadId: 'thread-1',
      turnId: 'turn-1',
      itemId: 'call_22_1',
      question:
        'Codex wants to run `touch outside-the-sandbox && echo created` in /work: mock wants out of the sandbox',
      changes: [],
      params: asks.command.params,
    });
  });

  it('to run a command: shows all of it, and the host it wants to reach', () => {
    const command = `/bin/bash -lc '${'x'.repeat(500)}'`;
    const networkApprovalContext = { host: 'example.org', protocol: 'https' };
    const fields = { command, networkApprovalContext, reason: null, cwd: null };
    expect(ask(changed(asks.command, fields))?.question).toBe(
      `Codex wants to run \`${'x'.repeat(500)}\` and reach example.org`,
    );
    expect(ask(changed(asks.command, { command: null, cwd: null }))?.question).toBe(
      'Codex wants to run a command: mock wants out of the sandbox',
    );
  });

  it('to run a command: lets nothing in it hide the rest', () => {
    const command = 'rm -rf \u202e/\u001b[2K\r echo\tharmless\nbye';
    expect(ask(changed(asks.command, { command, cwd: null, reason: null }))?.question).toBe(
      'Codex wants to run `rm -rf \ufffd/\ufffd[2K\ufffd echo\tharmless\nbye`',
    );
  });

  it('to change files: knows the changes its item announced', () => {
    expect(ask(asks.changes)).toMatchObject({
      kind: 'file_change',
      itemId: 'call_45_1',
      question: 'Codex wants to change /folder/new-file.txt',
      changes: [change],
    });
    const granted = changed(asks.changes, { grantRoot: '/work', reason: 'to save' });
    expect(ask(granted, [])).toMatchObject({
      question: 'Codex wants to change files and to write anything under /work: to save',
      changes: [],
    });
  });

  it('for permissions: says which', () => {
    expect(ask(asks.permissions)).toMatchObject({
      kind: 'permissions',
      question: 'Codex wants more permissions for the network: to fetch a page',
    });
    const both = { permissions: { network: { enabled: true }, fileSystem: { read: [] } } };
    expect(ask(changed(asks.permissions, both))?.question).toContain('the network and files');
    expect(ask(changed(asks.permissions, { permissions: null, reason: null }))?.question).toBe(
      'Codex wants more permissions',
    );
  });

  it('H5: of an MCP server: in its words, and also outside of a turn', () => {
    expect(ask(asks.tool)).toMatchObject({
      kind: 'mcp_elicitation',
      itemId: null,
      question: 'The MCP server mini asks: Allow the mini MCP server to run tool "hello"?',
    });
    expect(ask(changed(asks.tool, { turnId: null, message: undefined }))).toMatchObject({
      turnId: null,
      question: 'The MCP server mini asks: may I go on?',
    });
  });

  it('for an answer of the user: asks its questions', () => {
    expect(ask(asks.question)).toMatchObject({ kind: 'question', question: 'Which colour?' });
  });

  it.each([
    ['of a kind nobody can answer', { method: 'item/tool/call', params: asks.command.params }],
    ['by the name of a method every object has', { method: 'valueOf', params: {} }],
    ['of no thread', changed(asks.command, { threadId: null })],
    ['without params', { method: asks.command.method, params: [] }],
  ])('%s: is no question', (_, line) => {
    expect(ask(line)).toBeUndefined();
  });
});
