/**
 * Lines `codex app-server` 0.169.0 wrote, as recorded: only the ids are shortened, and what nobody
 * reads of long ones is cut.
 */

const item = (method: string, fields: object) => ({
  method,
  params: {
    item: fields,
    threadId: 'thread-1',
    turnId: 'turn-1',
    ...(method === 'item/started'
      ? { startedAtMs: 1795343498576 }
      : { contentTokenCount: null, completedAtMs: 1795343498576 }),
  },
  emittedAtMs: 1795343498579,
});

const message = {
  type: 'agentMessage',
  moderation: null,
  id: 'msg_33_0',
  memoryCitation: null,
  delivery: null,
  questions: null,
};

const turn = {
  id: 'turn-1',
  rootTurnId: 'turn-1',
  items: [] as object[],
  itemsView: 'notLoaded',
  status: 'inProgress',
  error: null as object | null,
  startedAt: 1795343498,
  completedAt: null as number | null,
  durationMs: null as number | null,
};

/** Makes the end of a turn, as one was recorded. */
export const turnEnd = (fields: object) => ({
  method: 'turn/completed',
  params: {
    threadId: 'thread-1',
    turn: { ...turn, completedAt: 1795344328, durationMs: 97, ...fields },
  },
  emittedAtMs: 1795344328061,
});

export const lines = {
  turnStarted: {
    method: 'turn/started',
    params: { threadId: 'thread-1', turn },
    emittedAtMs: 1795343498483,
  },
  threadStarted: {
    method: 'thread/started',
    params: { thread: { id: 'thread-1', sessionId: 'thread-1', preview: '', ephemeral: false } },
    emittedAtMs: 1795343498459,
  },
  delta: {
    method: 'item/agentMessage/delta',
    params: { threadId: 'thread-1', turnId: 'turn-1', itemId: 'msg_33_0', delta: 'exec said: ' },
    emittedAtMs: 1795343498700,
  },
  userMessageStarted: item('item/started', {
    type: 'userMessage',
    id: '01a202cf-bd05-7711-a384-6ea133ffb438',
    clientId: null,
    content: [{ type: 'text', text: 'a secret prompt', text_elements: [] }],
    startedAtMs: 1795343498502,
    completedAtMs: null,
  }),
  messageStarted: item('item/started', { ...message, text: '', phase: null }),
  messageCompleted: (text: string) => item('item/completed', { ...message, text, phase: null }),
  commentaryCompleted: item('item/completed', {
    ...message,
    text: 'nothing but commentary',
    phase: 'commentary',
  }),
  reasoningStarted: item('item/started', {
    type: 'reasoning',
    id: 'rs_7',
    summary: [],
    content: [],
  }),
  commandStarted: item('item/started', {
    type: 'commandExecution',
    id: 'call_22_1',
    pluginId: null,
    scriptPath: null,
    command: "/bin/bash -lc 'touch outside-the-sandbox && echo created'",
    cwd: '/work',
    processId: null,
    source: 'agent',
    status: 'inProgress',
    commandActions: [{ type: 'unknown', command: 'touch outside-the-sandbox && echo created' }],
    aggregatedOutput: null,
    exitCode: null,
    durationMs: null,
  }),
  changesStarted: item('item/started', {
    type: 'fileChange',
    id: 'call_45_1',
    changes: [
      { path: '/folder/new-file.txt', kind: { type: 'add' }, diff: 'written by the mock model\n' },
    ],
    status: 'inProgress',
  }),
  changesCompleted: item('item/completed', {
    type: 'fileChange',
    id: 'call_45_1',
    changes: [
      { path: '/folder/new-file.txt', kind: { type: 'add' }, diff: 'written by the mock model\n' },
    ],
    status: 'completed',
  }),
  toolStarted: item('item/started', {
    type: 'mcpToolCall',
    id: 'call_1_1',
    server: 'mini',
    tool: 'hello',
    status: 'inProgress',
    arguments: {},
  }),
  compactionStarted: item('item/started', { type: 'contextCompaction', id: '01a202dc-ab11' }),
  reconnecting: {
    method: 'error',
    params: {
      error: {
        message: 'Reconnecting... 1/2',
        codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: null } },
        additionalDetails: 'stream disconnected before completion',
        misalignment: null,
      },
      willRetry: true,
      threadId: 'thread-1',
      turnId: 'turn-1',
    },
    emittedAtMs: 1795344250000,
  },
  failed: {
    method: 'error',
    params: {
      error: {
        message: 'stream disconnected before completion: Transport error: network error',
        codexErrorInfo: 'other',
        additionalDetails: null,
        misalignment: null,
      },
      willRetry: false,
      threadId: 'thread-1',
      turnId: 'turn-1',
    },
    emittedAtMs: 1795344250001,
  },
  unloaded: {
    method: 'thread/status/changed',
    params: { threadId: 'thread-1', status: { type: 'notLoaded' } },
    emittedAtMs: 1795344250002,
  },
  usage: {
    method: 'account/rateLimits/updated',
    params: { rateLimits: { limitId: 'codex', primary: null } },
    emittedAtMs: 1795344250003,
  },
  resolved: (requestId: number | string) => ({
    method: 'serverRequest/resolved',
    params: { threadId: 'thread-1', requestId },
    emittedAtMs: 1795343492675,
  }),
};
