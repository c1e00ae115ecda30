import type { Json, JsonObject } from '../../../../src/domain/index.js';
import type { ApprovalKind, FileChange, OpenThread } from '../../../../src/domain/ports/codex.js';
import { createOldEvents, type OldEvent } from '../../../../src/mcp/events/index.js';
import { approvalOf } from '../approvals.js';
import { type RecordedLine, recordedTurn, recording } from '../recordings/read.js';

const KINDS: Readonly<Record<string, ApprovalKind>> = {
  'item/commandExecution/requestApproval': 'command',
  'item/fileChange/requestApproval': 'file_change',
  'mcpServer/elicitation/request': 'mcp_elicitation',
};

export function threadOf(threadId: string): OpenThread {
  return {
    threadId,
    sessionId: threadId,
    path: '/home/sessions/rollout.jsonl',
    cwd: '/w',
    model: 'mock-model',
    modelProvider: 'mock',
    effort: null,
    approvalPolicy: 'on-request',
    sandboxPolicy: { type: 'readOnly' },
  };
}

/** The old events of a recorded turn of app-server, its thread opened just before. */
export function replay(name: string, changes: readonly FileChange[] = []): OldEvent[] {
  const lines = recordedTurn(name);
  const threadId = String(lines[0]?.params.threadId);
  const events = createOldEvents({ requestId: 2, threadId });
  return [
    ...events.opened(threadOf(threadId)),
    ...lines.flatMap((line) => {
      const kind = KINDS[line.method] ?? 'question';
      return line.isRequest
        ? events.asked(approvalOf(kind, line.params, kind === 'file_change' ? changes : []))
        : events.notified({ type: 'notified', threadId, turnId: turnIdOf(line), ...line });
    }),
  ];
}

function turnIdOf({ params }: RecordedLine): string | null {
  const { turnId, turn } = params as { turnId?: Json; turn?: { id?: Json } };
  const id = turnId ?? turn?.id;
  return typeof id === 'string' ? id : null;
}

export function typesOf(events: readonly OldEvent[]): string[] {
  return events.map(({ msg }) => msg.type);
}

/** The recorded message of the old server. */
export function old(type: string): JsonObject {
  const event = recording<Record<string, OldEvent>>('event-types.json')[type];
  if (event === undefined) throw new Error(`no ${type} was recorded`);
  return event.msg;
}

/** Old events of the thread `t`, one notification at a time. */
export function telling(requestId: string | number = 2) {
  const events = createOldEvents({ requestId, threadId: 't' });
  const notified = (method: string, params: JsonObject, turnId: string | null = 'turn') =>
    events.notified({ type: 'notified', threadId: 't', turnId, method, params });
  const messages = (method: string, params: JsonObject) =>
    notified(method, params).map(({ msg }) => msg);
  return { events, notified, messages };
}
