import { describe, expect, it } from 'vitest';
import { agentEventOf, createEventFeed } from '../../../src/demo/events.js';

const paramsOf = (msg: object) => ({ _meta: { requestId: 1, threadId: 'a' }, id: '1', msg });

describe('a codex/event', () => {
  it.each([
    [
      { type: 'task_started', turn_id: '1' },
      { type: 'started', threadId: 'a' },
    ],
    [
      { type: 'task_complete', turn_id: '1' },
      { type: 'ended', threadId: 'a' },
    ],
    [
      { type: 'turn_aborted', turn_id: '1' },
      { type: 'ended', threadId: 'a' },
    ],
    [
      { type: 'agent_message_content_delta', item_id: 'm', delta: 'half ' },
      { type: 'words', threadId: 'a', itemId: 'm', text: 'half ' },
    ],
    [
      { type: 'agent_message', message: 'half a sentence' },
      { type: 'message', threadId: 'a', text: 'half a sentence' },
    ],
    [{ type: 'token_count' }, undefined],
  ])('%j is read', (msg, event) => {
    expect(agentEventOf(paramsOf(msg))).toEqual(event);
  });

  it.each([[undefined], [null], [{}], [{ msg: 'text', _meta: [] }]])(
    '%j, which is none, is left out',
    (params) => {
      expect(agentEventOf(params)).toBeUndefined();
    },
  );
});

describe('the event feed', () => {
  const started = { type: 'started', threadId: 'a' } as const;

  it('hears words that arrive in pieces, on their own thread only', async () => {
    const events = createEventFeed();
    let isHeard = false;
    const heard = events.words('a', 'half a').then(() => {
      isHeard = true;
    });
    const say = (threadId: string, text: string) =>
      events.publish({ type: 'words', threadId, itemId: 'm', text });
    say('b', 'half a sentence');
    for (const text of ['only ha', 'lf']) say('a', text);
    await Promise.resolve();
    expect(isHeard).toBe(false);
    say('a', ' a');
    await heard;
  });

  it('calls a listener until it is stopped', () => {
    const events = createEventFeed();
    const heard: string[] = [];
    const stop = events.listen(({ type }) => heard.push(type));
    events.publish(started);
    stop();
    events.publish(started);
    expect(heard).toEqual(['started']);
  });
});
