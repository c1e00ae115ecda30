import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress, type ProgressParams } from '../../../src/mcp/progress.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function telling(options: { token?: string | number; send?: () => Promise<void> } = {}) {
  const token = 'token' in options ? options.token : 'tok';
  const sent: ProgressParams[] = [];
  let what = 'starting';
  const progress = createProgress({
    token,
    message: () => what,
    send: (params) => {
      sent.push(params);
      return options.send?.() ?? Promise.resolve();
    },
  });
  const now = (next: string): void => {
    what = next;
    progress.changed();
  };
  return { sent, now, progress, messages: () => sent.map(({ message }) => message) };
}

describe('progress', () => {
  it('is told at once, with the token', () => {
    expect(telling().sent).toEqual([{ progressToken: 'tok', progress: 1, message: 'starting' }]);
  });

  it.each([0, '', 7])('takes %j for a token', (token) => {
    expect(telling({ token }).sent).toMatchObject([{ progressToken: token }]);
  });

  it('is not told without a token', async () => {
    const { sent, now, progress } = telling({ token: undefined as never });
    now('changed');
    await vi.advanceTimersByTimeAsync(60_000);
    progress.stop();
    expect(sent).toEqual([]);
  });

  it('is told every ten seconds while nothing changes', async () => {
    const { sent } = telling();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sent).toHaveLength(4);
  });

  it('is told at once on a change after a quiet second, and again ten seconds later', async () => {
    const { messages, now } = telling();
    await vi.advanceTimersByTimeAsync(5_000);
    now('thinking');
    expect(messages()).toEqual(['starting', 'thinking']);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(messages()).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(messages()).toHaveLength(3);
  });

  it('is told at most once a second, the latest of what changed', async () => {
    const { messages, now } = telling();
    for (const what of ['one', 'two', 'three']) now(what);
    expect(messages()).toEqual(['starting']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(messages()).toEqual(['starting', 'three']);
  });

  it('always goes up', async () => {
    const { sent, now } = telling();
    for (let round = 0; round < 20; round += 1) {
      now(`change ${round}`);
      await vi.advanceTimersByTimeAsync(700);
    }
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.map(({ progress }) => progress)).toEqual(sent.map((_, index) => index + 1));
  });

  it('is never told after the stop', async () => {
    const { sent, now, progress } = telling();
    now('changed');
    progress.stop();
    progress.stop();
    now('changed again');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits until the client took the last one, then tells the latest', async () => {
    let take = (): void => {};
    const send = () =>
      new Promise<void>((resolve) => {
        take = resolve;
      });
    const { messages, now } = telling({ send });
    now('one');
    await vi.advanceTimersByTimeAsync(60_000);
    now('two');
    expect(messages()).toEqual(['starting']);
    take();
    await vi.advanceTimersByTimeAsync(0);
    expect(messages()).toEqual(['starting', 'two']);
  });

  it('goes on when one cannot be sent', async () => {
    const { sent } = telling({ send: () => Promise.reject(new Error('Not connected')) });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveLength(2);
  });
});
