import { randomUUID } from 'node:crypto';
import { askApproval, withdraw } from './approvals.mjs';
import { loaded, store } from './threads.mjs';
import { answer, ask, inOneWrite, notify, refuse, write } from './wire.mjs';
import { has, wordOf } from './words.mjs';

/** The requests about turns. */
export const turnMethods = {
  'turn/start'(id, { threadId, input }) {
    const thread = loaded.get(threadId);
    if (thread === undefined) return refuse(id, `thread not found: ${threadId}`);
    const words = input.map(({ text }) => text).join(' ');
    const reason = wordOf(words, 'refuse');
    if (reason !== undefined) return refuse(id, reason);
    // like the real one: a second turn/start steers the turn that runs
    if (thread.active) return answer(id, { turn: { id: thread.active.id, items: [] } });
    if (has(words, 'same-chunk')) inOneWrite();
    const turn = begin(thread, words);
    answer(id, { turn: { id: turn.id, items: [], itemsView: 'notLoaded', status: 'inProgress' } });
    run(thread, turn);
  },
  'turn/interrupt'(id, { threadId }) {
    const thread = loaded.get(threadId);
    if (thread === undefined) return refuse(id, `thread not found: ${threadId}`);
    answer(id, {});
    const turn = thread.active;
    if (turn === undefined || has(turn.words, 'deaf')) return;
    end(thread, turn, 'interrupted');
    if (turn.requestId !== undefined) withdraw({ threadId }, turn.requestId);
  },
};

function begin(thread, words) {
  const turn = { id: randomUUID(), status: 'inProgress', error: null, items: [], words };
  thread.active = turn;
  thread.turns.push(turn);
  return turn;
}

const addressOf = (thread, turn) => ({ threadId: thread.id, turnId: turn.id });

/** Tells something of a turn, unless nobody listens to its thread. */
function tell(thread, method, params) {
  if (thread.watched) notify(method, { threadId: thread.id, ...params });
}

function run(thread, turn) {
  const { words } = turn;
  if (has(words, 'lost-turn')) return;
  notify('thread/status/changed', { threadId: thread.id, status: { type: 'active' } });
  tell(thread, 'turn/started', { turn: { id: turn.id, items: [], status: 'inProgress' } });
  repeatLate(thread);
  disturb(turn);
  if (has(words, 'hang') || has(words, 'deaf')) return;
  const failure = wordOf(words, 'fail');
  if (has(words, 'error-then-silence')) return err(thread, turn, 'the model is gone', false);
  if (has(words, 'retry')) err(thread, turn, 'Reconnecting... 1/2', true);
  if (failure !== undefined) return end(thread, turn, 'failed', { message: failure });
  if (has(words, 'unknown-request')) return askUnknown(thread, turn);
  if (wordOf(words, 'ask') !== undefined) return askFor(thread, turn, wordOf(words, 'ask'));
  say(thread, turn, textOf(thread, words));
}

/** What happens before a turn does what it was asked for. */
function disturb({ words }) {
  if (has(words, 'elsewhere')) {
    const address = { threadId: randomUUID(), turnId: randomUUID() };
    notify('turn/started', { threadId: address.threadId, turn: { id: address.turnId } });
    notify('item/agentMessage/delta', { ...address, itemId: 'x', delta: 'elsewhere' });
  }
  if (has(words, 'junk')) for (const line of ['{"method":', '[]', 'no json', '{}']) write(line);
  const code = wordOf(words, 'die');
  if (code !== undefined) {
    for (const line of ['first', 'second', 'third']) process.stderr.write(`${line} line\n`);
    process.exit(Number(code));
  }
  if (has(words, 'killed')) process.kill(process.pid, 'SIGKILL');
}

function textOf(thread, words) {
  const size = wordOf(words, 'big');
  if (size !== undefined) return 'x'.repeat(Number(size));
  return wordOf(words, 'say') ?? `fake ${thread.turns.length}`;
}

function say(thread, turn, text) {
  const pieces = Number(wordOf(turn.words, 'deltas') ?? 1);
  const isCommentary = has(turn.words, 'commentary');
  const item = {
    type: 'agentMessage',
    id: randomUUID(),
    phase: isCommentary ? 'commentary' : null,
  };
  const place = { turnId: turn.id, itemId: item.id };
  tell(thread, 'item/started', { turnId: turn.id, item: { ...item, text: '' } });
  for (let piece = 0; piece < pieces; piece += 1) {
    const from = Math.floor((piece * text.length) / pieces);
    const to = Math.floor(((piece + 1) * text.length) / pieces);
    tell(thread, 'item/agentMessage/delta', { ...place, delta: text.slice(from, to) });
  }
  tell(thread, 'item/completed', { turnId: turn.id, item: { ...item, text } });
  if (!isCommentary) turn.items = [{ ...item, text }];
  end(thread, turn, 'completed');
}

function err(thread, { id: turnId }, message, willRetry) {
  tell(thread, 'error', { turnId, error: { message, codexErrorInfo: 'other' }, willRetry });
}

function askUnknown(thread, turn) {
  ask(
    'item/tool/call',
    { ...addressOf(thread, turn), callId: 'c', tool: 't', arguments: {} },
    (it) => say(thread, turn, `answered ${it.error?.code}`),
  );
}

function askFor(thread, turn, kind) {
  const address = addressOf(thread, turn);
  if (kind === 'changes') {
    const changes = [{ path: '/folder/a.txt', kind: { type: 'add' }, diff: 'text\n' }];
    const item = { type: 'fileChange', id: 'call-1', changes, status: 'inProgress' };
    tell(thread, 'item/started', { turnId: turn.id, item });
  }
  turn.requestId = askApproval(kind, address, ({ result, error }) => {
    turn.requestId = undefined;
    if (result?.decision === 'cancel') end(thread, turn, 'interrupted');
    else say(thread, turn, `answered ${JSON.stringify(result ?? error)}`);
  });
  if (!has(turn.words, 'withdraw')) return;
  withdraw(address, turn.requestId);
  turn.requestId = undefined;
  say(thread, turn, 'withdrawn');
}

function end(thread, turn, status, error = null) {
  Object.assign(turn, { status, error });
  thread.active = undefined;
  store(thread);
  notify('thread/status/changed', { threadId: thread.id, status: { type: 'idle' } });
  const view = { turn: { ...turn, itemsView: 'summary' } };
  const times = has(turn.words, 'twice') ? 2 : Number(!has(turn.words, 'lost-end'));
  for (let time = 0; time < times; time += 1) tell(thread, 'turn/completed', view);
  if (wordOf(turn.words, 'late') !== undefined) thread.late = turn;
}

/** Tells the last word and the end of a turn that is long over. */
function repeatLate(thread) {
  const turn = thread.late;
  if (turn === undefined) return;
  thread.late = undefined;
  const item = { type: 'agentMessage', id: randomUUID(), text: wordOf(turn.words, 'late') };
  tell(thread, 'item/completed', { turnId: turn.id, item });
  tell(thread, 'turn/completed', { turn: { ...turn, items: [item], status: 'completed' } });
}
