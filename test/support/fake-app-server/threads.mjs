import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer, notify, refuse } from './wire.mjs';
import { has, wordOf } from './words.mjs';

const { CODEX_HOME } = process.env;
const file = CODEX_HOME && join(CODEX_HOME, 'fake-threads.json');

/** The threads this process has loaded, by id. */
export const loaded = new Map();

const POLICIES = {
  'read-only': { type: 'readOnly', networkAccess: false },
  'workspace-write': {
    type: 'workspaceWrite',
    writableRoots: [],
    networkAccess: false,
    excludeTmpdirEnvVar: false,
    excludeSlashTmp: false,
  },
  'danger-full-access': { type: 'dangerFullAccess' },
};

const stored = () => (file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});

/** Keeps a thread; like the real one, none that never had a turn. */
export function store({ id, cwd, archived, turns }) {
  if (!file || turns.length === 0) return;
  writeFileSync(file, JSON.stringify({ ...stored(), [id]: { id, cwd, archived, turns } }));
}

const find = (id) => loaded.get(id) ?? stored()[id];

function load(thread) {
  const kept = { archived: false, ...thread, watched: true };
  loaded.set(kept.id, kept);
  return kept;
}

function viewOf({ id, cwd, active }) {
  const idle = { type: loaded.has(id) ? 'idle' : 'notLoaded' };
  return {
    id,
    sessionId: id,
    cwd,
    path: join(CODEX_HOME ?? '/nowhere', 'sessions', `${id}.jsonl`),
    status: active ? { type: 'active', activeFlags: [] } : idle,
    ephemeral: false,
    modelProvider: 'fake',
    cliVersion: '0.169.0',
    turns: [],
  };
}

const openView = (thread, params) => ({
  thread: viewOf(thread),
  cwd: thread.cwd,
  model: params.model ?? 'fake-model',
  modelProvider: 'fake',
  approvalPolicy: params.approvalPolicy ?? 'on-request',
  sandbox: POLICIES[params.sandbox ?? 'read-only'],
  reasoningEffort: null,
});

/** Calls `use` with a thread, or refuses the request as the real one does. */
function withThread(id, threadId, use) {
  const thread = find(threadId);
  if (thread === undefined) refuse(id, `no rollout found for thread id ${threadId}`);
  else use(thread);
}

const writerOf = (threadId) => `thread ${threadId} already has an active writer`;
const archivedText = (id) =>
  `session ${id} is archived. Run \`codex unarchive ${id}\` to unarchive it first.`;

/** The requests about threads: the id of the request, its params, the words that hold for it. */
export const threadMethods = {
  'thread/start'(id, params, words) {
    if (has(words, 'unwritable')) {
      return refuse(id, 'failed to load configuration: Model provider `nope` not found');
    }
    const thread = load({ id: randomUUID(), cwd: params.cwd ?? process.cwd(), turns: [] });
    answer(id, openView(thread, params));
    notify('thread/started', { thread: viewOf(thread) });
  },
  'thread/resume'(id, params, words) {
    if (has(words, 'held')) return refuse(id, writerOf(params.threadId));
    withThread(id, params.threadId, (found) => {
      if (found.archived) return refuse(id, archivedText(found.id));
      const view = openView(load(found), params);
      const text = 'x'.repeat(Number(wordOf(words, 'history') ?? 0));
      const turns = text && [{ id: 'turn-0', items: [{ type: 'agentMessage', text }] }];
      answer(id, { ...view, thread: { ...view.thread, turns: turns || [] } });
    });
  },
  'thread/fork'(id, params) {
    withThread(id, params.threadId, ({ cwd, turns }) => {
      const thread = load({ id: randomUUID(), cwd: params.cwd ?? cwd, turns: [...turns] });
      store(thread);
      answer(id, openView(thread, params));
    });
  },
  'thread/read'(id, { threadId }) {
    const thread = find(threadId);
    if (thread === undefined) refuse(id, `thread not loaded: ${threadId}`);
    else answer(id, { thread: viewOf(thread) });
  },
  'thread/turns/list'(id, { threadId, limit }) {
    const thread = find(threadId);
    if (thread === undefined) return refuse(id, `thread not loaded: ${threadId}`);
    if (thread.turns.length === 0) return refuse(id, `thread ${threadId} is not materialized yet`);
    answer(id, { data: [...thread.turns].reverse().slice(0, limit), nextCursor: null });
  },
  'thread/unsubscribe'(id, { threadId }) {
    const thread = loaded.get(threadId);
    if (thread !== undefined) thread.watched = false;
    answer(id, { status: thread === undefined ? 'notLoaded' : 'unsubscribed' });
  },
  'thread/archive'(id, { threadId }, words) {
    if (has(words, 'held')) return refuse(id, writerOf(threadId));
    withThread(id, threadId, (thread) => {
      loaded.delete(threadId);
      store({ ...thread, archived: true });
      notify('thread/status/changed', { threadId, status: { type: 'notLoaded' } });
      answer(id, {});
      notify('thread/archived', { threadId });
    });
  },
  'thread/unarchive'(id, { threadId }) {
    withThread(id, threadId, (thread) => {
      store({ ...thread, archived: false });
      answer(id, { thread: viewOf(thread) });
    });
  },
  'thread/backgroundTerminals/clean'(id, { threadId }) {
    if (loaded.has(threadId)) answer(id, {});
    else refuse(id, `thread not found: ${threadId}`);
  },
};
