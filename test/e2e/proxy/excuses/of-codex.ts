import type { Excuse } from '../../../support/recorded-sessions.js';
import { TEXT } from './places.js';

/** What the model says of the request it was sent: fields that are Codex' own. */
const DUMP =
  /^answer\.result\.(content\[0\]\.text|structuredContent\.content)\.(instructions|developer\[[01]\]|tools\[\d+\])$/;

/** Commands that were refused. */
const REFUSED =
  /^exec decision=(denied|\{denied.*|timed_out|nonsense)$|^exec (action=(decline|cancel)|result=\{\})$/;

/** Cases in which a turn is stopped. */
const INTERRUPTED =
  /^((exec|patch) decision=abort|exec unanswered, then notifications\/cancelled|a cancelled (turn, call 1|command))$/;

/** What Codex itself does otherwise since, or does not tell. */
export const OF_CODEX: readonly Excuse[] = [
  {
    case: /./,
    path: /^events\.missing\.raw_response_(item|completed)$/,
    why: 'the app-server does not tell what the model sent',
  },
  {
    case: /^(failed(=.*)?|incomplete|disconnect|badsse|retries|a cancelled turn, call 1)$/,
    path: 'events.missing.token_count',
    why: 'the app-server counts tokens only where the model told them',
  },
  {
    case: INTERRUPTED,
    path: 'events.missing.token_count',
    why: 'a turn that is stopped may end before the tokens of its last response are told',
    isRace: true,
  },
  {
    case: 'compaction, call 2',
    path: 'events.missing.warning',
    why: 'the app-server does not warn of compaction',
  },
  {
    case: 'codex: config unknown key',
    path: 'events.added.warning',
    why: 'Codex 0.169.0 warns of configuration keys it does not know',
  },
  {
    case: /^codex: cwd (does not exist|is a file)$/,
    path: /^events\.added\.(item_started|item_completed|exec_command_begin|exec_command_end)$/,
    why: 'Codex 0.169.0 tells of a command that could not be started',
  },
  {
    case: /^exec ((without escalation under on-request|approval-policy never) \(no question\)|config approval_policy=on-failure)$/,
    path: /^events\.added\.(item_started|item_completed|exec_command_(begin|output_delta|end))$/,
    why: 'a command the sandbox stops is told only if it takes longer than a moment, as on a busy machine',
    isRace: true,
  },
  {
    case: /./,
    path: 'events.added.exec_command_output_delta',
    why: 'the output of a command that ends at once is told by itself only on a busy machine',
    isRace: true,
  },
  {
    case: /^(http500|reply that fails on a good thread|error after a tool call)$/,
    path: TEXT,
    got: 'We’re currently experiencing high demand, which may cause temporary errors.',
    why: 'Codex 0.169.0 writes the apostrophe so',
  },
  {
    case: 'incomplete',
    path: TEXT,
    got: 'Incomplete response returned, reason: max_output_tokens',
    why: 'Codex 0.169.0 does not call this a broken connection any more',
  },
  {
    case: /^codex (with all parameters|cwd relative)$/,
    path: DUMP,
    why: 'Codex 0.169.0 sends base instructions as its first developer message, and offers more tools',
  },
  {
    case: REFUSED,
    path: TEXT,
    got: /^"exec said: .*rejected by user/,
    why: 'the app-server takes no reason for a refusal',
  },
  {
    case: /^patch (decision=(denied|\{denied.*)|action=decline)$/,
    path: TEXT,
    got: 'patch said: patch rejected by user',
    why: 'the app-server takes no reason for a refusal',
  },
  {
    case: 'event session_configured',
    path: 'permission_profile',
    got: undefined,
    why: 'the app-server tells a sandbox policy instead',
  },
  {
    case: 'event session_configured',
    path: 'reasoning_effort',
    got: 'string',
    why: 'no recorded session had one set',
  },
  {
    case: 'event task_started',
    path: 'model_context_window',
    got: 'null',
    why: 'the app-server tells it at the end of a response',
  },
  {
    case: /^event (item_started CommandExecution|item_completed CommandExecution|exec_command_begin|exec_command_end)$/,
    path: /^(item\.)?process_id$/,
    got: undefined,
    why: 'a command that was not started has no process',
  },
  {
    case: 'event error',
    path: 'codex_error_info',
    got: 'object',
    why: 'Codex 0.169.0 tells the HTTP status of more errors',
  },
  {
    case: 'event token_count',
    path: 'rate_limits',
    got: 'null',
    why: 'app-server tells the limits of the account after the tokens, and of no thread',
  },
];
