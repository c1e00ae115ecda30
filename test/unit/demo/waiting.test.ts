import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { within } from '../../../src/demo/waiting.js';

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
