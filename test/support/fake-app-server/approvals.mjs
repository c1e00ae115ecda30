import { ask, forget, notify } from './wire.mjs';

/** The requests a person can answer, by the word for them. */
const KINDS = {
  command: [
    'item/commandExecution/requestApproval',
    {
      kind: 'command',
      itemId: 'call-1',
      startedAtMs: 0,
      environmentId: 'local',
      reason: 'the fake wants out',
      command: "/bin/bash -lc 'touch outside'",
      cwd: '/work',
    },
  ],
  changes: [
    'item/fileChange/requestApproval',
    { itemId: 'call-1', startedAtMs: 0, reason: null, grantRoot: null },
  ],
  permissions: [
    'item/permissions/requestApproval',
    {
      itemId: 'call-1',
      startedAtMs: 0,
      environmentId: 'local',
      cwd: '/work',
      reason: 'to fetch a page',
      permissions: { network: { enabled: true }, fileSystem: null },
    },
  ],
  mcp: [
    'mcpServer/elicitation/request',
    {
      serverName: 'mini',
      mode: 'form',
      _meta: null,
      message: 'really?',
      requestedSchema: { type: 'object', properties: { sure: { type: 'boolean' } } },
    },
  ],
  question: [
    'item/tool/requestUserInput',
    {
      itemId: 'call-1',
      questions: [
        { id: 'q1', header: 'Colour', question: 'Which colour?', isOther: true, isSecret: false },
      ],
      isBlocking: true,
      autoResolutionMs: null,
    },
  ],
};

/** Asks for an approval; `then` gets the answer, after the request was told to be resolved. */
export function askApproval(kind, address, then) {
  const [method, params] = KINDS[kind];
  const requestId = ask(method, { ...address, ...params }, (message) => {
    resolved(address, requestId);
    then(message);
  });
  return requestId;
}

/** Takes a request back. */
export function withdraw(address, requestId) {
  forget(requestId);
  resolved(address, requestId);
}

function resolved({ threadId }, requestId) {
  notify('serverRequest/resolved', { threadId, requestId });
}
