import { describe, expect, it } from 'vitest';
import { factsOf, noticeOf } from '../../../src/codex/facts.js';
import { lines, turnEnd } from '../../support/codex-lines.js';

const address = { threadId: 'thread-1', turnId: 'turn-1' };
const meaningOf = ({ method, params }: { method: string; params: unknown }) =>
  factsOf(method, params);

describe('what a notification means', () => {
  it('turn/started: the turn started', () => {
    expect(meaningOf(lines.turnStarted)).toEqual([{ type: 'turn.started', ...address }]);
  });

  it('turn/completed with status completed: the turn ended with its last message', () => {
    const items = [
      { type: 'agentMessage', id: 'a', text: 'first' },
      { type: 'agentMessage', id: 'b', text: 'd1 d2' },
      { type: 'plan', id: 'c', text: 'no message' },
    ];
    expect(meaningOf(turnEnd({ status: 'completed', itemsView: 'summary', items }))).toEqual([
      { type: 'turn.completed', ...address, lastMessage: 'd1 d2' },
    ]);
  });

  it('turn/completed without a message: the last message is empty', () => {
    expect(meaningOf(turnEnd({ status: 'completed' }))).toEqual([
      { type: 'turn.completed', ...address, lastMessage: '' },
    ]);
  });

  it('turn/completed with status failed: the turn failed, with the sentence of Codex', () => {
    const error = { message: 'the model said 500', codexErrorInfo: 'other' };
    expect(meaningOf(turnEnd({ status: 'failed', error }))).toEqual([
      { type: 'turn.failed', ...address, message: 'the model said 500' },
    ]);
  });

  it('turn/completed with status interrupted: the turn was interrupted', () => {
    expect(meaningOf(turnEnd({ status: 'interrupted' }))).toEqual([
      { type: 'turn.interrupted', ...address },
    ]);
  });

  it.each(['paused', 'inProgress', ''])(
    "turn/completed with status '%s': the turn failed, it is not busy for ever",
    (status) => {
      expect(meaningOf(turnEnd({ status }))).toEqual([
        { type: 'turn.failed', ...address, message: expect.stringContaining('turn ended') },
      ]);
    },
  );

  it('item/agentMessage/delta: a piece of a message', () => {
    expect(meaningOf(lines.delta)).toEqual([
      { type: 'message.delta', ...address, text: 'exec said: ' },
    ]);
  });

  it('item/completed of an agent message: the whole message, commentary too', () => {
    expect(meaningOf(lines.messageCompleted('done'))).toEqual([
      { type: 'message.completed', ...address, text: 'done' },
    ]);
    expect(meaningOf(lines.commentaryCompleted)).toMatchObject([
      { type: 'message.completed', text: 'nothing but commentary' },
    ]);
  });

  it('item/started: what the turn does now', () => {
    expect(meaningOf(lines.commandStarted)).toEqual([
      {
        type: 'activity.changed',
        ...address,
        activity: 'running `touch outside-the-sandbox && echo created`',
      },
    ]);
  });

  it('error that is tried again: what went wrong, and that it is tried again', () => {
    expect(meaningOf(lines.reconnecting)).toEqual([
      { type: 'turn.erred', ...address, message: 'Reconnecting... 1/2', willRetry: true },
      { type: 'activity.changed', ...address, activity: 'retrying: Reconnecting... 1/2' },
    ]);
  });

  it('error that is not: what went wrong, and no end of the turn', () => {
    expect(meaningOf(lines.failed)).toEqual([
      {
        type: 'turn.erred',
        ...address,
        message: 'stream disconnected before completion: Transport error: network error',
        willRetry: false,
      },
    ]);
  });

  it.each([
    ['the start of a prompt', 'item/started', lines.userMessageStarted.params],
    ['the end of an item that is no message', 'item/completed', lines.changesCompleted.params],
    ['a notification about something else', 'thread/tokenUsage/updated', { ...address }],
    ['the name of a method every object has', 'toString', { ...address }],
    ['a turn without an id', 'turn/started', { threadId: 'thread-1', turn: {} }],
    ['a turn with an empty id', 'turn/started', { threadId: 'thread-1', turn: { id: '' } }],
    ['an end without a thread', 'turn/completed', { turn: { id: 'turn-1', status: 'completed' } }],
    ['a piece of no turn', 'item/agentMessage/delta', { threadId: 'thread-1', delta: 'x' }],
    ['an error of no turn', 'error', { threadId: 'thread-1', error: { message: 'x' } }],
    ['an item of no turn', 'item/started', { item: { type: 'reasoning' } }],
    ['a message of no turn', 'item/completed', { item: { type: 'agentMessage', text: 'x' } }],
    ['params that are no object', 'turn/completed', ['turn-1']],
    ['no params', 'turn/completed', undefined],
    ['an inherited field', 'turn/started', Object.create({ threadId: 'x', turn: { id: 'y' } })],
  ])('%s: nothing', (_, method, params) => {
    expect(factsOf(method, params)).toEqual([]);
  });
});

describe('a notification as it is', () => {
  const noticed = ({ method, params }: { method: string; params: unknown }) =>
    noticeOf(method, params);

  it('is told with its thread and its turn, wherever they stand', () => {
    const { params } = lines.delta;
    expect(noticed(lines.delta)).toEqual({
      type: 'notified',
      ...address,
      method: 'item/agentMessage/delta',
      params,
    });
    expect(noticed(lines.turnStarted)).toMatchObject(address);
    expect(noticed(lines.threadStarted)).toMatchObject({ threadId: 'thread-1', turnId: null });
    expect(noticed(lines.unloaded)).toMatchObject({ threadId: 'thread-1', turnId: null });
  });

  it('is not told when it belongs to no thread', () => {
    expect(noticed(lines.usage)).toBeUndefined();
    expect(noticeOf('warning', { threadId: null, message: 'x' })).toBeUndefined();
    expect(noticeOf('warning', undefined)).toBeUndefined();
  });
});
