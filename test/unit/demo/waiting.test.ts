import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFactFeed, within } from '../../../src/demo/waiting.js';

const never = new Promise<never>(() => {});
const calm = new AbortController().signal;

describe('waiting', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('gives what it waited for, and leaves no timer behind', async () => {
    expect(await within(Promise.resolve('there'), 'it', 1_000, calm)).toBe('there');
    await expect(within(Promise.reject(new Error('broken')), 'it', 1_000, calm)).rejects.toThrow(
      'broken',
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends with its deadline', async () => {
    const waited = within(never, 'a miracle', 1_000, calm);
    vi.advanceTimersByTime(1_000);
    await expect(waited).rejects.toThrow('waited 1000 ms in vain for a miracle');
  });

  it('ends with an abort, before or meanwhile', async () => {
    const controller = new AbortController();
    const waited = within(never, 'it', 1_000, controller.signal);
    controller.abort(new Error('interrupted'));
    await expect(waited).rejects.toThrow('interrupted');
    await expect(within(never, 'it', 1_000, controller.signal)).rejects.toThrow('interrupted');
  });
});

describe('the fact feed', () => {
  const started = { type: 'turn.started', threadId: 'a', turnId: '1' } as const;
  const interrupted = { type: 'turn.interrupted', threadId: 'a', turnId: '1' } as const;

  it('gives the next fact of a type on a thread, and only that one', async () => {
    const facts = createFactFeed();
    const next = facts.next('a', 'turn.failed', 'turn.interrupted');
    facts.publish(started);
    facts.publish({ ...interrupted, threadId: 'b' });
    facts.publish({ ...interrupted, turnId: '2' });
    facts.publish(interrupted);
    expect(await next).toEqual({ ...interrupted, turnId: '2' });
  });

  it('hears words that arrive in pieces', async () => {
    const facts = createFactFeed();
    const heard = facts.words('a', 'half a');
    const say = (threadId: string, text: string) =>
      facts.publish({ type: 'message.delta', threadId, turnId: '1', text });
    say('b', 'half a sentence');
    for (const text of ['only ha', 'lf', ' a']) say('a', text);
    await expect(heard).resolves.toBeUndefined();
  });

  it('calls a listener until it is stopped', () => {
    const facts = createFactFeed();
    const heard: string[] = [];
    const stop = facts.listen(({ type }) => heard.push(type));
    facts.publish(started);
    stop();
    facts.publish(interrupted);
    expect(heard).toEqual(['turn.started']);
  });
});
