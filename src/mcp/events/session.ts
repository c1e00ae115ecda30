import type { OpenThread } from '../../domain/ports/codex.js';
import { present } from '../unread.js';
import type { OldMessage } from './old-event.js';

/** How a session is set up. App-server does not tell the old `permission_profile`. */
export function sessionConfigured(thread: OpenThread): OldMessage {
  return {
    type: 'session_configured',
    session_id: thread.sessionId,
    thread_id: thread.threadId,
    model: thread.model,
    model_provider_id: thread.modelProvider,
    approval_policy: thread.approvalPolicy,
    approvals_reviewer: 'user',
    cwd: thread.cwd,
    ...present({ reasoning_effort: thread.effort, rollout_path: thread.path }),
  };
}
