import { describe, expect, it } from 'vitest';
import {
  isLeftAtEnd,
  ROW,
  type Sight,
  scrollTopIn,
} from '../../../../../src/inspect/board/page/timeline/windowed.js';

/** A list of a hundred rows. */
const box = (scrollTop: number, clientHeight: number) => ({
  ...{ scrollTop, clientHeight, scrollHeight: 100 * ROW },
});
const high = 20 * ROW;
const end = 80 * ROW;
const following: Sight = { top: end, height: high, isFollowing: true };
const reading: Sight = { top: 30 * ROW, height: high, isFollowing: false };

describe('the scrolled timeline', () => {
  it('keeps to its end until somebody scrolls away, and again once somebody comes back', () => {
    expect(isLeftAtEnd(box(end, high), following)).toBe(true);
    expect(isLeftAtEnd(box(end - ROW, high), following)).toBe(false);
    expect(isLeftAtEnd(box(end - 1, high), reading)).toBe(true);
  });

  it.each([0, 5 * ROW, 40 * ROW])('is as it was when its box becomes %i pixels high', (height) => {
    expect(isLeftAtEnd(box(end, height), following)).toBe(true);
    expect(isLeftAtEnd(box(reading.top, height), reading)).toBe(false);
  });

  it('is moved by another height to its end if it keeps to that, and nowhere else', () => {
    expect(scrollTopIn(box(end, 5 * ROW), following)).toBe(95 * ROW);
    expect(scrollTopIn(box(reading.top, 5 * ROW), reading)).toBe(reading.top);
    expect(scrollTopIn(box(7, high), following)).toBe(7);
  });

  it('is unfolded where it was when it was folded away', () => {
    expect(scrollTopIn(box(0, high), { ...reading, height: 0 })).toBe(reading.top);
    expect(scrollTopIn(box(0, high), { ...following, height: 0 })).toBe(end);
  });
});
