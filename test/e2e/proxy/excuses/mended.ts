import type { Excuse } from '../../../support/recorded-sessions.js';
import { FAILING, TEXT } from './places.js';

/** Cases of which the old server's answer was one turn late, or never came. */
const AFTER_A_FAILURE =
  /^(reply after the failed turn|codex-reply on the thread whose FIRST turn failed)$/;

/** The answer of the MCP standard, without the old server's own word. */
const ACCEPTED = /^(exec|patch) action=accept( content.*)?$/;

/** What the old server did wrong. */
export const MENDED: readonly Excuse[] = [
  {
    case: 'reply after the failed turn',
    path: TEXT,
    got: 'user messages: 3; last: count',
    why: 'the old server answered with the end of the failed turn, and was one off from then on',
  },
  {
    case: 'codex-reply on the thread whose FIRST turn failed',
    path: TEXT,
    got: 'user messages: 2; last: count',
    why: 'the old server answered with the end of the failed turn, and was one off from then on',
  },
  {
    case: AFTER_A_FAILURE,
    path: /^events\.added\./,
    why: 'the old server answered before the turn had begun',
  },
  {
    case: FAILING,
    path: 'events.added.task_complete',
    why: 'the old server told the end of a failed turn to the next caller',
  },
  {
    case: 'a cancelled turn, call 2',
    path: 'answer',
    got: /"content":"first reply after cancel"/,
    why: 'the old server gave this answer to the cancelled call',
  },
  {
    case: /^(exec|patch) decision=abort$/,
    path: 'answer',
    got: /"isError":true.*"code":"TURN_INTERRUPTED"/,
    why: 'the old server never answered a call that was aborted by an approval',
  },
  {
    case: /^(exec|patch) JSON-RPC error answer$/,
    path: 'answer',
    got: /"content":"(exec|patch) said: .*rejected by user/,
    why: 'the old server never answered after an approval was answered with an error',
  },
  {
    case: /^(exec|patch) JSON-RPC error answer$/,
    path: /^events\.added\./,
    why: 'the turn goes on after an approval was answered with an error',
  },
  {
    case: ACCEPTED,
    path: TEXT,
    got: /created|Success\. Updated the following files/,
    why: 'the accept of the standard is understood',
  },
  {
    case: ACCEPTED,
    path: 'files[0]',
    got: /^"(outside-the-sandbox|new-file\.txt)"$/,
    why: 'the accept of the standard is understood',
  },
  {
    case: ACCEPTED,
    path: /^events\.added\.(item_started|item_completed|exec_command_begin|exec_command_end|turn_diff)$/,
    why: 'the accept of the standard is understood: what was asked for is done',
  },
  {
    case: / no capability/,
    path: /^(answer|elicitations|files\[0\]|events\..*)$/,
    why: 'a client that cannot be asked is not asked: the turn waits for agent_approve',
  },
  {
    case: 'after the restart',
    path: /^answer\.result\.isError$/,
    got: undefined,
    why: 'threads outlive the server',
  },
  {
    case: 'after the restart',
    path: TEXT,
    got: 'user messages: 2; last: count',
    why: 'threads outlive the server',
  },
  {
    case: /^(resources|prompts|completion)\//,
    path: 'answer',
    got: /"code":-32601,"message":"method not found: /,
    why: 'the old server never answered methods it knew and did not support',
  },
  {
    case: /^logging\/setLevel/,
    path: 'answer',
    got: { result: {} },
    why: 'log notifications are supported',
  },
];
