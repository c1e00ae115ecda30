import type { Json } from '../../../../src/domain/index.js';
import type { ApprovalKind, FileChange, OpenThread } from '../../../../src/domain/ports/codex.js';
import { createOldEvents, type OldEvent } from '../../../../src/mcp/events/index.js';
import { approvalOf } from '../approvals.js';
import { type RecordedLine, recordedTurn } from '../recordings/read.js';

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
