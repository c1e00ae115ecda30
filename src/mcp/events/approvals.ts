import { argvOf } from '../../domain/index.js';
import type { OpenApproval } from '../../proxy/api.js';
import { changesByPath, offeredDecisions, parsedCommandsOf } from '../old-shapes.js';
import { fieldOf, numberOf, objectOf, present, textOf } from '../unread.js';
import type { OldMessage } from './old-event.js';

/** What the old server told of an approval; of rights and questions it told nothing. */
export function approvalMessages(approval: OpenApproval): OldMessage[] {
  switch (approval.kind) {
    case 'command':
      return [commandRequest(approval)];
    case 'file_change':
      return [changeRequest(approval)];
    case 'mcp_elicitation':
      return [serverRequest(approval)];
    default:
      return [];
  }
}

function commandRequest({ params, itemId, turnId }: OpenApproval): OldMessage {
  return {
    type: 'exec_approval_request',
    kind: textOf(params, 'kind') ?? 'command',
    call_id: itemId ?? '',
    turn_id: turnId ?? '',
    ...present({ environmentId: fieldOf(params, 'environmentId') }),
    started_at_ms: numberOf(params, 'startedAtMs') ?? null,
    command: argvOf(textOf(params, 'command') ?? ''),
    cwd: textOf(params, 'cwd') ?? '',
    ...present({
      reason: fieldOf(params, 'reason'),
      proposed_execpolicy_amendment: fieldOf(params, 'proposedExecpolicyAmendment'),
    }),
    available_decisions: offeredDecisions(fieldOf(params, 'availableDecisions')),
    parsed_cmd: parsedCommandsOf(fieldOf(params, 'commandActions')),
  };
}

function changeRequest({ params, itemId, turnId, changes }: OpenApproval): OldMessage {
  return {
    type: 'apply_patch_approval_request',
    call_id: itemId ?? '',
    turn_id: turnId ?? '',
    started_at_ms: numberOf(params, 'startedAtMs') ?? null,
    changes: changesByPath(changes),
    ...present({ reason: fieldOf(params, 'reason'), grant_root: fieldOf(params, 'grantRoot') }),
  };
}

/** Its id is ours: app-server tells none. */
function serverRequest({ approvalId, params, turnId }: OpenApproval): OldMessage {
  const request = present({
    mode: fieldOf(params, 'mode'),
    _meta: fieldOf(params, '_meta'),
    message: fieldOf(params, 'message'),
    requested_schema: objectOf(params, 'requestedSchema'),
    url: fieldOf(params, 'url'),
    elicitation_id: fieldOf(params, 'elicitationId'),
  });
  return {
    type: 'elicitation_request',
    turn_id: turnId ?? '',
    server_name: textOf(params, 'serverName') ?? '',
    id: approvalId,
    request,
  };
}
