import type { Excuse } from '../../../support/recorded-sessions.js';
import { FAILING, TEXT } from './places.js';

/** What the design adds to every result. */
export const ADDED: readonly Excuse[] = [
  {
    case: /./,
    path: 'answer.result.content[1]',
    got: /^\{"type":"text","text":"(threadId: <.*> · )?agent_id: codex:<uuid> · identity: codex-<name>"\}$/,
    why: 'thread and agent id also stand in a second block, for clients that hide structured content',
  },
  {
    case: /./,
    path: 'answer.result.structuredContent.agent_id',
    got: 'codex:<uuid>',
    why: 'the session is named in every result',
  },
  {
    case: /./,
    path: 'answer.result.structuredContent.identity',
    got: 'codex-<name>',
    why: 'the session is named in every result',
  },
  {
    case: FAILING,
    path: 'answer.result.structuredContent.code',
    got: 'TURN_FAILED',
    why: 'errors have a code',
  },
  {
    case: 'codex-reply: unknown uuid',
    path: 'answer.result.structuredContent.code',
    got: 'THREAD_NOT_FOUND',
    why: 'errors have a code',
  },
  {
    case: 'codex-reply: unknown uuid',
    path: 'answer.result.content[1]',
    got: { type: 'text', text: 'threadId: <uuid>' },
    why: 'the thread that was asked for also stands in a second block',
  },
  {
    case: /config wrong type|unknown model_provider|config\.profile|approval_policy=untrusted/,
    path: 'answer.result.structuredContent',
    got: /^\{"threadId":"","content":"Failed to load Codex configuration .*","code":"CODEX_REFUSED"/,
    why: 'errors of Codex have structured content with a code, and a threadId even without a thread',
  },
  {
    case: /^a progress token|^progressToken given$/,
    path: 'notifications[0]',
    got: 'notifications/progress',
    why: 'a client that gives a progress token is shown life',
  },
  {
    case: /^very long message/,
    path: TEXT,
    got: /^"<x\*80000>.*Cut after 80000 of 300000 characters/,
    why: 'long answers are cut with a notice',
  },
  {
    case: /^very long message/,
    path: 'answer.result.structuredContent.truncated',
    got: { next_offset: 80_000, total: 300_000 },
    why: 'long answers are cut, and tell where to read on',
  },
  {
    case: /^codex: (unknown parameter|profile|include-plan-tool|snake_case parameter)$/,
    path: 'answer.result.content[0].text',
    got: /, `compact-prompt`, `identity`, `agent_id`, `agent_file`, `tag`, `wait`, `fork`"$/,
    why: 'there are more arguments to be expected',
  },
];
