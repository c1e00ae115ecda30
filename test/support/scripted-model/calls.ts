import { type ModelBody, toolNames } from './request.js';
import { has, type Wish } from './words.js';

export interface CallItem {
  readonly type: 'function_call' | 'custom_tool_call';
  readonly name: string;
  readonly call_id: string;
  readonly arguments?: string;
  readonly input?: string;
  readonly namespace?: string;
}

/** Which call of a scenario this is. */
export interface CallPlace {
  readonly callId: string;
  /** From 1: how many responses with calls there were for this prompt, this one included. */
  readonly round: number;
  readonly rounds: number;
}

/** The call that fulfils a wish, in whichever dialect this Codex offers. */
export function callFor(body: ModelBody, wish: Wish, prompt: string, place: CallPlace): CallItem {
  const { callId, round, rounds } = place;
  if (wish.kind === 'exec') return execCall(body, callId, wish.value, has(prompt, 'escalate'));
  if (wish.kind === 'patch') {
    return patchCall(body, callId, rounds > 1 ? `${wish.value}.${round}` : wish.value);
  }
  return toolCall(callId, wish.value);
}

function execCall(body: ModelBody, callId: string, cmd: string, escalates: boolean): CallItem {
  const names = toolNames(body);
  const wishes = escalates && {
    sandbox_permissions: 'require_escalated',
    justification: 'mock wants out of the sandbox',
  };
  if (names.includes('exec_command')) return functionCall('exec_command', callId, { cmd }, wishes);
  if (names.includes('shell_command')) {
    return functionCall('shell_command', callId, { command: cmd }, wishes);
  }
  return functionCall('shell', callId, { command: ['bash', '-lc', cmd] }, wishes);
}

function patchCall(body: ModelBody, callId: string, file: string): CallItem {
  const patch = `*** Begin Patch\n*** Add File: ${file}\n+written by the mock model\n*** End Patch\n`;
  const tool = body.tools?.find(({ name }) => name === 'apply_patch');
  if (tool?.type === 'custom') {
    return { type: 'custom_tool_call', name: 'apply_patch', call_id: callId, input: patch };
  }
  if (tool) return functionCall('apply_patch', callId, { input: patch });
  // the shell tool intercepts apply_patch
  return execCall(body, callId, `apply_patch <<'EOF'\n${patch}EOF\n`, false);
}

/** `NAME JSON` or `NAMESPACE.NAME JSON`; `{}` without JSON. */
function toolCall(callId: string, wish: string): CallItem {
  const [, full = '', json = ''] = /^(\S+)\s*(.*)$/s.exec(wish) ?? [];
  const [namespace, name] = full.includes('.') ? full.split('.') : [undefined, full];
  return {
    type: 'function_call',
    name: name ?? '',
    ...(namespace && { namespace }),
    call_id: callId,
    arguments: json || '{}',
  };
}

function functionCall(
  name: string,
  callId: string,
  fields: object,
  more: object | false = false,
): CallItem {
  const given = JSON.stringify({ ...fields, ...more });
  return { type: 'function_call', name, call_id: callId, arguments: given };
}
