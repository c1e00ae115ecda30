import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Coalescing } from '../../../../src/cli/serve/coalescing.js';

const PERIOD = 100;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is told, and when, in milliseconds since the beginning. */
function coalescing() {
  const start = Date.now();
  const told: string[] = [];
  const marks = new Coalescing(PERIOD, (key) => told.push(`${key} ${Date.now() - start}`));
  return { marks, told };
}

describe('marks that are coalesced', () => {
  it('are told soon, those of one go as one', () => {
    const { marks, told } = coalescing();
    for (const key of ['a', 'b', 'a']) marks.mark(key);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(0);
    expect(told).toEqual(['a 0', 'b 0']);
  });

  it('are told once per period and key, and the last one is not lost', () => {
    const { marks, told } = coalescing();
    for (let count = 0; count < 25; count += 1) {
      marks.mark('a');
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual(['a 0', 'a 100', 'a 200', 'a 300']);
  });

  it('are told soon again after a period without one, and leave no timer', () => {
    const { marks, told } = coalescing();
    marks.mark('a');
    vi.advanceTimersByTime(PERIOD);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(50);
    marks.mark('a');
    vi.advanceTimersByTime(0);
    expect(told).toEqual(['a 0', 'a 150']);
  });

  it('are told of what is marked while it is told', () => {
    const told: number[] = [];
    const start = Date.now();
    const marks = new Coalescing(PERIOD, (key) => {
      told.push(Date.now() - start);
      if (told.length < 3) marks.mark(key);
    });
    marks.mark('a');
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([0, 100, 200]);
  });

  it('are told no more after the end', () => {
    const { marks, told } = coalescing();
    marks.mark('a');
    vi.advanceTimersByTime(0);
    marks.mark('a');
    marks.mark('b');
    marks.end();
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual(['a 0']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('keep no process running', () => {
    vi.useRealTimers();
    const timers: NodeJS.Timeout[] = [];
    const original = setTimeout;
    const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation((tell, ms) => {
      const timer = original(tell, ms);
      timers.push(timer);
      return timer;
    });
    const { marks } = coalescing();
    marks.mark('a');
    spy.mockRestore();
    expect(timers.map((timer) => timer.hasRef())).toEqual([false]);
    marks.end();
  });
});
