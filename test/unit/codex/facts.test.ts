import { describe, expect, it } from 'vitest';
import { factOf, threadIdOf, turnIdOf } from '../../../src/codex/facts.js';

const address = { threadId: 'thread-1', turnId: 'turn-1' };

/** `turn/completed` as 0.169.0 writes it, cut down to what is read. */
function ended(turn: object): unknown {
  return { threadId: 'thread-1', turn: { id: 'turn-1', items: [], error: null, ...turn } };
}

describe('what a notification means', () => {
  it('turn/started: the turn started', () => {
    const params = { threadId: 'thread-1', turn: { id: 'turn-1', status: 'inProgress' } };
    expect(factOf('turn/started', params)).toEqual({ type: 'turn.started', ...address });
  });

  it('turn/completed with status completed: the turn ended with its last message', () => {
    const items = [{ type: 'agentMessage', id: 'm', text: 'd1 d2' }];
    expect(factOf('turn/completed', ended({ status: 'completed', items }))).toEqual({
      type: 'turn.completed',
      ...address,
      lastMessage: 'd1 d2',
    });
  });

  it('turn/completed without a message: the last message is empty', () => {
    expect(factOf('turn/completed', ended({ status: 'completed' }))).toMatchObject({
      type: 'turn.completed',
      lastMessage: '',
    });
  });

  it('turn/completed with status failed: the turn failed, with the sentence of Codex', () => {
    const turn = { status: 'failed', error: { message: 'the model said 500' } };
    expect(factOf('turn/completed', ended(turn))).toEqual({
      type: 'turn.failed',
      ...address,
      message: 'the model said 500',
    });
  });

  it('turn/completed with status interrupted: the turn was interrupted', () => {
    expect(factOf('turn/completed', ended({ status: 'interrupted' }))).toEqual({
      type: 'turn.interrupted',
      ...address,
    });
  });

  it('turn/completed with a status not known yet: the turn failed, it is not busy for ever', () => {
    expect(factOf('turn/completed', ended({ status: 'paused' }))).toMatchObject({
      type: 'turn.failed',
      message: expect.stringContaining('paused'),
    });
  });

  it('item/agentMessage/delta: a piece of a message', () => {
    const params = { ...address, itemId: 'm', delta: ' d2' };
    expect(factOf('item/agentMessage/delta', params)).toEqual({
      type: 'message.delta',
      ...address,
      text: ' d2',
    });
  });

  it('item/completed of an agent message: the whole message', () => {
    const params = { ...address, item: { type: 'agentMessage', text: 'done' } };
    expect(factOf('item/completed', params)).toEqual({
      type: 'message.completed',
      ...address,
      text: 'done',
    });
  });

  it.each([
    ['an item of another kind', 'item/completed', { ...address, item: { type: 'userMessage' } }],
    ['a notification about something else', 'thread/tokenUsage/updated', { ...address }],
    ['a turn without an id', 'turn/started', { threadId: 'thread-1', turn: {} }],
    ['a turn with an empty id', 'turn/started', { threadId: 'thread-1', turn: { id: '' } }],
    ['an end without a thread', 'turn/completed', { turn: { id: 'turn-1', status: 'completed' } }],
    ['params that are no object', 'turn/completed', ['turn-1']],
    ['no params', 'turn/completed', undefined],
    ['an inherited field', 'turn/started', Object.create({ threadId: 'x', turn: { id: 'y' } })],
  ])('%s: nothing', (_, method, params) => {
    expect(factOf(method, params)).toBeUndefined();
  });
});

describe('the ids in an answer', () => {
  it('are found where they are and undefined where they are not', () => {
    expect(threadIdOf({ thread: { id: 'thread-1' } })).toBe('thread-1');
    expect(turnIdOf({ turn: { id: 'turn-1' } })).toBe('turn-1');
    for (const result of [undefined, null, 'thread-1', {}, { thread: null }, { turn: { id: 7 } }]) {
      expect([threadIdOf(result), turnIdOf(result)]).toEqual([undefined, undefined]);
    }
  });
});
