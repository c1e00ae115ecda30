import type { JsonObject } from '../../../src/domain/index.js';
import type { ApprovalKind, FileChange } from '../../../src/domain/ports/codex.js';
import type { OpenApproval } from '../../../src/proxy/api.js';
import { recording } from './recordings/read.js';

/** The params of a recorded request of app-server. */
export function recordedRequest(method: string): JsonObject {
  const params = recording<Record<string, JsonObject>>('server-requests.json')[method];
  if (params === undefined) throw new Error(`no request ${method} was recorded`);
  return params;
}

/** An open approval for a request of app-server. */
export function approvalOf(
  kind: ApprovalKind,
  params: JsonObject,
  changes: readonly FileChange[] = [],
): OpenApproval {
  const text = (key: string): string | null => {
    const value = params[key];
    return typeof value === 'string' ? value : null;
  };
  return {
    approvalId: 'approval-1',
    agentId: 'codex:1',
    threadId: text('threadId') ?? '',
    turnId: text('turnId'),
    itemId: text('itemId'),
    kind,
    question: 'Codex wants something',
    changes,
    params,
    expiresAt: 0,
  };
}

export const NEW_FILE: FileChange = {
  path: '<cwd>/new-file.txt',
  kind: 'add',
  diff: 'written by the mock model\n',
};
