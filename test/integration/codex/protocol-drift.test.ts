import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCodexBinary } from '../../../src/demo/codex-binary.js';
import { type Change, differences, generateTypes } from '../../support/codex-drift.js';

/** The protocol as the installed Codex describes it, against the types we read and write by. */
describe('the protocol of the installed codex', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'codex-types-'));
    generateTypes(findCodexBinary().path, folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Replaces a text in one generated file; it must be there. */
  const replaced =
    (name: string, from: string | RegExp, to: string): Change =>
    (file, text) => {
      if (!file.endsWith(name)) return text;
      const changed = text.replace(from, to);
      if (changed === text) throw new Error(`${name} has no ${from}`);
      return changed;
    };

  it('is as we think, as far as we use it', () => {
    expect(differences(folder)).toEqual([]);
  });

  it.each([
    [
      'a request that is gone',
      replaced('/ClientRequest.ts', '"thread/turns/list"', '"thread/turns/page"'),
      'codex has no request thread/turns/list',
    ],
    [
      'a field that we write and nobody reads any more',
      replaced('/ThreadResumeParams.ts', 'excludeTurns?: boolean', 'withTurns?: boolean'),
      'codex does not know a field we write in parameters of thread/resume: .*excludeTurns',
    ],
    [
      'a field that must be written now',
      replaced('/TurnInterruptParams.ts', 'turnId: string', 'turnId: string, reason: string'),
      'codex does not take what we write as parameters of turn/interrupt: .*reason',
    ],
    [
      'a word that is not taken any more',
      replaced('/v2/SandboxMode.ts', '"workspace-write"', '"workspace"'),
      'codex does not take what we write as parameters of thread/start: .*workspace-write',
    ],
    [
      'a field of an answer that is gone',
      replaced('/v2/ThreadStartResponse.ts', 'reasoningEffort:', 'effort:'),
      'codex does not write what we read of the answer to thread/start: .*reasoningEffort',
    ],
    [
      'a notification that is gone',
      replaced('/ServerNotification.ts', '"item/agentMessage/delta"', '"item/message/delta"'),
      'codex has no notification item/agentMessage/delta',
    ],
    [
      'a field of a notification with another type',
      replaced('/v2/ErrorNotification.ts', 'willRetry: boolean', 'willRetry: number'),
      'codex does not write what we read of the notification error: .*boolean',
    ],
    [
      'an outcome of a turn that we do not know',
      replaced('/v2/TurnStatus.ts', '"failed"', '"failed" | "paused"'),
      'codex does not write what we read of the notification turn/completed: .*paused',
    ],
    [
      'an item that is gone',
      replaced('/v2/ThreadItem.ts', '"type": "commandExecution"', '"type": "command"'),
      'codex has no item commandExecution',
    ],
    [
      'a field of an item that is gone',
      replaced('/v2/ThreadItem.ts', 'server: string', 'serverName: string'),
      'codex does not write what we read of an item mcpToolCall: .*server',
    ],
    [
      'a server request that is gone',
      replaced('/ServerRequest.ts', '"item/permissions/requestApproval"', '"item/permissions/ask"'),
      'codex has no server request item/permissions/requestApproval',
    ],
    [
      'an optional field of a server request that is gone',
      replaced('/v2/McpServerElicitationRequestParams.ts', /\bmessage: string/g, 'text: string'),
      'codex does not know a field we read of the server request mcpServer/elicitation/request: .*message',
    ],
    [
      'an answer in other words',
      replaced('/v2/FileChangeApprovalDecision.ts', '"acceptForSession"', '"acceptAlways"'),
      'codex does not take what we write as answer to item/fileChange/requestApproval: .*acceptForSession',
    ],
    [
      'a sandbox that is told in one way and taken in another',
      replaced('/v2/TurnStartParams.ts', 'sandboxPolicy?: SandboxPolicy', 'sandboxPolicy?: string'),
      'codex does not take the sandbox it told as sandboxPolicy of turn/start',
    ],
  ])('is found changed: %s', (_, change, sentence) => {
    expect(differences(folder, change)).toContainEqual(expect.stringMatching(sentence));
  });
});
