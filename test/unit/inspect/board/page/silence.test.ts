import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BEAT_MS } from '../../../../../src/inspect/board/beat.js';
import { Silence } from '../../../../../src/inspect/board/page/silence.js';

/** A connection, and with how much patience the next one is to be made. */
function listening(patience = 1) {
  const next: number[] = [];
  return { silence: new Silence(patience, (told) => next.push(told)), next };
}

describe('a connection on which nothing is heard', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is silent after two and a half beats, and says so once', () => {
    const { silence, next } = listening();
    silence.heard();
    vi.advanceTimersByTime(2.5 * BEAT_MS - 1);
    expect(next).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(next).toEqual([1]);
    vi.advanceTimersByTime(100 * BEAT_MS);
    expect(next).toEqual([1]);
  });

  it('is not silent while something is heard every second beat', () => {
    const { silence, next } = listening();
    for (let times = 0; times < 10; times += 1) {
      vi.advanceTimersByTime(2 * BEAT_MS);
      silence.heard();
    }
    expect(next).toEqual([]);
  });

  it('is not silent because its page slept, but if it still hears nothing then', () => {
    const { silence, next } = listening();
    silence.heard();
    vi.advanceTimersByTime(1.5 * BEAT_MS);
    // the time goes on, and the timers do not
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(0.5 * BEAT_MS);
    expect(next).toEqual([]);
    vi.advanceTimersByTime(0.5 * BEAT_MS);
    expect(next).toEqual([1]);
  });

  it.each([
    [1, 2],
    [2, 4],
    [4, 8],
    [8, 8],
  ])(
    'is given %i times as long where nothing ever came, and the next one %i times',
    (patience, then) => {
      const { next } = listening(patience);
      vi.advanceTimersByTime(2.5 * BEAT_MS * patience - 1);
      expect(next).toEqual([]);
      vi.advanceTimersByTime(1);
      expect(next).toEqual([then]);
    },
  );

  it('is not watched any more once it is over', () => {
    const { silence, next } = listening();
    silence.end();
    silence.end();
    vi.advanceTimersByTime(100 * BEAT_MS);
    expect(next).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
