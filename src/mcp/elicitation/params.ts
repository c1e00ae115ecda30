import { argvOf, type JsonObject } from '../../domain/index.js';
import type { OpenApproval } from '../../proxy/api.js';
import { changesByPath, parsedCommandsOf } from '../old-shapes.js';
import { fieldOf, present, textOf } from '../unread.js';
import { diffText } from './diff.js';
import { EMPTY_FORM, type Form, permissionsForm, questionsForm, serverForm } from './forms.js';
import { plainText } from './shown.js';

/** The params of `elicitation/create` for an approval. */
export type ElicitationParams = JsonObject & Form;

/**
 * Asks a client for an approval, in the shape of `codex mcp-server` 0.153.4 where it asked such a
 * thing. All that is needed to judge stands in `message`: SDK clients drop the fields they do not
 * know. `mode` is left out as the old server did; it means `form`.
 *
 * @param requestId the JSON-RPC id of the tool call whose turn asks.
 */
export function elicitationParams(
  approval: OpenApproval,
  requestId: string | number,
): ElicitationParams {
  const { name, form, fields } = askingOf(approval);
  return {
    message: plainText(form.message),
    requestedSchema: form.requestedSchema,
    threadId: approval.threadId,
    codex_elicitation: name,
    codex_mcp_tool_call_id: String(requestId),
    codex_event_id: approval.turnId ?? '',
    codex_call_id: approval.itemId ?? '',
    ...fields,
  };
}

interface Asking {
  readonly name: string;
  readonly form: Form;
  readonly fields: JsonObject;
}

function askingOf(approval: OpenApproval): Asking {
  const { params } = approval;
  switch (approval.kind) {
    case 'command':
      return askingForCommand(approval);
    case 'file_change':
      return askingForChanges(approval);
    case 'permissions':
      return {
        name: 'permissions-approval',
        form: permissionsForm(approval),
        fields: present({ codex_permissions: fieldOf(params, 'permissions') }),
      };
    case 'mcp_elicitation':
      return {
        name: 'mcp-elicitation',
        form: serverForm(approval),
        fields: present({ codex_server_name: textOf(params, 'serverName') }),
      };
    case 'question':
      return { name: 'user-input', form: questionsForm(approval), fields: {} };
  }
}

/** A request without a command, such as one for a host, is asked in our own words. */
function askingForCommand({ params, question }: OpenApproval): Asking {
  const command = textOf(params, 'command');
  const cwd = textOf(params, 'cwd');
  const isPlain =
    command !== undefined && cwd !== undefined && !fieldOf(params, 'networkApprovalContext');
  const message = isPlain ? `Allow Codex to run \`${command}\` in \`${cwd}\`?` : question;
  return {
    name: 'exec-approval',
    form: { message, requestedSchema: EMPTY_FORM },
    fields: {
      codex_command: command === undefined ? [] : argvOf(command),
      codex_cwd: cwd ?? '',
      codex_parsed_cmd: parsedCommandsOf(fieldOf(params, 'commandActions')),
    },
  };
}

/** The old server put the reason in front; the diff behind the sentence is ours. */
function askingForChanges({ params, changes }: OpenApproval): Asking {
  const reason = textOf(params, 'reason');
  const root = textOf(params, 'grantRoot');
  const sentence = 'Allow Codex to apply proposed code changes?';
  const head = reason === undefined ? sentence : `${reason}\n${sentence}`;
  const scope = root === undefined ? [] : [`It also asks to write anything under ${root}.`];
  const diff = changes.length === 0 ? [] : [diffText(changes)];
  return {
    name: 'patch-approval',
    form: { message: [head, ...scope, ...diff].join('\n\n'), requestedSchema: EMPTY_FORM },
    fields: {
      ...present({ codex_reason: reason, codex_grant_root: root }),
      codex_changes: changesByPath(changes),
    },
  };
}
