import type { Excuse } from '../../../support/recorded-sessions.js';

/** How the server introduces itself. */
export const PROTOCOL: readonly Excuse[] = [
  {
    case: /^protocolVersion /,
    path: /^answer\.result\.(serverInfo\.(name|title|version|user_agent)|capabilities\.logging)$/,
    why: 'it is another server, and can log',
  },
  {
    case: 'protocolVersion unknown 2099-01-01',
    path: 'answer.result.protocolVersion',
    got: '2025-11-25',
    why: 'only revisions that are spoken are agreed on',
  },
  {
    case: 'second initialize',
    path: /^answer\.(result|error)$/,
    why: 'the SDK answers the handshake, a second one too',
  },
  {
    case: 'initialize with params {}',
    path: /^answer\.error\.(code|message|data)$/,
    why: 'the SDK refuses the handshake in its own words',
  },
  {
    case: /^tools\/list/,
    path: /^answer\.result\.tools\[[01]\]\.description$/,
    got: /^"(Run a Codex session\. Accepts configuration parameters matching the Codex Config struct\.|Continue a Codex conversation by providing the thread id and prompt\.) /,
    why: 'the old description, and what is new',
  },
  {
    case: /^tools\/list/,
    path: /^answer\.result\.tools\[0\]\.inputSchema\.properties\.(identity|agent_id|agent_file|tag|wait|fork)$/,
    why: 'codex takes more arguments',
  },
  {
    case: /^tools\/list/,
    path: /^answer\.result\.tools\[1\]\.inputSchema\.properties\.(agent_id|wait)$/,
    why: 'codex-reply takes more arguments',
  },
  {
    case: /^tools\/list/,
    path: /^answer\.result\.tools\[[23456]\]$/,
    got: /^\{"name":"agent_/,
    why: 'there are more tools',
  },
  {
    case: 'patch decision=approved',
    path: 'asked[0].message',
    got: /^"Allow Codex to apply proposed code changes\?\\n\\n--- \/dev\/null\\n\+\+\+ <cwd>/,
    why: 'file changes are shown with their diff',
  },
];
